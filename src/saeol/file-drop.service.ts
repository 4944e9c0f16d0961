import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { natureOf } from './csv-rows.js';
import { FileIntake, FileTakenElsewhere } from './file-intake.service.js';
import { NotAListing } from './file-rows.js';
import { LinkAlarms } from './link-alarms.js';
import { tellReconciliation } from './reconciliation-alarm.js';
import { Reconciliations } from './reconciliations.service.js';

const waitingFiles = new Gauge({
  name: 'saeol_files_waiting',
  help: 'Files of the drop folder that are announced as complete and not taken yet',
});

/** Files of this name are listings of open cases, to be compared and not taken. */
const LISTING = /^listing/i;

/** Why a file has to wait. */
type Waits = 'NO_CHECKSUM' | 'WRONG_CHECKSUM' | 'NOT_A_LISTING' | 'UNREADABLE';

const WORDS: Record<Waits, string> = {
  NO_CHECKSUM: '.sha256 파일이 없습니다',
  WRONG_CHECKSUM: '내용이 .sha256과 다릅니다(전송이 덜 되었을 수 있음)',
  NOT_A_LISTING: '첫 줄에 mw_take_no 열이 없습니다',
  UNREADABLE: '파일을 읽을 수 없습니다',
};

/**
 * The file way in: a folder where `NAME.csv`, `NAME.csv.sha256` and, when both are whole, `NAME.csv.done` are put. Each file is taken
 * once; what does not fit its checksum waits, and an operator is told when it waits too long.
 */
@Injectable()
export class FileDrop implements BeforeApplicationShutdown {
  private readonly logger = new Logger('SaeolFileDrop');
  /** Files as they were when they were dealt with: name, size, time. */
  private readonly dealtWith = new Set<string>();
  private readonly waitsSince = new Map<string, number>();
  private stopping = false;

  constructor(
    private readonly intake: FileIntake,
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
    const names = await readdir(dropDir);
    const announced = names.filter((name) => name.endsWith('.csv.done') && names.includes(name.slice(0, -5)));
    let waiting = 0;
    for (const done of announced.toSorted()) {
      if (this.stopping) return;
      const name = done.slice(0, -'.done'.length);
      const waits = await this.deal(dropDir, name, names.includes(`${name}.sha256`));
      if (waits === null) continue;
      waiting += 1;
      await this.wait(name, waits);
    }
    waitingFiles.set(waiting);
    for (const name of this.waitsSince.keys()) if (!announced.includes(`${name}.done`)) await this.forget(name);
  }

  /** Null where there is nothing to wait for: it was taken, now or before. */
  private async deal(dropDir: string, name: string, hasChecksum: boolean): Promise<Waits | null> {
    const path = join(dropDir, name);
    const { size, mtimeMs, isFile } = await lstat(path).then((found) => ({
      size: found.size,
      mtimeMs: found.mtimeMs,
      isFile: found.isFile(),
    }));
    const mark = `${name} ${size} ${mtimeMs}`;
    if (this.dealtWith.has(mark)) return null;
    if (!isFile) return 'UNREADABLE';
    if (!hasChecksum) return 'NO_CHECKSUM';
    if (!(await fitsChecksum(path))) return 'WRONG_CHECKSUM';
    try {
      await this.take(path, name);
    } catch (error) {
      if (error instanceof NotAListing) return 'NOT_A_LISTING';
      if (error instanceof FileTakenElsewhere) return null;
      throw error;
    }
    if (this.settings.saeol.afterDrop === 'delete')
      for (const ending of ['.done', '.sha256', '']) await rm(`${path}${ending}`, { force: true });
    else this.dealtWith.add(mark);
    await this.forget(name);
    return null;
  }

  private async take(path: string, name: string): Promise<void> {
    if (LISTING.test(name)) {
      const found = await this.reconciliations.compareFileOnce(path);
      if (found !== null) await tellReconciliation(this.alarms, found);
      return;
    }
    const report = await this.intake.take(path, { opening: false, dryRun: false, onProgress: () => undefined });
    if (report.repeated) return;
    this.logger.log(
      `A file of ${report.rows} rows was taken: ${report.accepted} events, ${report.duplicate} known, ${report.quarantined} in quarantine`,
    );
  }

  private async wait(name: string, waits: Waits): Promise<void> {
    const now = this.clock.realNow().getTime();
    const since = this.waitsSince.get(name) ?? now;
    this.waitsSince.set(name, since);
    if (now - since < this.settings.saeol.gapAlarmMs) return;
    await this.alarms.raise(
      alarmOf(name),
      'SAEOL.FILE_WAITS',
      `새올 연계 파일 ${name.slice(0, 60)}을(를) 받지 못하고 있습니다: ${WORDS[waits]}.`,
    );
  }

  private async forget(name: string): Promise<void> {
    this.waitsSince.delete(name);
    await this.alarms.clear(alarmOf(name));
  }
}

function alarmOf(name: string): string {
  return `saeol.file:${name.slice(0, 100)}`;
}

/** The first word of `NAME.csv.sha256` is the file's SHA-256, as `sha256sum` writes it. */
async function fitsChecksum(path: string): Promise<boolean> {
  const told = (await readFile(`${path}.sha256`, 'utf8')).trim().split(/\s+/)[0]?.replace(/^\\/, '').toLowerCase();
  return told === (await natureOf(path)).sha256;
}
