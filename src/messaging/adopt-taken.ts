import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { kstDate } from '../../libs/clock/index.js';
import type { Channel } from './messaging.events.js';
import { proofOf, type Judged } from './send-decision.js';
import type { SendingRules } from './sending-rules.js';

interface TakenRow {
  notification_id: string;
  mark: string;
  vendor: string;
  channel: Channel;
  vendor_message_id: string;
  taken_at: Date;
}

/** What was made an attempt of already is no news. */
const FIND = `
SELECT f.id AS notification_id, t.mark, t.vendor, t.channel, t.vendor_message_id, t.taken_at
FROM unnest($1::uuid[], $2::text[]) AS f (id, mark) JOIN messaging.taken_before t ON t.mark = f.mark
WHERE NOT EXISTS (SELECT FROM messaging.attempt a WHERE a.notification_id = f.id AND a.reference = t.mark)
ORDER BY t.taken_at`;

/** Attempts from before the last one: their reports are fetched like anybody's, and none of them was the end. */
const NOTE_EARLIER = `
INSERT INTO messaging.attempt (id, started_at, notification_id, channel, vendor, reference, status, outcome, reason, vendor_message_id,
  sender_proof, at, accepted_at)
SELECT id, taken, notification, channel, vendor, mark, 'UNKNOWN', 'UNKNOWN', $9, message, proof, $10, taken
FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  AS f (id, taken, notification, channel, vendor, mark, message, proof)`;

const BEFORE_THE_RESTORE = '백업을 되돌리기 전에 업체가 접수한 메시지입니다.';

/**
 * After a restored backup: what would be sent and was taken by a vendor before becomes an attempt that is under way, with no call. The
 * vendor is then asked what became of it, and the chain goes on from there. @param now product time
 */
export async function withoutTaken(
  tx: EntityManager,
  judged: readonly Judged[],
  rules: SendingRules,
  now: Date,
): Promise<Judged[]> {
  const marked = judged.filter(({ decision, marks }) => decision.do === 'SEND' && marks !== undefined);
  if (marked.length === 0 || rules.sender === null) return [...judged];
  const pairs = marked.flatMap(({ decision, marks }) => marks!.map((mark) => [decision.row.id, mark] as const));
  const found = await tx.query<TakenRow[]>(FIND, [pairs.map(([id]) => id), pairs.map(([, mark]) => mark)]);
  if (found.length === 0) return [...judged];
  const { sender } = rules;
  const proof = (channel: Channel) => proofOf(channel, sender, kstDate(now));
  const takenOf = Map.groupBy(found, (row) => row.notification_id);
  const earlier = [...takenOf.values()].flatMap((rows) => rows.slice(0, -1));
  if (earlier.length > 0) {
    await tx.query(NOTE_EARLIER, [
      earlier.map(() => uuidv7()),
      earlier.map((row) => row.taken_at),
      earlier.map((row) => row.notification_id),
      earlier.map((row) => row.channel),
      earlier.map((row) => row.vendor),
      earlier.map((row) => row.mark),
      earlier.map((row) => row.vendor_message_id),
      earlier.map((row) => proof(row.channel)),
      BEFORE_THE_RESTORE,
      now,
    ]);
  }
  return judged.map((one): Judged => {
    const last = takenOf.get(one.decision.row.id)?.at(-1);
    if (one.decision.do !== 'SEND' || last === undefined) return one;
    const { channel, vendor, mark, taken_at } = last;
    const taken = { id: uuidv7(), startedAt: taken_at, isNew: true, calls: 1, channel, vendor, reference: mark };
    const attempt = { ...one.decision.attempt, ...taken, senderProof: proof(channel) };
    return { decision: { ...one.decision, attempt }, outgoing: null, faults: [] };
  });
}
