import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Who said so: the person through the status page, an operator, Saeol's flag, or somebody whose number was written by mistake. */
export type OptOutSource = 'LINK' | 'OPERATOR' | 'SAEOL' | 'NOT_MINE';

export interface OptOutWish {
  /** Blind index of the number. */
  phoneIndex: Buffer;
  optedOut: boolean;
  source: OptOutSource;
  /** Product instant at which it was said. */
  at: Date;
}

/** Numbers that want no messages, for all their cases; what waits for them is dropped when it falls due. */
@Injectable()
export class OptOuts {
  async isOptedOut(tx: EntityManager, phoneIndex: Buffer): Promise<boolean> {
    const [row] = await tx.query<{ opted_out: boolean }[]>(
      'SELECT opted_out FROM messaging.opt_out WHERE phone_index = $1',
      [phoneIndex],
    );
    return row?.opted_out ?? false;
  }

  /** The newest word wins, whoever says it and in whatever order it arrives. */
  async set(tx: EntityManager, { phoneIndex, optedOut, source, at }: OptOutWish): Promise<void> {
    await tx.query(
      `INSERT INTO messaging.opt_out AS o (phone_index, opted_out, source, changed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (phone_index) DO UPDATE SET opted_out = excluded.opted_out, source = excluded.source, changed_at = excluded.changed_at
       WHERE o.changed_at <= excluded.changed_at`,
      [phoneIndex, optedOut, source, at],
    );
  }
}
