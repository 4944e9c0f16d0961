import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { STATE_MEANINGS } from './code-meanings.js';
import { Codes } from './codes.service.js';
import type { LinkDatabase } from './link-database.js';
import { LinkSource } from './link-source.js';
import type { PlacedRow } from './row-reader.js';

const PAGE = 500;
const CLOSED = STATE_MEANINGS.filter((meaning) => meaning === 'VOIDED' || meaning.startsWith('COMPLETED'));

/** The open cases as the link database has them. */
@Injectable()
export class LinkListing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly source: LinkSource,
    private readonly codes: Codes,
  ) {}

  /** A page after the other; null where the county has no link database. */
  async openCases(): Promise<AsyncGenerator<PlacedRow[]> | null> {
    const { database } = this.source;
    if (database === null) return null;
    const codes = await this.codes.map(this.dataSource.manager);
    return pagesOf(database, codes.codesOf('deal_se', CLOSED));
  }
}

async function* pagesOf(database: LinkDatabase, closed: string[]): AsyncGenerator<PlacedRow[]> {
  // Below every receipt number, and not empty: to Oracle an empty text is none, and nothing is greater than none.
  for (let after = '0', isFull = true; isFull;) {
    const rows = await database.look((tx) => database.casesAfter(tx, after, PAGE, closed));
    if (rows.length > 0) yield rows.map((row) => ({ row, place: null }));
    isFull = rows.length === PAGE;
    after = rows.at(-1)?.mw_take_no ?? after;
  }
}
