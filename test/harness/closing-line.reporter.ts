import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with `N passed, N failed` (`, N skipped` where there are any) alone on the last line of the output. What fails
 * outside a test counts as failed: a file that does not load, a hook, an error that nobody caught, a run that found no test or
 * never began. Where something failed, the exit code is not 0.
 */
export class ClosingLine implements Reporter {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  onInit(): void {
    // At exit, since other reporters and the tear-down still write after the run has ended.
    process.once('exit', () => {
      if (this.passed === 0) this.failed ||= 1;
      if (this.failed > 0) process.exitCode ||= 1;
      const skipped = this.skipped > 0 ? `, ${this.skipped} skipped` : '';
      writeSync(1, `${this.passed} passed, ${this.failed} failed${skipped}\n`);
    });
  }

  onTestRunStart(): void {
    this.passed = this.failed = this.skipped = 0;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.failed += unhandledErrors.length;
    for (const module of modules) {
      this.failed += module.errors().length;
      if (module.state() === 'pending' || module.state() === 'queued') this.failed += 1;
      for (const suite of module.children.allSuites()) this.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') this.passed += 1;
        else if (state === 'skipped') this.skipped += 1;
        else this.failed += 1;
      }
    }
  }
}
