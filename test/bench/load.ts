import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Done, Order } from './load-orders.js';

/** The load generator's process. */
export class Load {
  private readonly child: ChildProcess = fork(join(import.meta.dirname, 'load.child.js'), { stdio: 'inherit' });

  /** @throws Error that says what went wrong over there */
  carryOut(order: Order): Promise<Done> {
    return new Promise((settle, fail) => {
      this.child.once('message', (answer: { done?: Done; error?: string }) => {
        if (answer.done === undefined) fail(new Error(`load generator: ${answer.error}`));
        else settle(answer.done);
      });
      this.child.send(order);
    });
  }

  end(): void {
    this.child.kill('SIGTERM');
  }
}
