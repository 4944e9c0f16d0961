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
import { laneKey, noticeKey } from './notice-keys.js';
import type { NoticeRequest } from './notice-request.js';
import { SendingRulesStore } from './sending-rules.store.js';
import type { SendingRules } from './sending-rules.js';

/** Korean mobile numbers, digits only; nothing else can be written to. */
const MOBILE = /^01[016789]\d{7,8}$/;

/**
 * Everything that notify writes, in one statement: a key that exists already is silently passed over, and with it its row;
 * keys and lanes are taken in sorted order, so that two batches never wait for each other in a ring. A number's opt-out
 * is for citizens; pre-notices to staff are their work.
 */
const STORE = `
WITH asked AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::bool[], $14::text[], $15::bool[], $16::timestamptz[], $17::text[], $18::text[], $19::bytea[], $20::bytea[], $21::text[])
  WITH ORDINALITY AS a (id, key, lane_key, phone_index, occasion, variant, recipient_kind, recipient_id, language,
    subject, label, department_code, legal_document_required, overtakes, held, due_at, status, status_reason, request_sealed,
    text_sealed, flags, place)
), once AS (
  SELECT DISTINCT ON (key) * FROM asked ORDER BY key, place
), fresh AS (
  INSERT INTO messaging.notice_key (key, noted_on) SELECT key, $22::date FROM once ORDER BY key ON CONFLICT DO NOTHING RETURNING key
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
)
INSERT INTO messaging.notification (id, key, occasion, variant, recipient_kind, recipient_id, language, subject, label, department_code,
  legal_document_required, lane_id, lane_position, overtakes, held, created_at, due_at, status, status_reason, step, act_at,
  settled_at, sender_proof, request_sealed, text_sealed, flags)
SELECT p.id, p.key, occasion, variant, recipient_kind, recipient_id, language, subject, label, department_code,
  legal_document_required, lanes.id,
  CASE WHEN goes THEN lanes.last_position + 1 - count(*) FILTER (WHERE goes)
    OVER (PARTITION BY lane_key ORDER BY place ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) END,
  string_to_array(overtakes, ','), held, $23, due_at,
  CASE WHEN opted_out THEN 'DROPPED' ELSE status END,
  CASE WHEN opted_out THEN 'OPTED_OUT' WHEN status_reason = 'OPERATOR' OR held AND status = 'WAITING' THEN 'HELD' ELSE status_reason END,
  CASE WHEN status = 'WAITING' AND NOT opted_out THEN 'SEND' END,
  CASE WHEN status_reason = 'OPERATOR' THEN 'infinity'::timestamptz END,
  CASE WHEN status <> 'WAITING' OR opted_out THEN $23::timestamptz END,
  $24, request_sealed, text_sealed, string_to_array(flags, ',')
FROM placed p LEFT JOIN lanes ON lanes.key = p.lane_key
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
  ) {}

  /**
   * Records wishes to tell people things, in the caller's transaction; they are sent after its commit. A request whose
   * (cause, phone) was asked before is silently passed over. Of one subject and number the order of `requests` is kept.
   * Publishes NotificationsQueued, NotificationDropped and NotificationFailed.
   */
  async notify(tx: EntityManager, requests: readonly NoticeRequest[]): Promise<void> {
    if (requests.length === 0) return;
    const rules = await this.rules.current(tx);
    const now = this.clock.now();
    const rows = requests.map((request) => this.row(request, rules));
    const stored = await tx.query<Stored[]>(STORE, [
      ...columns(rows),
      kstDate(this.clock.realNow()),
      now,
      'KAKAO_CHANNEL',
    ]);
    const asked = new Map(rows.map((row, index) => [row[0] as string, requests[index]!]));
    const facts = this.facts(stored, asked, toKst(now));
    if (facts.length > 0) await this.bus.publish(tx, facts);
  }

  /** One value per column of `asked`, in its order. */
  private row(request: NoticeRequest, rules: SendingRules): unknown[] {
    const { phone } = request;
    const dueAt = withinCourtesyHours(request.dueAt, rules.courtesyHours(request.occasion));
    const verdict = this.verdict(request);
    const shown = verdict.reason === 'SHADOW' ? this.shadow(request, rules) : { text: null, flags: [] };
    return [
      request.id ?? uuidv7(),
      noticeKey(
        this.privacy,
        request.cause,
        phone === null ? { recipient: `${request.recipientKind} ${request.recipientId ?? ''}` } : { phone },
      ),
      phone === null ? null : laneKey(this.privacy, request.subject, phone),
      phone === null ? null : this.privacy.phoneIndex(phone),
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
      dueAt.getTime() !== request.dueAt.getTime(),
      dueAt,
      verdict.status,
      verdict.reason,
      this.privacy.sealJson({ phone, variables: request.variables }),
      shown.text === null ? null : this.privacy.seal(shown.text),
      shown.flags.join(','),
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
      if (status === 'WAITING') continue;
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
