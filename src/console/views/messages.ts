import type { AttemptStatus, Channel, MessageStatus, RecipientKind, SenderProof, StatusReason } from './words.js';

/** One notice as `GET /api/v1/messages` gives it: masked number, every attempt. */
export interface MessageItem {
  id: string;
  receiptNo: string | null;
  occasion: string;
  recipientKind: RecipientKind;
  /** Masked. */
  to: string;
  status: MessageStatus;
  statusReason: StatusReason | null;
  channel: Channel | null;
  senderProof: SenderProof;
  /** When it was asked for, product time, ISO 8601. */
  at: string;
  attempts: MessageAttempt[];
}

export interface MessageAttempt {
  channel: Channel;
  vendor: string;
  status: AttemptStatus;
  /** The vendor's own code. */
  code: string | null;
  /** In plain Korean. */
  reason: string;
  at: string;
}
