import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { Alarms } from '../staff/index.js';
import { GatewayUnreachable, type Taken } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import { messagePrint } from './notice-keys.js';

const BEAT_MS = 10_000;
const ASK_AGAIN_MS = 5_000;
/** A silence that a restart does not explain. */
const SILENCE_MS = 60_000;
/** The vendors' clocks may differ from ours. */
const CLOCK_MARGIN_MS = 15 * 60_000;
/** Vendors search less than a month. */
const LONGEST_MS = 29 * 86_400_000;
/** So long a vendor that cannot be asked is waited for after a mere silence, which most often is a machine that was off. */
const PATIENCE_MS = 10 * 60_000;
const ALARM = 'messaging.taken-before';

/**
 * Where the database lives, without its content: the cluster, its timeline (another one after a recovery from the archive and after a
 * standby took over), the database in it and the table in that (another one after pg_restore).
 */
const DATABASE = `(SELECT system_identifier FROM pg_control_system()) || '/' || (SELECT timeline_id FROM pg_control_checkpoint())
  || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || 'messaging.sending_life'::regclass::oid`;

const LOOK = `
SELECT ${DATABASE} AS here, l.database, l.beat::float8 AS beat, l.at FROM (VALUES (1)) AS one LEFT JOIN messaging.sending_life l ON true`;

const BEAT = `
INSERT INTO messaging.sending_life AS l (database, beat, at) VALUES (${DATABASE}, $1::bigint + 1, $2)
ON CONFLICT (the_one) DO UPDATE SET database = EXCLUDED.database, beat = greatest(l.beat + 1, EXCLUDED.beat), at = EXCLUDED.at
RETURNING beat::float8 AS beat`;

/** What an attempt stands for is known. */
const NOTE = `
WITH noted AS (
  INSERT INTO messaging.taken_before (mark, vendor, channel, vendor_message_id, taken_at, noted_at)
  SELECT mark, vendor, channel, message, taken, $6
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS f (mark, vendor, channel, message, taken)
WHERE NOT EXISTS (SELECT FROM messaging.attempt a WHERE a.started_at > $7 AND a.reference = f.mark)
  AND NOT EXISTS (SELECT FROM messaging.attempt a WHERE a.started_at > $7 AND a.vendor = f.vendor AND a.vendor_message_id = f.message)
ON CONFLICT DO NOTHING RETURNING 1)
SELECT count(*)::int AS count FROM noted`;

interface Life {
  here: string;
  database: string | null;
  beat: number | null;
  at: Date | null;
}

/**
 * A database that has gone back in time (a restored backup, a standby that took over before it had heard everything) knows nothing of what
 * was sent since. Before anything goes out, the vendors are asked for all that they took from then on; what would be sent
 * again is known by its reference, a keyed hash of its cause.
 */
@Injectable()
export class TakenBefore {
  private readonly logger = new Logger('TakenBefore');
  private known = false;
  /** Monotonic, ms. */
  private lookAt = 0;
  private waitingSince: number | null = null;
  private lastBeat = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly gateways: Gateways,
    private readonly alarms: Alarms,
  ) {}

  /** Whether it is known what vendors took, so that sending may begin; looked at every ten seconds. */
  async isKnown(): Promise<boolean> {
    const now = performance.now();
    if (now >= this.lookAt) {
      this.known = await this.look();
      this.lookAt = now + (this.known ? BEAT_MS : ASK_AGAIN_MS);
    }
    return this.known;
  }

  private async look(): Promise<boolean> {
    const [life] = await this.dataSource.query<[Life]>(LOOK);
    if (life.at !== null && !(await this.isToldSince(life as Life & { at: Date }))) return false;
    const [{ beat }] = await this.dataSource.query<[{ beat: number }]>(BEAT, [this.lastBeat, this.clock.realNow()]);
    this.lastBeat = beat;
    return true;
  }

  /** True where nothing was missed, or the vendors have told what was. */
  private async isToldSince({ here, database, beat, at }: Life & { at: Date }): Promise<boolean> {
    const now = this.clock.realNow();
    const goneBack = here !== database || beat! < this.lastBeat;
    // A process that was there all along has seen its own beats; a clock that was put forward is no silence.
    const silent = this.lastBeat === 0 && now.getTime() - at.getTime() > SILENCE_MS;
    if (!goneBack && !silent) return true;
    const from = new Date(Math.max(at.getTime() - CLOCK_MARGIN_MS, now.getTime() - LONGEST_MS));
    this.waitingSince ??= performance.now();
    try {
      const noted = await this.askAll(from, new Date(now.getTime() + CLOCK_MARGIN_MS), now);
      this.logger.log(`Vendors told what they took since ${from.toISOString()}: ${noted} messages were unknown here`);
      await this.alarms.clear(this.dataSource.manager, ALARM);
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) throw error;
      this.logger.warn(error.message);
      if (goneBack || performance.now() - this.waitingSince < PATIENCE_MS) {
        await this.alarms.raise(this.dataSource.manager, {
          key: ALARM,
          code: 'MESSAGING.CANNOT_SEND',
          detail: `${toKst(from)} 이후에 이미 보낸 메시지를 ${error.vendor}에 확인하지 못해 발송을 미루고 있습니다. 확인되면 저절로 이어집니다.`,
        });
        return false;
      }
    }
    this.waitingSince = null;
    return true;
  }

  private async askAll(from: Date, to: Date, now: Date): Promise<number> {
    let noted = 0;
    for (const gateway of this.gateways.all) {
      const taken = await gateway.taken(from, to);
      const [{ count }] = await this.dataSource.query<[{ count: number }]>(NOTE, [
        taken.map((one) => this.markOf(one)),
        taken.map(() => gateway.vendor),
        taken.map((one) => one.channel),
        taken.map((one) => one.vendorMessageId),
        taken.map((one) => one.takenAt),
        now,
        new Date(from.getTime() - CLOCK_MARGIN_MS),
      ]);
      noted += count;
    }
    return noted;
  }

  private markOf({ knownBy }: Taken): string {
    return 'reference' in knownBy ? knownBy.reference : messagePrint(this.privacy, knownBy.to, knownBy.text);
  }
}
