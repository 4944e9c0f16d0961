import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, toKst } from '../../libs/clock/index.js';
import { CellSums, monthOf, NOW, type CellDelta, type Metric } from './figure-cells.js';
import { addDeltas } from './figure-deltas.js';
import { FigureRecount, type CountedMarks } from './figure-recount.service.js';
import { insertCounted, overwriteCounted } from './notice-counter.service.js';
import { ROLL_UP_LOCK, RollUp } from './roll-up.service.js';
import { addToSurveyFigures, keyOfPlace, type SurveySum } from './survey-figures.js';

/** A figure that is not what the history says. */
export interface FigureDifference {
  /** In words of figure-cells.ts; department and type '*' for sums of all, SURVEY_FIGURE for the survey report. */
  metric: Metric | 'SURVEY_FIGURE';
  departmentCode: string;
  typeCode: string;
  facet: string;
  /** `YYYY-MM-DD`, or an instant (+09:00), or -infinity for the present moment. */
  when: string;
  figure: number;
  recounted: number;
}

export interface FigureCheck {
  differences: FigureDifference[];
  /** Facts on their way when it was looked: figures follow them. */
  uncounted: number;
}

const SET = 5000;

/** The counters wait for these; whoever reads figures does not. */
const HOLD_COUNTERS =
  'LOCK TABLE reporting.counted_revision, reporting.counted_notice, reporting.counted_survey IN SHARE ROW EXCLUSIVE MODE';

/** Sums by department and type that are not the sums of their parts. */
const WRONG_SUMS = (table: string, when: string, more: string) => `
  WITH wanted AS (
    SELECT metric, coalesce(type_code, '*') AS type_code, coalesce(department_code, '*') AS department_code, ${when}${more}, sum(n) AS n
    FROM reporting.${table} WHERE type_code <> '*' AND department_code <> '*'
    GROUP BY metric, ${when}${more}, CUBE (type_code, department_code) HAVING sum(n) <> 0
  ), kept AS (SELECT * FROM reporting.${table} WHERE n <> 0)
  SELECT metric, type_code, department_code, ${when}${more}, coalesce(k.n, 0)::int AS figure, coalesce(w.n, 0)::int AS recounted
  FROM wanted w FULL JOIN kept k USING (metric, type_code, department_code, ${when}${more}) WHERE w.n IS DISTINCT FROM k.n`;

const TABLES = [
  { table: 'figure', when: 'day', more: ', facet' },
  { table: 'due_figure', when: 'at', more: '' },
  { table: 'officer_due_figure', when: 'at', more: ', facet' },
] as const;

interface CellRow {
  metric: Metric;
  departmentCode: string;
  typeCode: string;
  facet: string;
  day: string;
  at: Date | null;
  n: number;
}

/** Holds the figures against the history they were counted from, and puts right what differs. */
@Injectable()
export class FigureRebuild {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly recount: FigureRecount,
    private readonly rollUp: RollUp,
  ) {}

  /** Only looks, at one state of the database; holds nobody up. */
  check(): Promise<FigureCheck> {
    return this.dataSource.transaction('REPEATABLE READ', async (tx) => {
      const { cells, surveys, uncounted } = await this.recount.all(tx, null);
      const differences = [...(await wrongCells(tx, cells)).map(differenceOf), ...(await wrongSurveys(tx, surveys))];
      return { differences: [...differences, ...(await wrongSums(tx))], uncounted };
    });
  }

  /**
   * Counts everything anew and corrects the figures by deltas, all of it or nothing. Counting stands still meanwhile: about 20 s per
   * million cases; facts wait in the queue, and those that the recount has seen already count no second time.
   * @returns what was put right
   */
  rebuild(): Promise<FigureDifference[]> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [ROLL_UP_LOCK]);
      await tx.query(HOLD_COUNTERS);
      const { cells, surveys } = await this.recount.all(tx, MARKS);
      const wrong = await wrongCells(tx, cells);
      const differences = [...wrong.map(differenceOf), ...(await wrongSurveys(tx, surveys))];
      for (let from = 0; from < wrong.length; from += SET) {
        const corrections = wrong.slice(from, from + SET).map(({ cell, figure }) => ({ ...cell, n: cell.n - figure }));
        await addDeltas(tx, corrections, this.clock.now());
      }
      while (await this.rollUp.addUp(tx));
      differences.push(...(await wrongSums(tx)));
      await putSumsRight(tx);
      await tx.query('DELETE FROM reporting.survey_figure');
      if (surveys.length > 0) await addToSurveyFigures(tx, surveys);
      await keepMissedCases(tx);
      if (differences.length > 0) await this.rollUp.tellChange(tx);
      return differences;
    });
  }
}

/** Cells that differ, with what they are; `n` of the cell is what the history says. */
async function wrongCells(tx: EntityManager, wanted: CellDelta[]): Promise<{ cell: CellDelta; figure: number }[]> {
  const rows = await tx.query<CellRow[]>(
    `SELECT metric, department_code AS "departmentCode", type_code AS "typeCode", facet, day::text, NULL::timestamptz AS at, n::int
     FROM reporting.figure WHERE type_code <> '*' AND department_code <> '*' AND n <> 0
     UNION ALL SELECT metric, department_code, type_code, '', '-infinity', at, n::int FROM reporting.due_figure WHERE type_code <> '*' AND department_code <> '*'
     UNION ALL SELECT metric, department_code, type_code, facet, '-infinity', at, n::int FROM reporting.officer_due_figure WHERE type_code <> '*' AND department_code <> '*'
     UNION ALL SELECT d.metric, d.department_code, d.type_code, d.facet, d.day::text, nullif(d.at, '-infinity'), sum(d.n)::int
     FROM reporting.delta_batch b JOIN reporting.figure_delta d ON d.batch_id = b.id AND d.counted_at = b.counted_at
     GROUP BY d.metric, d.department_code, d.type_code, d.facet, d.day, d.at`,
  );
  const kept = new CellSums();
  kept.add(rows.map((row): CellDelta => ({ ...row, at: row.at === null ? NOW : toKst(row.at) })));
  const left = new CellSums();
  left.add(wanted);
  left.add(kept.cells().map((cell) => ({ ...cell, n: -cell.n })));
  const want = new Map(wanted.map((cell) => [wordsOf(cell), cell.n]));
  return left.cells().map((cell) => {
    const n = want.get(wordsOf(cell)) ?? 0;
    return { cell: { ...cell, n }, figure: n - cell.n };
  });
}

function wordsOf({ metric, departmentCode, typeCode, facet, day, at }: CellDelta): string {
  return JSON.stringify([metric, departmentCode, typeCode, facet, day, at]);
}

function differenceOf({ cell, figure }: { cell: CellDelta; figure: number }): FigureDifference {
  const { metric, departmentCode, typeCode, facet, day, at, n } = cell;
  return { metric, departmentCode, typeCode, facet, when: at === NOW ? day : at, figure, recounted: n };
}

async function wrongSums(tx: EntityManager): Promise<FigureDifference[]> {
  const differences: FigureDifference[] = [];
  for (const { table, when, more } of TABLES) {
    const rows = await tx.query<
      {
        metric: Metric;
        type_code: string;
        department_code: string;
        facet?: string;
        day?: string;
        at?: Date;
        figure: number;
        recounted: number;
      }[]
    >(WRONG_SUMS(table, when, more));
    for (const {
      metric,
      type_code: typeCode,
      department_code: departmentCode,
      facet = '',
      day,
      at,
      figure,
      recounted,
    } of rows)
      differences.push({
        metric,
        departmentCode,
        typeCode,
        facet,
        when: at === undefined ? day! : toKst(at),
        figure,
        recounted,
      });
  }
  return differences;
}

async function putSumsRight(tx: EntityManager): Promise<void> {
  for (const { table, when, more } of TABLES) {
    await tx.query(
      `INSERT INTO reporting.${table} AS f (metric, type_code, department_code, ${when}${more}, n)
       SELECT metric, type_code, department_code, ${when}${more}, recounted FROM (${WRONG_SUMS(table, when, more)}) AS wrong
       ON CONFLICT (metric, type_code, department_code, ${when}${more}) DO UPDATE SET n = excluded.n`,
    );
    if (when === 'at') await tx.query(`DELETE FROM reporting.${table} WHERE n = 0`);
  }
}

async function wrongSurveys(tx: EntityManager, wanted: SurveySum[]): Promise<FigureDifference[]> {
  const rows = await tx.query<{ key: string; sums: number[] }[]>(
    `SELECT concat_ws('|', month::text, department_code, officer_department_code, type_code, outcome, channel) AS key,
       ARRAY[invited, answered, score1, score2, score3, score4, score5]::int[] AS sums FROM reporting.survey_figure`,
  );
  const kept = new Map(rows.map(({ key, sums }) => [key, sums]));
  const want = new Map(
    wanted.map(({ place, invited, answered, scores }) => [keyOfPlace(place), [invited, answered, ...scores]]),
  );
  const names = ['invited', 'answered', '1', '2', '3', '4', '5'];
  return [...new Set([...kept.keys(), ...want.keys()])].flatMap((key) =>
    names.flatMap((name, i): FigureDifference[] => {
      const [figure, recounted] = [kept.get(key)?.[i] ?? 0, want.get(key)?.[i] ?? 0];
      const [month, departmentCode, officerDepartment, typeCode, outcome, channel] = key.split('|') as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const facet = [name, officerDepartment, outcome, channel].join(' ');
      return figure === recounted
        ? []
        : [{ metric: 'SURVEY_FIGURE', departmentCode, typeCode, facet, when: month, figure, recounted }];
    }),
  );
}

const MARKS: CountedMarks = {
  async cases(tx, page) {
    await tx.query(
      `INSERT INTO reporting.counted_revision AS k (case_id, revision, received_month, department_code, type_code, told)
       SELECT c.id, r.revision, c.month, c.department, c.type, c.told
       FROM unnest($1::uuid[], $2::int[], $3::date[], $4::text[], $5::text[], $6::bool[]) AS c (id, revisions, month, department, type, told),
         generate_series(1, c.revisions) AS r (revision)
       ON CONFLICT (case_id, revision) DO UPDATE SET department_code = excluded.department_code, type_code = excluded.type_code, told = excluded.told
       WHERE k.department_code IS NULL`,
      [
        page.map(({ caseId }) => caseId),
        page.map(({ revision }) => revision),
        page.map(({ shape }) => monthOf(shape.receivedOn)),
        page.map(({ shape }) => shape.departmentCode),
        page.map(({ shape }) => shape.typeCode),
        page.map(({ shape }) => shape.notified),
      ],
    );
    const voided = page.filter(({ shape }) => shape.stage === 'VOIDED').map(({ caseId }) => caseId);
    if (voided.length === 0) return;
    await tx.query('INSERT INTO reporting.voided_case (case_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING', [
      voided,
    ]);
  },
  async notices(tx, missing, changed) {
    await insertCounted(tx, missing);
    await overwriteCounted(tx, changed);
  },
  async surveys(tx, keys) {
    await tx.query('INSERT INTO reporting.counted_survey (key) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
      keys,
    ]);
  },
};

/** Which miss of each case is the one that counts, as `missed-cases.ts` follows it from here on. */
async function keepMissedCases(tx: EntityManager): Promise<void> {
  await tx.query('DELETE FROM reporting.missed_case');
  await tx.query(
    `INSERT INTO reporting.missed_case (case_id, reason, department_code, type_code, received_month)
     SELECT m.subject, m.missed, p.department_code, p.type_code, p.received_month FROM (
       SELECT DISTINCT ON (subject) subject, missed FROM reporting.counted_notice WHERE missed IS NOT NULL ORDER BY subject, notification_id
     ) m CROSS JOIN LATERAL (
       SELECT * FROM reporting.counted_revision r WHERE r.case_id = m.subject ORDER BY r.revision DESC LIMIT 1
     ) p
     WHERE p.told AND NOT EXISTS (SELECT FROM reporting.voided_case v WHERE v.case_id = m.subject)`,
  );
}
