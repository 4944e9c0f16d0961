import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Settings } from '../../config/index.js';
import { Clock, kstDate, toKst } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { compose, ComposeFault } from './composer.js';
import { withinCourtesyHours } from './courtesy-hours.js';
import {
  NotificationDropped,
  NotificationFailed,
  NotificationsQueued,
  type NotificationFact,
  type StatusReason,
} from './messaging.events.js';
import { FirstSendings, type FirstSending, type NewNotice } from './first-sendings.js';
import { laneKey, noticeKey } from './notice-keys.js';
import type { NoticeRequest } from './notice-request.js';
import { SendingRulesStore } from './sending-rules.store.js';
import type { SendingRules } from './sending-rules.js';

/** Korean mobile numbers, digits only; nothing else can be written to. */
const MOBILE = /^01[016789]\d{7,8}$/;

/**
 * Everything that notify writes, in one statement: a key that exists already is silently passed over, and with it its row;
 * keys and lanes are taken in sorted order, so that two batches never wait for each other in a ring. A number's opt-out
 * is for citizens; pre-notices to staff are their work. What comes with an attempt is under way from the beginning, where it comes to
 * stand in its lane as was thought (begins_at).
 */
const STORE = `
WITH asked AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::bool[], $14::text[], $15::bool[], $16::timestamptz[], $17::text[], $18::text[], $19::bytea[], $20::bytea[], $21::text[],
    $22::text[], $23::text[], $24::uuid[], $25::timestamptz[], $26::int[])
  WITH ORDINALITY AS a (id, key, lane_key, phone_index, occasion, variant, recipient_kind, recipient_id, language,
    subject, label, department_code, legal_document_required, overtakes, held, due_at, status, status_reason, request_sealed,
    text_sealed, flags, channel, sender_proof, attempt_id, attempt_started_at, begins_at, place)
), once AS (
  SELECT DISTINCT ON (key) * FROM asked ORDER BY key, place
), fresh AS (
  INSERT INTO messaging.notice_key (key, noted_on) SELECT key, $27::date FROM once ORDER BY key ON CONFLICT DO NOTHING RETURNING key
), judged AS (
  SELECT o.*, o.status = 'WAITING' AND o.recipient_kind IN ('APPLICANT', 'AGENT')
    AND EXISTS (SELECT FROM messaging.opt_out p WHERE p.phone_index = o.phone_index AND p.opted_out) AS opted_out
  FROM once o JOIN fresh USING (key)
), placed AS (
  SELECT *, status = 'WAITING' AND NOT opted_out AND status_reason IS DISTINCT FROM 'OPERATOR' AS goes FROM judged
), lanes AS (
  INSERT INTO messaging.lane AS l (key, phone_index, last_position)
  SELECT lane_key, (array_agg(phone_index))[1], count(*) FILTER (WHERE goes) FROM placed WHERE lane_key IS NOT NULL
  GROUP BY lane_key ORDER BY lane_key
  ON CONFLICT (key) DO UPDATE SET last_position = l.last_position + EXCLUDED.last_position
  RETURNING id, key, last_position
), positioned AS (
  SELECT p.*, lanes.id AS lane_id,
    CASE WHEN goes THEN lanes.last_position + 1 - count(*) FILTER (WHERE goes)
      OVER (PARTITION BY lane_key ORDER BY place ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) END AS lane_position
  FROM placed p LEFT JOIN lanes ON lanes.key = p.lane_key
), begun AS (
  SELECT *, begins_at IS NOT NULL AND lane_position IS NOT DISTINCT FROM begins_at AS begins FROM positioned
)
INSERT INTO messaging.notification (id, key, occasion, variant, recipient_kind, recipient_id, language, subject, label, department_code,
  legal_document_required, lane_id, lane_position, overtakes, held, created_at, due_at, status, status_reason, step, act_at,
  settled_at, request_sealed, claims, channel, sender_proof, attempt_id, attempt_started_at, text_sealed, flags)
SELECT id, key, occasion, variant, recipient_kind, recipient_id, language, subject, label, department_code,
  legal_document_required, lane_id, lane_position, string_to_array(overtakes, ','), held, $28, due_at,
  CASE WHEN opted_out THEN 'DROPPED' WHEN begins THEN 'SENDING' ELSE status END,
  CASE WHEN opted_out THEN 'OPTED_OUT' WHEN status_reason = 'OPERATOR' OR held AND status = 'WAITING' THEN 'HELD' ELSE status_reason END,
  CASE WHEN begins THEN 'ASK' WHEN status = 'WAITING' AND NOT opted_out THEN 'SEND' END,
  CASE WHEN begins THEN $30 WHEN status_reason = 'OPERATOR' THEN 'infinity'::timestamptz END,
  CASE WHEN status <> 'WAITING' OR opted_out THEN $28::timestamptz END,
  request_sealed, begins::int, CASE WHEN begins THEN channel END, CASE WHEN begins THEN sender_proof ELSE $29 END,
  CASE WHEN begins THEN attempt_id END, CASE WHEN begins THEN attempt_started_at END,
  CASE WHEN begins OR begins_at IS NULL THEN text_sealed END,
  CASE WHEN begins OR begins_at IS NULL THEN string_to_array(flags, ',') ELSE '{}' END
FROM begun
RETURNING id, status, status_reason AS "statusReason"`;

interface Verdict {
  status: 'WAITING' | 'DROPPED' | 'FAILED';
  /** OPERATOR: waits until an operator sends or skips it. */
  reason: StatusReason | 'OPERATOR' | null;
}

interface Stored {
  id: string;
  status: string;
  statusReason: StatusReason | null;
}

/** The door by which the owner of a fact has it told. */
@Injectable()
export class Notifications {
  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly rules: SendingRulesStore,
    private readonly settings: Settings,
    private readonly firstSendings: FirstSendings,
  ) {}

  /**
   * Records wishes to tell people things, in the caller's transaction; they are sent after its commit, at once where that can be. A request whose
   * (cause, phone) was asked before is silently passed over. Of one subject and number the order of `requests` is kept.
   * Publishes NotificationsQueued, NotificationDropped and NotificationFailed.
   */
  async notify(tx: EntityManager, requests: readonly NoticeRequest[]): Promise<void> {
    if (requests.length === 0) return;
    const rules = await this.rules.current(tx);
    const now = this.clock.now();
    const notices = requests.map((request) => this.noticeOf(request, rules, now));
    const firsts = await this.firstSendings.of(tx, notices, rules, now);
    const claimedAt = this.clock.realNow();
    const stored = await tx.query<Stored[]>(STORE, [
      ...columns(notices.map((notice) => this.row(notice, firsts.get(notice.id), rules))),
      kstDate(claimedAt),
      now,
      'KAKAO_CHANNEL',
      this.firstSendings.leaseUntil(claimedAt),
    ]);
    const begun = stored.filter(({ status }) => status === 'SENDING').map(({ id }) => firsts.get(id)!);
    const asked = new Map(notices.map(({ id, request }) => [id, request]));
    const facts = this.facts(stored, asked, toKst(now));
    await Promise.all([
      this.firstSendings.begin(tx, begun, now, claimedAt),
      facts.length > 0 && this.bus.publish(tx, facts),
    ]);
  }

  /** What is due at once is so by the reading of the clock that goes into its row: a clock put back between two readings would keep it waiting. */
  private noticeOf(
    request: NoticeRequest,
    rules: SendingRules,
    now: Date,
  ): NewNotice & { verdict: Verdict; held: boolean } {
    const { phone, cause, subject, recipientKind, recipientId } = request;
    const to = phone === null ? { recipient: `${recipientKind} ${recipientId ?? ''}` } : { phone };
    const verdict = this.verdict(request);
    const askedFor = request.dueAt ?? now;
    const dueAt = withinCourtesyHours(askedFor, rules.courtesyHours(request.occasion));
    return {
      id: request.id ?? uuidv7(),
      key: noticeKey(this.privacy, cause, to),
      laneKey: phone === null ? null : laneKey(this.privacy, subject, phone),
      phoneIndex: phone === null ? null : this.privacy.phoneIndex(phone),
      dueAt,
      held: dueAt.getTime() !== askedFor.getTime(),
      request,
      verdict,
      goes: verdict.status === 'WAITING' && verdict.reason === null,
    };
  }

  /** One value per column of `asked`, in its order. */
  private row(
    {
      id,
      key,
      laneKey: lane,
      phoneIndex,
      dueAt,
      held,
      request,
      verdict,
    }: NewNotice & { verdict: Verdict; held: boolean },
    first: FirstSending | undefined,
    rules: SendingRules,
  ): unknown[] {
    const shown = verdict.reason === 'SHADOW' ? this.shadow(request, rules) : { text: null, flags: [] };
    return [
      id,
      key,
      lane,
      phoneIndex,
      request.occasion,
      request.variant,
      request.recipientKind,
      request.recipientId,
      request.language,
      request.subject,
      request.label,
      request.departmentCode,
      request.legalDocumentRequired,
      request.overtakes.join(','),
      held,
      dueAt,
      verdict.status,
      verdict.reason,
      this.privacy.sealJson({ phone: request.phone, variables: request.variables }),
      first?.textSealed ?? (shown.text === null ? null : this.privacy.seal(shown.text)),
      (first?.flags ?? shown.flags).join(','),
      first?.attempt.channel ?? null,
      first?.attempt.senderProof ?? null,
      first?.attempt.id ?? null,
      first?.attempt.startedAt ?? null,
      first?.lanePosition ?? null,
    ];
  }

  private verdict({ withheld, phone }: NoticeRequest): Verdict {
    if (withheld !== null && withheld !== 'HELD') return { status: 'DROPPED', reason: withheld };
    if (this.settings.shadow) return { status: 'DROPPED', reason: 'SHADOW' };
    if (phone === null || !MOBILE.test(phone)) return { status: 'FAILED', reason: 'NO_CHANNEL' };
    return { status: 'WAITING', reason: withheld === 'HELD' ? 'OPERATOR' : null };
  }

  /** What would have been said; a fault of the wording is a flag, never an error of the step. */
  private shadow(request: NoticeRequest, rules: SendingRules): { text: string | null; flags: string[] } {
    const template = rules.newestWording(request);
    if (template === null) return { text: null, flags: ['NO_WORDING'] };
    try {
      const { variables, variant } = request;
      const mainNumber = rules.sender?.mainNumber ?? '';
      const { language, wording } = template;
      return compose(wording, 'ALIMTALK', { variables, variant, language, mainNumber, linkInText: false });
    } catch (error) {
      if (!(error instanceof ComposeFault)) throw error;
      return { text: null, flags: [`${error.kind}:ALIMTALK`] };
    }
  }

  private facts(stored: Stored[], asked: ReadonlyMap<string, NoticeRequest>, at: string): object[] {
    const queued = stored.filter((row) => row.status === 'WAITING').map((row) => row.id);
    const facts: object[] = queued.length > 0 ? [new NotificationsQueued(queued)] : [];
    for (const { id, status, statusReason } of stored) {
      if (status === 'WAITING' || status === 'SENDING') continue;
      const { occasion, variant, recipientKind, recipientId, subject, label, departmentCode } = asked.get(id)!;
      const fact: NotificationFact = {
        notificationId: id,
        occasion,
        variant,
        recipientKind,
        recipientId,
        subject,
        label,
        departmentCode,
        at,
      };
      facts.push(
        status === 'FAILED'
          ? new NotificationFailed(fact, statusReason, '휴대전화번호가 없거나 휴대전화번호가 아닙니다.', [])
          : new NotificationDropped(fact, statusReason!),
      );
    }
    return facts;
  }
}

function columns(rows: unknown[][]): unknown[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]));
}
