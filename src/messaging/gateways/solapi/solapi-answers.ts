import type { Outgoing, SendAnswer } from '../gateway.js';
import { verdictOf } from './solapi-codes.js';

/** One message in the vendor's lists. */
export interface Entry {
  messageId: string;
  statusCode: string;
  customFields?: { ref?: string };
  type: string;
  dateCreated: string;
}

/** A call without an answer. */
export function lost(mayHaveArrived: boolean, why: string): SendAnswer {
  return mayHaveArrived
    ? {
        kind: 'UNCLEAR',
        verdict: {
          outcome: 'UNKNOWN',
          code: why,
          reason: '업체의 응답을 받지 못했습니다. 보내졌는지 업체에 확인합니다.',
          alarm: false,
        },
      }
    : {
        kind: 'NOT_TAKEN',
        verdict: {
          outcome: 'TRANSPORT',
          code: why,
          reason: '업체에 연결하지 못했습니다. 곧 다시 보냅니다.',
          alarm: false,
        },
      };
}

/** Messages are matched by our reference; one that the answer does not name may have been taken. */
export function answersOf(messages: readonly Outgoing[], body: unknown): SendAnswer[] {
  const { failedMessageList = [], messageList = [] } = (body ?? {}) as {
    failedMessageList?: Entry[];
    messageList?: Entry[];
  };
  const entries = new Map([...failedMessageList, ...messageList].map((entry) => [entry.customFields?.ref, entry]));
  return messages.map(({ reference }) => {
    const entry = entries.get(reference);
    if (entry === undefined) return lost(true, 'NOT_IN_ANSWER');
    const verdict = verdictOf(entry.statusCode);
    return verdict === null || verdict.outcome === 'DELIVERED'
      ? { kind: 'ACCEPTED', vendorMessageId: entry.messageId }
      : { kind: 'REFUSED', verdict };
  });
}
