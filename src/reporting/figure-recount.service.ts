import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CaseShapes, type StandingShape } from '../cases/index.js';
import { NoticeEnds, type NoticeStanding } from '../messaging/index.js';
import { SurveyStandings } from '../surveys/index.js';
import { CellSums, changeOf, monthOf, type CellDelta } from './figure-cells.js';
import { missedCell } from './missed-cases.js';
import { deltasOf, type NoticeEnd } from './notice-cells.js';
import { countedOf, type CountedNotice } from './notice-counter.service.js';
import { answeredKey, invitedKey } from './survey-counter.service.js';
import { surveyCells, SurveySums, type SurveySum } from './survey-figures.js';

const PAGE = 2000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** What the history of cases, notices and surveys comes to. */
export interface Recounted {
  cells: CellDelta[];
  surveys: SurveySum[];
  /** Facts at rest that are not counted, or not as they stand: on their way, or lost. */
  uncounted: number;
}

/** What is to be marked as counted, page by page, so that no fact on its way counts a second time. */
export interface CountedMarks {
  cases(tx: EntityManager, page: StandingShape[]): Promise<void>;
  notices(tx: EntityManager, missing: CountedNotice[], changed: CountedNotice[]): Promise<void>;
  surveys(tx: EntityManager, keys: string[]): Promise<void>;
}

/**
 * Counts everything anew from what cases, messaging and surveys keep: every case as it stands, every notice as it ended, every
 * invitation and answer. A notice that is under way once more (resent) counts as it ended before, as it does until it ends again.
 */
@Injectable()
export class FigureRecount {
  constructor(
    private readonly shapes: CaseShapes,
    private readonly ends: NoticeEnds,
    private readonly surveys: SurveyStandings,
  ) {}

  /** Reads one state of the database: the caller's transaction is REPEATABLE READ, or holds the counters off. */
  async all(tx: EntityManager, marks: CountedMarks | null): Promise<Recounted> {
    const cells = new CellSums();
    const places = new SurveySums();
    const notices = await this.notices(tx, cells, marks);
    const cases = await this.cases(tx, cells, notices.misses, marks);
    const surveys = await this.answers(tx, places, marks);
    cells.add(places.sums().flatMap(surveyCells));
    return {
      cells: cells.cells(),
      surveys: places.sums(),
      uncounted: notices.uncounted + cases.uncounted + surveys.uncounted,
    };
  }

  private async cases(
    tx: EntityManager,
    cells: CellSums,
    misses: ReadonlyMap<string, string>,
    marks: CountedMarks | null,
  ): Promise<{ uncounted: number }> {
    let uncounted = 0;
    for await (const page of pages((after) => this.shapes.after(tx, after, PAGE), idOfCase)) {
      for (const { caseId, shape } of page) {
        cells.add(changeOf(null, shape));
        const reason = misses.get(caseId);
        if (reason !== undefined && shape.notified && shape.stage !== 'VOIDED')
          cells.add([missedCell({ ...shape, reason, month: monthOf(shape.receivedOn) }, 1)]);
      }
      const [row] = await tx.query<{ n: number }[]>(
        `SELECT sum(c.revision - (SELECT count(*) FROM reporting.counted_revision r WHERE r.case_id = c.id AND r.revision <= c.revision))::int AS n
         FROM unnest($1::uuid[], $2::int[]) AS c (id, revision)`,
        [page.map(idOfCase), page.map(({ revision }) => revision)],
      );
      uncounted += row!.n;
      await marks?.cases(tx, page);
    }
    return { uncounted };
  }

  private async notices(
    tx: EntityManager,
    cells: CellSums,
    marks: CountedMarks | null,
  ): Promise<{ misses: Map<string, string>; uncounted: number }> {
    const misses = new Map<string, string>();
    let uncounted = 0;
    for await (const page of pages((after) => this.ends.after(tx, after, PAGE), idOfNotice)) {
      const rows = await tx.query<CountedNotice[]>(
        'SELECT * FROM reporting.counted_notice WHERE notification_id = ANY($1)',
        [page.map(idOfNotice)],
      );
      const counted = new Map(rows.map((row) => [row.notification_id, row]));
      const missing: CountedNotice[] = [];
      const changed: CountedNotice[] = [];
      for (const standing of page) {
        const before = counted.get(idOfNotice(standing));
        const end = endOf(standing, before);
        const row = end === null ? before : countedOf(end);
        if (row === undefined) continue;
        cells.add(deltasOf(row.counted, row.department_code, row.day, 1));
        // In the order of their ids: the first of a case tells the reason.
        if (row.missed !== null && !misses.has(row.subject!)) misses.set(row.subject!, row.missed);
        if (before === undefined) missing.push(row);
        else if (!sameEnd(row, before)) changed.push(row);
      }
      uncounted += missing.length + changed.length;
      await marks?.notices(tx, missing, changed);
    }
    return { misses, uncounted };
  }

  private async answers(
    tx: EntityManager,
    places: SurveySums,
    marks: CountedMarks | null,
  ): Promise<{ uncounted: number }> {
    let uncounted = 0;
    const check = async (keys: string[]) => {
      const [row] = await tx.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM reporting.counted_survey WHERE key = ANY($1)',
        [keys],
      );
      uncounted += keys.length - row!.n;
      await marks?.surveys(tx, keys);
    };
    for await (const page of pages(
      (after) => this.surveys.invited(tx, after, PAGE),
      ({ id }) => id,
    )) {
      for (const { place } of page) places.add(place, { invited: 1, answered: 0, scores: [] });
      await check(page.map(({ id }) => invitedKey(id)));
    }
    for await (const page of pages(
      (after) => this.surveys.answered(tx, after, PAGE),
      ({ id }) => id,
    )) {
      for (const { place, score } of page) places.add(place, { invited: 0, answered: 1, scores: [{ score, n: 1 }] });
      // Each edition is a fact of its own.
      await check(page.flatMap(({ id, edition }) => Array.from({ length: edition }, (_, i) => answeredKey(id, i + 1))));
    }
    return { uncounted };
  }
}

const idOfCase = ({ caseId }: StandingShape) => caseId;
const idOfNotice = ({ notification }: NoticeStanding) => notification.notificationId;

async function* pages<Row>(read: (after: string) => Promise<Row[]>, idOf: (row: Row) => string): AsyncGenerator<Row[]> {
  let after = FIRST;
  for (;;) {
    const page = await read(after);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = idOf(page.at(-1)!);
  }
}

/** Null where it has not ended. What made a sending impossible, before any attempt or after some, is not kept with the notice: it was noted when it was counted. */
function endOf(
  { notification, status, statusReason, channel, tried, lastReason }: NoticeStanding,
  counted: CountedNotice | undefined,
): NoticeEnd | null {
  switch (status) {
    case 'WAITING':
    case 'SENDING':
      return null;
    case 'DELIVERED':
      return { ended: 'DELIVERED', notification, channel: channel!, tried };
    case 'DROPPED':
      return { ended: 'DROPPED', notification, reason: statusReason! };
    case 'FAILED': {
      const isCounted = counted?.at?.getTime() === Date.parse(notification.at);
      const noted = isCounted ? counted?.counted.find(({ metric }) => metric === 'CAUSE')?.facet : undefined;
      return {
        ended: 'FAILED',
        notification,
        reason: statusReason,
        tried,
        cause: noted ?? lastReason ?? NO_ATTEMPT,
      };
    }
  }
}

const NO_ATTEMPT = '보내지 못했습니다.';

function sameEnd(a: CountedNotice, b: CountedNotice): boolean {
  const facets = (row: CountedNotice) => row.counted.map(({ metric, facet }) => `${metric} ${facet}`).join('\n');
  return (
    a.ended === b.ended &&
    a.department_code === b.department_code &&
    a.day === b.day &&
    a.missed === b.missed &&
    facets(a) === facets(b)
  );
}
