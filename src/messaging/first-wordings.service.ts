import { isDeepStrictEqual } from 'node:util';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { readWordings } from '../../config/seed/index.js';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { Gateways } from './gateways/gateways.js';
import { SendingRulesStore } from './sending-rules.store.js';
import { lockTemplates, storeVersions, type NewVersion, type VersionRow } from './template-versions.js';
import { fillWording, wordingOfSeed } from './wording.js';

/** The version that each wording goes on from: drafts that nobody has handed in are left aside. */
const NEWEST = `
SELECT DISTINCT ON (code, language) * FROM messaging.template WHERE submitted_at IS NOT NULL OR made_by IS NULL
ORDER BY code, language, version DESC`;

const OPEN_DRAFTS = 'SELECT * FROM messaging.template WHERE submitted_at IS NULL AND made_by IS NOT NULL';

type Next = NewVersion & { madeBy: string | null; activated: boolean };

/** Brings the first set of wordings in, and keeps organisation and address in all of them as they are now. */
@Injectable()
export class FirstWordings implements OnApplicationBootstrap {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly gateways: Gateways,
    private readonly rules: SendingRulesStore,
  ) {}

  /** Another PUBLIC_URL makes new versions; without a sender profile there is no organisation to name yet. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.profile === 'demo') return;
    await this.dataSource.transaction(async (tx) => {
      const { sender } = await this.rules.current(tx);
      if (sender !== null) await this.seed(tx, sender.organisation);
    });
  }

  /**
   * A wording of the first set that changed, or another organisation or address in any wording, makes a new version, which
   * has to be approved anew; the one before stays in use until then. What people wrote is never replaced by the first set.
   * In production a new version waits until an operator hands it in. Safe to call at every start.
   */
  async seed(tx: EntityManager, organisation: string): Promise<void> {
    await lockTemplates(tx);
    const newest = new Map((await tx.query<VersionRow[]>(NEWEST)).map((row) => [`${row.code} ${row.language}`, row]));
    const fill = ({ content, language }: Pick<NewVersion, 'content' | 'language'>) =>
      fillWording(content, organisation, this.settings.publicUrl, language);
    const next: Next[] = [];
    for (const seed of [...readWordings('ko'), ...readWordings('en')]) {
      const { code, language, occasion, variant } = seed;
      const content = wordingOfSeed(seed, this.settings.staffUrl);
      const version = { code, language, occasion, variant, content, filled: fill({ content, language }) };
      const before = newest.get(`${code} ${language}`);
      if (before?.made_by != null) continue;
      newest.delete(`${code} ${language}`);
      if (before === undefined || !isSame(before, version)) next.push({ ...version, madeBy: null, activated: true });
    }
    for (const before of newest.values()) {
      const { code, language, occasion, variant, content } = before;
      const version = { code, language, occasion, variant, content, filled: fill(before) };
      const activated = before.activated_at !== null;
      if (!isSame(before, version)) next.push({ ...version, madeBy: before.made_by, activated });
    }
    await this.store(tx, next);
    for (const draft of await tx.query<VersionRow[]>(OPEN_DRAFTS)) {
      await tx.query('UPDATE messaging.template SET filled = $2 WHERE id = $1', [
        draft.id,
        JSON.stringify(fill(draft)),
      ]);
    }
    if (next.length > 0) await this.rules.changed(tx);
  }

  private async store(tx: EntityManager, versions: readonly Next[]): Promise<void> {
    const now = this.clock.now();
    const reviewers = this.gateways.reviewers();
    const alike = Map.groupBy(versions, ({ madeBy, activated }) => `${madeBy} ${activated}`);
    for (const set of alike.values()) {
      const { madeBy, activated } = set[0]!;
      await storeVersions(tx, set, { now, madeBy, activated, submitted: this.settings.profile === 'demo' }, reviewers);
    }
  }
}

function isSame(before: VersionRow, { content, filled }: NewVersion): boolean {
  return isDeepStrictEqual(before.content, content) && isDeepStrictEqual(before.filled, filled);
}
