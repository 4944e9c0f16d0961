import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { kstDate } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { HeldNotices } from '../messaging/index.js';
import { Alarms } from '../staff/index.js';

/** More reassignments than this from one officer or department in a day look like a reorganisation or a mistake (product notifications). */
const MOST_A_DAY = 20;
const HELD_KEY = 'cases.reassignments-held';
const WATCHED_EVERY_MS = 2_000;

/** From whom a case was taken, and when. */
export interface Reassignment {
  officerId: string;
  departmentCode: string;
  at: Date;
}

interface Tally {
  day: string;
  takenFrom: 'OFFICER' | 'DEPARTMENT';
  code: string;
}

/** Counts reassignments that would be told, and holds those over the measure of a day for an operator: send or skip. */
@Injectable()
export class ReassignmentBrake {
  constructor(
    private readonly dataSource: DataSource,
    private readonly held: HeldNotices,
    private readonly alarms: Alarms,
  ) {}

  /** The alarm stands as long as one of them waits for the operator's word, whoever has seen it. */
  @EveryTick({ name: 'cases.watch-held-reassignments', everyMs: WATCHED_EVERY_MS })
  async watch(): Promise<void> {
    const tx = this.dataSource.manager;
    const alarm = (await this.alarms.open()).find(({ key }) => key === HELD_KEY);
    const isAnyHeld = await this.held.areThere();
    if (isAnyHeld && alarm === undefined) await this.raise(tx);
    if (!isAnyHeld && alarm !== undefined) await this.alarms.clearAsSeen(tx, alarm);
  }

  /** For each, in its order: whether it is held. Counted once: the caller's transaction applies each step once. */
  async hold(tx: EntityManager, reassignments: readonly Reassignment[]): Promise<boolean[]> {
    if (reassignments.length === 0) return [];
    const tallies = reassignments.map(talliesOf);
    const counted = await this.count(tx, tallies.flat());
    const held = tallies.map((ofOne) => {
      // Each counter is advanced, also where the first one holds already.
      const over = ofOne.map((tally) => counted.next(tally) > MOST_A_DAY);
      return over.some(Boolean);
    });
    if (held.some(Boolean)) await this.raise(tx);
    return held;
  }

  private raise(tx: EntityManager): Promise<void> {
    return this.alarms.raise(tx, {
      code: 'CASES.REASSIGNMENTS_HELD',
      key: HELD_KEY,
      detail: `하루에 한 담당자나 부서에서 ${MOST_A_DAY}건 넘게 담당자가 바뀌어 안내를 보류했습니다. 보낼지 보내지 않을지 정해 주세요.`,
    });
  }

  private async count(tx: EntityManager, tallies: Tally[]): Promise<{ next(tally: Tally): number }> {
    const byKey = Map.groupBy(tallies, keyOf);
    const sorted = [...byKey]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, same]) => ({ ...same[0]!, n: same.length }));
    const rows = await tx.query<{ day: string; taken_from: Tally['takenFrom']; code: string; n: number }[]>(
      `INSERT INTO cases.reassignment_count AS c (day, taken_from, code, n)
       SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::int[])
       ON CONFLICT (day, taken_from, code) DO UPDATE SET n = c.n + excluded.n RETURNING day, taken_from, code, n`,
      [
        sorted.map(({ day }) => day),
        sorted.map(({ takenFrom }) => takenFrom),
        sorted.map(({ code }) => code),
        sorted.map(({ n }) => n),
      ],
    );
    const reached = new Map(
      rows.map(({ day, taken_from, code, n }) => {
        const key = keyOf({ day, takenFrom: taken_from, code });
        return [key, n - byKey.get(key)!.length];
      }),
    );
    return {
      next(tally) {
        const n = reached.get(keyOf(tally))! + 1;
        reached.set(keyOf(tally), n);
        return n;
      },
    };
  }
}

function talliesOf({ officerId, departmentCode, at }: Reassignment): Tally[] {
  const day = kstDate(at);
  return [
    { day, takenFrom: 'OFFICER', code: officerId },
    { day, takenFrom: 'DEPARTMENT', code: departmentCode },
  ];
}

function keyOf({ day, takenFrom, code }: Tally): string {
  return `${day} ${takenFrom} ${code}`;
}
