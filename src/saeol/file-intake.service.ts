import { stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { type FileNature, natureOf } from './csv-rows.js';
import { type FileHeader, type FileRow, nameOf, openRows } from './file-rows.js';
import type { FaultyRow } from './inbox-writer.js';
import { countArrived, countDropped } from './link-traffic.js';
import type { PlacedRow } from './row-reader.js';
import { type IntakeOptions, type IntakeResult, SnapshotIntake } from './snapshot-intake.service.js';

/** A row that was not taken, for whoever reads a terminal; says nothing of its content. */
export interface RowFaultShown {
  line: number;
  column: string | null;
  detail: string;
}

/** How far a file is read, or what became of it. */
export interface FileProgress {
  bytesRead: number;
  bytes: number;
  /** Rows read, the header left out. */
  rows: number;
  accepted: number;
  duplicate: number;
  /** Rows that are new in quarantine. */
  quarantined: number;
}

export interface FileReport extends FileProgress {
  /** It was taken before, under this or another name: nothing was done. */
  repeated: boolean;
  encoding: FileNature['encoding'];
  /** The first rows that could not be taken. */
  faults: RowFaultShown[];
  faulty: number;
}

export interface FileWishes {
  /** Of the opening stock. */
  opening: boolean;
  /** Everything is done but nothing stays. */
  dryRun: boolean;
  onProgress: (progress: FileProgress) => void;
}

/** Somebody else reads the same file at the same time. */
export class FileTakenElsewhere extends Error {
  constructor() {
    super('another process is reading this file');
    this.name = 'FileTakenElsewhere';
  }
}

const ROWS_IN_A_CHUNK = 500;
const MOST_FAULTS_SHOWN = 50;

interface KeptFile {
  id: string;
  /** Lines that were dealt with by an earlier run. */
  done: number;
}

class RolledBack extends Error {}

/**
 * Takes a file: a chunk of rows and how far it came are one transaction, so that a run that was cut off goes on where it stood, and a
 * file is taken once, whatever its name.
 */
@Injectable()
export class FileIntake {
  constructor(
    private readonly dataSource: DataSource,
    private readonly intake: SnapshotIntake,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** @throws NotAListing, FileTakenElsewhere; errors of the file system (`code`) */
  async take(path: string, wishes: FileWishes): Promise<FileReport> {
    const nature = await natureOf(path);
    const name = nameOf(path);
    const { mtime } = await stat(path);
    const report: FileReport = {
      bytesRead: 0,
      bytes: nature.bytes,
      rows: 0,
      accepted: 0,
      duplicate: 0,
      quarantined: 0,
      repeated: false,
      encoding: nature.encoding,
      faults: [],
      faulty: 0,
    };
    const { header, rows } = await openRows(path, nature, (bytes) => {
      report.bytesRead = bytes;
    });
    const file = await this.begin(nature, name, mtime, wishes);
    if (file === null) {
      await rows.return(undefined);
      return { ...report, repeated: true };
    }
    const options = this.optionsOf(file.id, header, wishes.opening);
    let done = file.done;
    let chunk: FileRow[] = [];
    const flush = async () => {
      const last = chunk.at(-1)!.line;
      add(report, chunk, await this.takeChunk(file.id, done, last, chunk, name, options, wishes.dryRun));
      done = last;
      chunk = [];
      wishes.onProgress(report);
    };
    for await (const row of rows) {
      if (row.line <= file.done) continue;
      chunk.push(row);
      if (chunk.length === ROWS_IN_A_CHUNK) await flush();
    }
    if (chunk.length > 0) await flush();
    if (!wishes.dryRun) await this.settle(file.id, options, report);
    wishes.onProgress(report);
    return report;
  }

  /** Null where it was taken before. */
  private async begin(
    nature: FileNature,
    name: string,
    modifiedAt: Date,
    { opening, dryRun }: FileWishes,
  ): Promise<KeptFile | null> {
    const purpose = opening ? 'OPENING' : 'TAKE';
    if (!dryRun)
      await this.dataSource.query(
        `INSERT INTO saeol.file (id, sha256, purpose, name, bytes, modified_at, state, began_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'READING', $7) ON CONFLICT DO NOTHING`,
        [v7(), nature.sha256, purpose, name, nature.bytes, modifiedAt, this.clock.realNow()],
      );
    const [row] = await this.dataSource.query<{ id: string; state: string; rows_done: number }[]>(
      'SELECT id, state, rows_done FROM saeol.file WHERE sha256 = $1 AND purpose = $2',
      [nature.sha256, purpose],
    );
    if (row?.state === 'DONE') return null;
    return { id: row?.id ?? v7(), done: row?.rows_done ?? 0 };
  }

  private async takeChunk(
    file: string,
    from: number,
    to: number,
    chunk: FileRow[],
    name: string,
    options: IntakeOptions,
    dryRun: boolean,
  ): Promise<IntakeResult> {
    let result: IntakeResult | null = null;
    try {
      await this.dataSource.transaction(async (tx) => {
        result = await this.takeRows(tx, chunk, name, options);
        if (dryRun) {
          // What a file without steps tells shows at its end only; for a rehearsal the end of the chunk will do.
          if (typeof options.history === 'object')
            addResult(result, await this.intake.settle(tx, file, ROWS_IN_A_CHUNK, options));
          throw new RolledBack();
        }
        await this.advance(tx, file, from, to, result);
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    if (!dryRun) countArrived('FILE', result!);
    return result!;
  }

  private async takeRows(
    tx: EntityManager,
    chunk: FileRow[],
    name: string,
    options: IntakeOptions,
  ): Promise<IntakeResult> {
    const placed: PlacedRow[] = [];
    const broken: FaultyRow[] = [];
    for (const row of chunk) {
      const place = placeOf(name, row.line);
      if (row.fault === null) {
        placed.push({ row: row.row, place });
        countDropped(row.dropped);
      } else {
        broken.push({
          row: { mw_take_no: row.receiptNo, place },
          receiptNo: row.receiptNo,
          sequence: null,
          code: row.column === null ? 'SAEOL.BAD_ROW' : 'SAEOL.BAD_COLUMN',
          detail: row.fault,
          column: row.column,
          opening: options.opening,
          place,
        });
      }
    }
    const result = await this.intake.take(tx, placed, options);
    result.quarantined += await this.intake.quarantine(tx, broken, 'FILE');
    result.faulty.push(...broken);
    return result;
  }

  /** @throws FileTakenElsewhere */
  private async advance(
    tx: EntityManager,
    file: string,
    from: number,
    to: number,
    result: IntakeResult,
  ): Promise<void> {
    const [, moved] = await tx.query<[unknown, number]>(
      `UPDATE saeol.file SET rows_done = $3, accepted = accepted + $4, duplicate = duplicate + $5, quarantined = quarantined + $6
       WHERE id = $1 AND rows_done = $2 AND state = 'READING'`,
      [file, from, to, result.accepted, result.duplicate, result.quarantined],
    );
    if (moved !== 1) throw new FileTakenElsewhere();
  }

  /** At the end: cases of which no step was named are read off their rows, and the file is done. */
  private async settle(file: string, options: IntakeOptions, report: FileReport): Promise<void> {
    for (;;) {
      const result = await this.dataSource.transaction(async (tx) => {
        const settled = await this.intake.settle(tx, file, ROWS_IN_A_CHUNK, options);
        if (settled !== null)
          await tx.query(
            'UPDATE saeol.file SET accepted = accepted + $2, duplicate = duplicate + $3, quarantined = quarantined + $4 WHERE id = $1',
            [file, settled.accepted, settled.duplicate, settled.quarantined],
          );
        return settled;
      });
      if (result === null) break;
      countArrived('FILE', result);
      add(report, [], result);
    }
    await this.dataSource.query(`UPDATE saeol.file SET state = 'DONE', ended_at = $2 WHERE id = $1`, [
      file,
      this.clock.realNow(),
    ]);
  }

  private optionsOf(file: string, { hasSteps }: FileHeader, opening: boolean): IntakeOptions {
    const { fileHistory } = this.settings.saeol;
    const perhaps = hasSteps && fileHistory !== 'never' ? { mayComeIn: file } : 'NONE';
    return { source: 'FILE', opening, complete: false, history: fileHistory === 'always' ? 'HERE' : perhaps };
  }
}

function placeOf(name: string, line: number): string {
  return `${name.slice(0, 100)}:${line}`;
}

function addResult(to: IntakeResult, more: IntakeResult | null): void {
  if (more === null) return;
  to.accepted += more.accepted;
  to.duplicate += more.duplicate;
  to.quarantined += more.quarantined;
  to.faulty.push(...more.faulty);
}

function add(report: FileReport, chunk: FileRow[], result: IntakeResult): void {
  report.rows += chunk.length;
  report.accepted += result.accepted;
  report.duplicate += result.duplicate;
  report.quarantined += result.quarantined;
  report.faulty += result.faulty.length;
  const room = MOST_FAULTS_SHOWN - report.faults.length;
  for (const { place, column, detail } of result.faulty.slice(0, Math.max(0, room)))
    report.faults.push({ line: Number(place?.split(':').at(-1) ?? 0), column, detail });
}
