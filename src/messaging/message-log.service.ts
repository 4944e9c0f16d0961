import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import { maskPhone, Privacy } from '../../libs/privacy/index.js';
import { conditionsOf, HELD_FOR_OPERATOR, type MessageFilter, type MessageStatus } from './message-filter.js';
import type { Channel, StatusReason } from './messaging.events.js';
import type { Occasion, RecipientKind } from './notice-request.js';

export type { MessageStatus };
export type SenderProof = 'KAKAO_CHANNEL' | 'RCS_SAFE_MARK' | 'RCS_BRAND' | 'NUMBER_ONLY';
export type AttemptStatus = 'SENDING' | 'ACCEPTED' | 'DELIVERED' | 'FAILED' | 'UNKNOWN';

/** One handing-over to a vendor. Instants are product time, ISO 8601 with +09:00. */
export interface AttemptView {
  channel: Channel;
  vendor: string;
  status: AttemptStatus;
  /** The vendor's own code. */
  code?: string;
  /** Plain Korean. */
  reason: string;
  at: string;
  /** What vouched for the sender when it went out. */
  senderProof: SenderProof;
}

/** Under whose name a message went out. */
export interface SenderShown {
  organisation: string;
  /** Digits. */
  senderNumber: string;
}

/** One notice as the message log shows it. Instants are product time, ISO 8601 with +09:00. */
export interface MessageView {
  id: string;
  receiptNo?: string;
  occasion: Occasion;
  variant: string;
  recipientKind: RecipientKind;
  recipientId?: string;
  departmentCode: string;
  /** Masked; null where there is no number, or it was destroyed. */
  to: string | null;
  status: MessageStatus;
  statusReason?: StatusReason;
  /** It waits until an operator says whether it goes. */
  heldForOperator: boolean;
  channel?: Channel;
  /** Of the channel it went out with; before that, of the first channel planned. */
  senderProof: SenderProof;
  /** What was found missing when it was composed, e.g. `DEFAULT:담당자`. */
  flags: string[];
  legalDocumentRequired: boolean;
  /** Somebody's test of a wording on their own phone; it tells nobody anything. */
  test?: true;
  createdAt: string;
  dueAt: string;
  settledAt?: string;
  attempts: AttemptView[];
}

interface Row {
  id: string;
  label: string | null;
  occasion: Occasion;
  variant: string;
  recipient_kind: RecipientKind;
  recipient_id: string | null;
  department_code: string;
  status: MessageStatus;
  status_reason: StatusReason | null;
  held_for_operator: boolean;
  channel: Channel | null;
  sender_proof: SenderProof;
  flags: string[];
  legal_document_required: boolean;
  test: boolean;
  created_at: Date;
  due_at: Date;
  settled_at: Date | null;
  request_sealed: Buffer | null;
  text_sealed: Buffer | null;
  attempts: {
    channel: Channel;
    vendor: string;
    status: AttemptStatus;
    code: string | null;
    reason: string;
    at: string;
    senderProof: SenderProof;
  }[];
}

const COLUMNS = `
  n.id, n.label, n.occasion, n.variant, n.recipient_kind, n.recipient_id, n.department_code, n.status, n.status_reason, n.channel,
  n.sender_proof, n.flags, n.legal_document_required, n.test_template_id IS NOT NULL AS test, n.created_at, n.due_at, n.settled_at, n.request_sealed, n.text_sealed,
  coalesce(${HELD_FOR_OPERATOR}, false) AS held_for_operator,
  coalesce((
    SELECT json_agg(json_build_object('channel', a.channel, 'vendor', a.vendor, 'status', a.status, 'code', a.code,
      'reason', a.reason, 'at', a.at, 'senderProof', a.sender_proof) ORDER BY a.id)
    FROM messaging.attempt a WHERE a.notification_id = n.id
  ), '[]') AS attempts`;

/** What was told to whom: for the API and for pages. It opens numbers only to mask them. */
@Injectable()
export class MessageLog {
  constructor(private readonly privacy: Privacy) {}

  /**
   * Newest first.
   * @param scope department codes that the reader may see, or ALL
   * @param before id of the last row of the page before
   */
  async list(
    tx: EntityManager,
    filter: MessageFilter,
    scope: readonly string[] | 'ALL',
    page: { limit: number; before?: string },
  ): Promise<MessageView[]> {
    const parameters: unknown[] = [];
    const where = conditionsOf(filter, scope, parameters);
    if (page.before !== undefined) {
      parameters.push(page.before);
      where.push(`n.id < $${parameters.length}`);
    }
    parameters.push(page.limit);
    const rows = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM messaging.notification n ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
       ORDER BY n.id DESC LIMIT $${parameters.length}`,
      parameters,
    );
    return rows.map((row) => this.view(row));
  }

  /** All notices about one receipt number, oldest first, for its case page. */
  async ofReceipt(tx: EntityManager, receiptNo: string): Promise<MessageView[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM messaging.notification n WHERE n.label = $1 ORDER BY n.id`,
      [receiptNo],
    );
    return rows.map((row) => this.view(row));
  }

  /** Those of these ids, oldest first, whoever they are about. */
  async ofIds(tx: EntityManager, ids: readonly string[]): Promise<MessageView[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM messaging.notification n WHERE n.id = ANY($1::uuid[]) ORDER BY n.id`,
      [ids],
    );
    return rows.map((row) => this.view(row));
  }

  /** All notices to one number with their texts, oldest first: what a person is given who asks for their own data. */
  async toPhone(tx: EntityManager, phoneIndex: Buffer): Promise<(MessageView & { text: string | null })[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM messaging.notification n
       WHERE n.lane_id IN (SELECT id FROM messaging.lane WHERE phone_index = $1) ORDER BY n.id`,
      [phoneIndex],
    );
    return rows.map((row) => ({
      ...this.view(row),
      text: row.text_sealed === null ? null : this.privacy.open(row.text_sealed),
    }));
  }

  /**
   * One notice with its text (null before it was composed, or after it was destroyed; without the tokens of its links) and the
   * sender of its last attempt; null where there is none in scope.
   */
  async one(
    tx: EntityManager,
    id: string,
    scope: readonly string[] | 'ALL',
  ): Promise<(MessageView & { text: string | null; sender: SenderShown | null }) | null> {
    const [row] = await tx.query<(Row & { sender: SenderShown | null })[]>(
      `SELECT ${COLUMNS},
         (SELECT json_build_object('organisation', p.organisation, 'senderNumber', p.sender_number)
          FROM messaging.attempt a JOIN messaging.sender_profile p ON p.id = a.sender_profile_id
          WHERE a.notification_id = n.id ORDER BY a.id DESC LIMIT 1) AS sender
       FROM messaging.notification n WHERE n.id = $1 AND ($2::text[] IS NULL OR n.department_code = ANY($2))`,
      [id, scope === 'ALL' ? null : scope],
    );
    if (row === undefined) return null;
    const { sender } = row;
    const text = row.text_sealed === null ? null : withoutTokens(this.privacy.open(row.text_sealed));
    return { ...this.view(row), sender, text };
  }

  private view(row: Row): MessageView {
    const phone = row.request_sealed && this.privacy.openJson<{ phone: string | null }>(row.request_sealed).phone;
    return {
      id: row.id,
      ...(row.label === null ? {} : { receiptNo: row.label }),
      occasion: row.occasion,
      variant: row.variant,
      recipientKind: row.recipient_kind,
      ...(row.recipient_id === null ? {} : { recipientId: row.recipient_id }),
      departmentCode: row.department_code,
      to: phone === null ? null : maskPhone(phone),
      status: row.status,
      ...(row.status_reason === null ? {} : { statusReason: row.status_reason }),
      heldForOperator: row.held_for_operator,
      ...(row.channel === null ? {} : { channel: row.channel }),
      senderProof: row.sender_proof,
      flags: row.flags,
      legalDocumentRequired: row.legal_document_required,
      ...(row.test ? { test: true } : {}),
      createdAt: toKst(row.created_at),
      dueAt: toKst(row.due_at),
      ...(row.settled_at === null ? {} : { settledAt: toKst(row.settled_at) }),
      attempts: row.attempts.map(({ code, at, ...attempt }) => ({
        ...attempt,
        ...(code === null ? {} : { code }),
        at: toKst(new Date(at)),
      })),
    };
  }
}

/** Who holds a citizen's token acts as the citizen, so none is shown to staff: in its place stands `…`. */
function withoutTokens(text: string): string {
  return text.replaceAll(/(?<=\/)[\w-]{22}(?![\w-])/g, '…');
}
