import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { natureOf } from './csv-rows.js';
import { FileIntake, FileTakenElsewhere } from './file-intake.service.js';
import { nameOf, NotAListing } from './file-rows.js';
import { LinkAlarms } from './link-alarms.js';
import { LinkFiles } from './link-files.js';
import { tellReconciliation } from './reconciliation-alarm.js';
import { Reconciliations } from './reconciliations.service.js';

const waitingFiles = new Gauge({
  name: 'saeol_files_waiting',
  help: 'Files of the drop folder that are announced as complete and not taken yet',
});

/** Files of this name are listings of open cases, to be compared and not taken. */
const LISTING = /^listing/i;

/** Why a file has to wait. */
type Waits = 'NO_FILE' | 'NO_CHECKSUM' | 'WRONG_CHECKSUM' | 'NOT_A_LISTING' | 'UNREADABLE' | 'NOT_DELETED';

const WORDS: Record<Waits, string> = {
  NO_FILE: '.done만 있고 파일이 없습니다',
  NO_CHECKSUM: '.sha256 파일이 없습니다',
  WRONG_CHECKSUM: '내용이 .sha256과 다릅니다(전송이 덜 되었을 수 있음)',
  NOT_A_LISTING: '첫 줄에 mw_take_no 열이 없습니다',
  UNREADABLE: '파일을 읽을 수 없습니다',
  NOT_DELETED: '받았지만 지울 수 없습니다(폴더의 쓰기 권한)',
};

/** What a file system says of a file or folder that it cannot give; whoever asked for it may go on with the next one. */
const FILE_FAULTS: ReadonlySet<unknown> = new Set(
  'ENOENT EACCES EPERM EISDIR ERR_FS_EISDIR ENOTDIR ENOTEMPTY ELOOP ENAMETOOLONG EIO ESTALE EBUSY EROFS'.split(' '),
);

const FOLDER_ALARM = 'saeol.drop-folder';

/**
 * The file way in: a folder where `NAME.csv`, `NAME.csv.sha256` and, when both are whole, `NAME.csv.done` are put. Each file is taken
 * once; what does not fit its checksum waits, and an operator is told when it waits too long.
 */
@Injectable()
export class FileDrop implements BeforeApplicationShutdown {
  private readonly logger = new Logger('SaeolFileDrop');
  /** Files as they were when they were dealt with (`markOf`), and names of those that are gone. */
  private readonly dealtWith = new Set<string>();
  /** Files that could not be taken as they were, by name, so that none is read again before it changes. */
  private readonly unfit = new Map<string, { mark: string; waits: Waits }>();
  /** By the key of their alarm. */
  private readonly waitsSince = new Map<string, number>();
  private stopping = false;

  constructor(
    private readonly intake: FileIntake,
    private readonly files: LinkFiles,
    private readonly reconciliations: Reconciliations,
    private readonly alarms: LinkAlarms,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  @EveryTick({ name: 'saeol.file-drop', everyMs: 500 })
  async look(): Promise<void> {
    const { dropDir } = this.settings.saeol;
    if (dropDir === null) return;
    const names = await orFault(readdir(dropDir));
    if (names === undefined)
      return this.wait(
        FOLDER_ALARM,
        'SAEOL.DROP_FOLDER',
        '새올 연계 파일이 오는 폴더를 읽을 수 없습니다(SAEOL_DROP_DIR).',
      );
    await this.forget(FOLDER_ALARM);
    const there = new Set(names);
    const announced = names.filter((name) => /\.csv\.done$/i.test(name)).map((name) => name.slice(0, -'.done'.length));
    let waiting = 0;
    for (const name of announced.toSorted()) {
      if (this.stopping) return;
      const waits = await this.deal(dropDir, name, there);
      if (waits === null) await this.forget(alarmOf(name));
      else {
        waiting += 1;
        const detail = `새올 연계 파일 ${nameOf(name).slice(0, 60)}을(를) 받지 못하고 있습니다: ${WORDS[waits]}.`;
        await this.wait(alarmOf(name), 'SAEOL.FILE_WAITS', detail);
      }
    }
    waitingFiles.set(waiting);
    const known = new Set(announced.map(alarmOf));
    for (const key of this.waitsSince.keys()) if (!known.has(key)) await this.forget(key);
  }

  /** Null where there is nothing to wait for: it was taken, now or before. What is wrong with one file holds up no other. */
  private async deal(dropDir: string, name: string, there: ReadonlySet<string>): Promise<Waits | null> {
    if (!there.has(name)) return (await this.wasTaken(name)) ? null : 'NO_FILE';
    const path = join(dropDir, name);
    const mark = await markOf(path);
    if (mark === null) return 'UNREADABLE';
    if (!this.dealtWith.has(mark)) {
      const sums = await markOf(`${path}.sha256`);
      if (sums === null) return 'NO_CHECKSUM';
      const before = this.unfit.get(name);
      if (before?.mark === mark + sums) return before.waits;
      try {
        const waits = await this.take(path, name);
        if (waits !== null) {
          this.unfit.set(name, { mark: mark + sums, waits });
          return waits;
        }
      } catch (error) {
        if (error instanceof FileTakenElsewhere) return null;
        if (isFileFault(error)) return 'UNREADABLE';
        throw error;
      }
      this.unfit.delete(name);
      this.dealtWith.add(mark);
    }
    return this.settings.saeol.afterDrop === 'keep' || (await isDeleted(path)) ? null : 'NOT_DELETED';
  }

  /** Whether a mark without its file is only what is left of a file that was taken. */
  private async wasTaken(name: string): Promise<boolean> {
    if (!this.dealtWith.has(name) && (await this.files.isTaken(nameOf(name)))) this.dealtWith.add(name);
    return this.dealtWith.has(name);
  }

  /** What is wrong with it as it is now; null: it was taken. */
  private async take(path: string, name: string): Promise<Waits | null> {
    if (!(await fitsChecksum(path))) return 'WRONG_CHECKSUM';
    try {
      if (LISTING.test(name)) await this.compare(path);
      else await this.takeIn(path);
      return null;
    } catch (error) {
      if (error instanceof NotAListing) return 'NOT_A_LISTING';
      throw error;
    }
  }

  private async compare(path: string): Promise<void> {
    const found = await this.reconciliations.compareFileOnce(path);
    if (found !== null) await tellReconciliation(this.alarms, found);
  }

  private async takeIn(path: string): Promise<void> {
    const report = await this.intake.take(path, { opening: false, dryRun: false, onProgress: () => undefined });
    if (report.repeated) return;
    this.logger.log(
      `A file of ${report.rows} rows was taken: ${report.accepted} events, ${report.duplicate} known, ${report.quarantined} in quarantine`,
    );
  }

  private async wait(key: string, code: string, detail: string): Promise<void> {
    const now = this.clock.realNow().getTime();
    const since = this.waitsSince.get(key) ?? now;
    this.waitsSince.set(key, since);
    if (now - since >= this.settings.saeol.gapAlarmMs) await this.alarms.raise(key, code, detail);
  }

  private async forget(key: string): Promise<void> {
    this.waitsSince.delete(key);
    await this.alarms.clear(key);
  }
}

function alarmOf(name: string): string {
  return `saeol.file:${nameOf(name).slice(0, 100)}`;
}

/** By what a plain file is known again without reading it; null for one that cannot be seen, and for what is no plain file. */
async function markOf(path: string): Promise<string | null> {
  const found = await orFault(lstat(path));
  return found?.isFile() === true ? `${path} ${found.size} ${found.mtimeMs}` : null;
}

/** The first word of `NAME.csv.sha256` is the file's SHA-256, as `sha256sum` writes it. */
async function fitsChecksum(path: string): Promise<boolean> {
  const told = (await readFile(`${path}.sha256`, 'utf8')).trim().split(/\s+/)[0]?.replace(/^\\/, '').toLowerCase();
  return told === (await natureOf(path)).sha256;
}

/** False where that is not allowed. The mark goes first, so that what a kill leaves is not announced any more. */
async function isDeleted(path: string): Promise<boolean> {
  for (const ending of ['.done', '.sha256', '']) {
    const gone = rm(`${path}${ending}`, { force: true }).then(() => true);
    if ((await orFault(gone)) === undefined) return false;
  }
  return true;
}

function isFileFault(error: unknown): boolean {
  return FILE_FAULTS.has((error as { code?: unknown }).code);
}

/** Undefined where the file system cannot give it. */
async function orFault<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isFileFault(error)) return undefined;
    throw error;
  }
}
