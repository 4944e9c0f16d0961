const BAR = 30;
/** Without a terminal a line is printed each tenth. */
const TENTH = 10;

/** How far a file is read. */
export interface Progress {
  bytesRead: number;
  bytes: number;
  rows: number;
}

/** Shows how far a file is read: a bar on a terminal, else a line each tenth and one at the end. */
export class ProgressBar {
  private shown = 0;
  private last = '';

  constructor(private readonly out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>) {}

  show({ bytesRead, bytes, rows }: Progress, more = ''): void {
    const percent = bytes === 0 ? 100 : Math.min(100, Math.floor((bytesRead * 100) / bytes));
    this.last = `${String(percent).padStart(3)} %  ${rows} rows${more}`;
    if (this.out.isTTY) {
      const full = Math.round((percent * BAR) / 100);
      this.out.write(`\r[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${this.last}  `);
    } else if (percent < 100 && percent - this.shown >= TENTH) {
      this.shown = percent;
      this.out.write(`${this.last}\n`);
    }
  }

  /** What is printed next begins on a line of its own. */
  end(): void {
    if (this.last !== '') this.out.write(this.out.isTTY ? '\n' : `${this.last}\n`);
    this.last = '';
  }
}
