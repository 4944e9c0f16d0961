import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type LinkDatabaseSettings, Settings } from '../../config/index.js';
import { LinkDatabase } from './link-database.js';

/** The link database, where the county has one. */
@Injectable()
export class LinkSource implements OnApplicationShutdown {
  readonly settings: LinkDatabaseSettings | null;
  readonly database: LinkDatabase | null;

  constructor(settings: Settings) {
    this.settings = settings.saeol.database;
    this.database = this.settings && new LinkDatabase(this.settings);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database?.close();
  }
}
