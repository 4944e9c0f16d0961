import type { EntityManager } from 'typeorm';
import type { Channel } from './messaging.events.js';
import type { Judged } from './send-decision.js';
import type { SendingRules } from './sending-rules.js';

/**
 * Takes what each bucket has of what is wanted, and refills it by the time that has passed. One row per line for all processes:
 * whoever claims waits for the one before for the length of a short transaction. Taken in sorted order. Clocks of processes differ
 * a little; a bucket that was filled later than a minute from now is one whose clock was put back since.
 */
const TAKE = `
INSERT INTO messaging.gateway_bucket AS b (vendor, channel, tokens, filled_at)
SELECT vendor, channel, rate - least(wanted, rate), $2 FROM json_to_recordset($1) AS f (vendor text, channel text, wanted int, rate int)
ORDER BY vendor, channel
ON CONFLICT (vendor, channel) DO UPDATE SET
  filled_at = CASE WHEN b.filled_at > EXCLUDED.filled_at + interval '1 minute' THEN EXCLUDED.filled_at ELSE greatest(b.filled_at, EXCLUDED.filled_at) END,
  tokens = (SELECT full_up - least(f.wanted, floor(full_up)) FROM json_to_recordset($1) AS f (vendor text, channel text, wanted int, rate int),
    LATERAL (SELECT least(f.rate, b.tokens + f.rate * greatest(0, extract(epoch FROM $2::timestamptz - b.filled_at)))::float8 AS full_up) s
    WHERE f.vendor = b.vendor AND f.channel = b.channel)
RETURNING vendor, channel, tokens, old.tokens AS tokens_before, old.filled_at AS filled_before`;

interface Taken {
  vendor: string;
  channel: Channel;
  tokens: number;
  tokens_before: number | null;
  filled_before: Date | null;
}

interface Line {
  vendor: string;
  channel: Channel;
  rate: number;
  sends: Judged[];
}

/**
 * What may go now; the rest of each vendor's channel is put off, one after the other, so that nothing is written that would be
 * refused. @param realNow machine time
 */
export async function withinRates(
  tx: EntityManager,
  judged: readonly Judged[],
  rules: SendingRules,
  realNow: Date,
): Promise<Judged[]> {
  const lines = limitedLines(judged, rules);
  if (lines.length === 0) return [...judged];
  const wanted = lines.map(({ vendor, channel, rate, sends }) => ({ vendor, channel, rate, wanted: sends.length }));
  const taken = await tx.query<Taken[]>(TAKE, [JSON.stringify(wanted), realNow]);
  const putOff = new Map<Judged, Date>();
  for (const line of lines) {
    const bucket = taken.find(({ vendor, channel }) => vendor === line.vendor && channel === line.channel)!;
    const granted = grantedOf(bucket, line.rate, realNow);
    for (const [place, one] of line.sends.slice(granted).entries()) {
      putOff.set(one, new Date(realNow.getTime() + Math.ceil(((place + 1) * 1_000) / line.rate)));
    }
  }
  return judged.map((one) => {
    const until = putOff.get(one);
    if (until === undefined) return one;
    return { decision: { do: 'PUT_OFF', row: one.decision.row, until }, outgoing: null, faults: one.faults };
  });
}

function limitedLines(judged: readonly Judged[], rules: SendingRules): Line[] {
  const lines = new Map<string, Line>();
  for (const one of judged) {
    if (one.decision.do !== 'SEND') continue;
    const { vendor, channel } = one.decision.attempt;
    const { messagesPerSecond: rate } = rules.gateway(vendor, channel);
    if (rate === null) continue;
    const name = `${vendor} ${channel}`;
    const line = lines.get(name) ?? { vendor, channel, rate, sends: [] };
    line.sends.push(one);
    lines.set(name, line);
  }
  return [...lines.values()];
}

function grantedOf(bucket: Taken, rate: number, realNow: Date): number {
  if (bucket.tokens_before === null || bucket.filled_before === null) return Math.round(rate - bucket.tokens);
  const seconds = Math.max(0, realNow.getTime() - bucket.filled_before.getTime()) / 1_000;
  return Math.round(Math.min(rate, bucket.tokens_before + rate * seconds) - bucket.tokens);
}
