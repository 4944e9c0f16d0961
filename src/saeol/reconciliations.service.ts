import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CaseStandings, UnsentNotices } from '../cases/index.js';
import { compareWithSaeol } from './compare-with-saeol.js';
import { natureOf } from './csv-rows.js';
import { nameOf, openRows } from './file-rows.js';
import { type Finding, type Reconciliation, ReconciliationReports } from './reconciliation-reports.js';
import { type PlacedRow, RowReader } from './row-reader.js';

/** A row of the listing that could not be read. */
export interface BadListingRow {
  place: string | null;
  column: string | null;
  detail: string;
}

export interface CompareProgress {
  bytesRead: number;
  bytes: number;
  rows: number;
}

type UnreadableRow = BadListingRow & { receiptNo: string | null };

const HELD = {
  '1 QUARANTINED': '기록이 격리되어 있습니다',
  '2 WAITING': '앞 순번을 기다리고 있습니다',
  '3 STEPS': '이력만 오고 민원의 행이 오지 않았습니다',
} as const;

const CHUNK = 500;
const MOST_BAD_ROWS = 50;

/** Compares the open cases with a listing from Saeol: what is missing, what is stale, which due notices were never sent. */
@Injectable()
export class Reconciliations {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: RowReader,
    private readonly standings: CaseStandings,
    private readonly unsent: UnsentNotices,
    private readonly reports: ReconciliationReports,
  ) {}

  /**
   * @param isRehearsal the report does not count as the last one; whoever asked drops it when it is read (`ReconciliationReports.drop`)
   * @throws NotAListing; errors of the file system (`code`)
   */
  async compareFile(
    path: string,
    onProgress: (progress: CompareProgress) => void,
    isRehearsal = false,
  ): Promise<{ report: Reconciliation; badRows: BadListingRow[] }> {
    const name = nameOf(path);
    const nature = await natureOf(path);
    const progress: CompareProgress = { bytesRead: 0, bytes: nature.bytes, rows: 0 };
    const { rows } = await openRows(path, nature, (bytes) => {
      progress.bytesRead = bytes;
    });
    const unreadable: UnreadableRow[] = [];
    const chunks = async function* (): AsyncGenerator<PlacedRow[]> {
      let chunk: PlacedRow[] = [];
      for await (const row of rows) {
        progress.rows += 1;
        const place = `${name}:${row.line}`;
        if (row.fault !== null)
          unreadable.push({ place, column: row.column, detail: row.fault, receiptNo: row.receiptNo });
        else if (chunk.push({ row: row.row, place }) === CHUNK) {
          yield chunk;
          onProgress(progress);
          chunk = [];
        }
      }
      yield chunk;
      onProgress(progress);
    };
    return this.compare(name.slice(0, 100), chunks(), unreadable, isRehearsal);
  }

  /** A listing of the drop folder, compared once under its name; null where it was before. */
  async compareFileOnce(path: string): Promise<Reconciliation | null> {
    const { sha256, bytes } = await natureOf(path);
    const name = nameOf(path);
    const key = createHash('sha256').update(`${name} ${sha256}`).digest('hex');
    if (await this.reports.isCompared(key)) return null;
    const { report } = await this.compareFile(path, () => undefined);
    await this.reports.markCompared(key, name, bytes);
    return report;
  }

  /** @param chunks the listing; null: there is none, and only what was never sent is looked for */
  async compare(
    source: string,
    chunks: AsyncIterable<PlacedRow[]> | null,
    unreadable: UnreadableRow[] = [],
    isRehearsal = false,
  ): Promise<{ report: Reconciliation; badRows: BadListingRow[] }> {
    const id = await this.reports.begin(source);
    const badRows: BadListingRow[] = [];
    let listed = 0;
    let bad = 0;
    if (chunks !== null) {
      for await (const chunk of chunks) {
        if (chunk.length === 0) continue;
        const faults = await this.dataSource.transaction((tx) => this.compareChunk(tx, id, chunk));
        listed += chunk.length;
        bad += faults.length;
        badRows.push(...faults.slice(0, MOST_BAD_ROWS - badRows.length));
      }
      // A row that cannot be read is in the listing all the same.
      const named = unreadable.flatMap(({ receiptNo }) => receiptNo ?? []);
      await this.reports.note(this.dataSource.manager, id, named, []);
      await this.findUnlisted(id);
    }
    await this.findUnsent(id);
    bad += unreadable.length;
    badRows.push(...unreadable.slice(0, Math.max(0, MOST_BAD_ROWS - badRows.length)));
    return { report: await this.reports.count(id, listed + unreadable.length, bad, isRehearsal), badRows };
  }

  private async compareChunk(tx: EntityManager, id: string, chunk: PlacedRow[]): Promise<BadListingRow[]> {
    const rules = await this.reader.rules(tx, chunk);
    const read = chunk.map((row) => this.reader.read(row, rules));
    const good = read.filter((row) => row.good);
    const standings = await this.standings.byReceiptNo(
      tx,
      good.map(({ receiptNo }) => receiptNo),
    );
    const missing: string[] = [];
    const findings: Finding[] = [];
    for (const { receiptNo, case: ofSaeol } of good) {
      if (ofSaeol === null) continue;
      const standing = standings.get(receiptNo);
      if (standing === undefined) missing.push(receiptNo);
      else {
        const differences = compareWithSaeol(ofSaeol, standing);
        if (differences.length > 0) findings.push({ receiptNo, kind: 'STALE', detail: differences.join(', ') });
      }
    }
    const held = await this.whereTheyAre(tx, missing);
    for (const receiptNo of missing)
      findings.push({ receiptNo, kind: 'MISSING', detail: held.get(receiptNo) ?? '받은 기록이 없습니다' });
    const named = read.flatMap(({ receiptNo }) => receiptNo ?? []);
    await this.reports.note(tx, id, named, findings);
    return read.flatMap((row) =>
      row.good ? [] : [{ place: row.place, column: row.fault.column, detail: row.fault.detail }],
    );
  }

  /** Cases that are not there may be on their way. */
  private async whereTheyAre(tx: EntityManager, receiptNos: string[]): Promise<Map<string, string>> {
    if (receiptNos.length === 0) return new Map();
    const rows = await tx.query<{ receipt_no: string; held: keyof typeof HELD }[]>(
      `SELECT receipt_no, min(held) AS held FROM (
         SELECT receipt_no, '1 QUARANTINED' AS held FROM saeol.inbox WHERE state = 'QUARANTINED' AND receipt_no = ANY($1)
         UNION ALL SELECT receipt_no, '2 WAITING' FROM saeol.inbox WHERE state = 'WAITING' AND receipt_no = ANY($1)
         UNION ALL SELECT receipt_no, '3 STEPS' FROM saeol.snapshot WHERE waits_since IS NOT NULL AND receipt_no = ANY($1)
       ) AS record GROUP BY receipt_no`,
      [receiptNos],
    );
    return new Map(rows.map((row) => [row.receipt_no, HELD[row.held]]));
  }

  private async findUnlisted(id: string): Promise<void> {
    for (let after = ''; ;) {
      const open = await this.standings.openAfter(this.dataSource.manager, after, CHUNK);
      if (open.length === 0) return;
      after = open.at(-1)!;
      const detail = '새올의 처리 중 목록에 없습니다';
      const unlisted = await this.reports.notListed(id, open);
      await this.reports.note(
        this.dataSource.manager,
        id,
        [],
        unlisted.map((receiptNo) => ({ receiptNo, kind: 'UNLISTED', detail })),
      );
    }
  }

  private async findUnsent(id: string): Promise<void> {
    for await (const page of this.unsent.all()) {
      const byReceipt = Map.groupBy(page, ({ receiptNo }) => receiptNo);
      const findings = [...byReceipt].map(([receiptNo, notices]): Finding => ({
        receiptNo,
        kind: 'UNSENT',
        detail: notices.map(({ occasion, recipientKind }) => `${occasion} ${recipientKind}`).join(', '),
      }));
      await this.reports.note(this.dataSource.manager, id, [], findings);
    }
  }
}
