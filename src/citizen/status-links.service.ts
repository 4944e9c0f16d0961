import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../libs/clock/index.js';
import { CitizenCases, CitizenLinks, Tasks, type CitizenCase, type OpenedLink } from '../cases/index.js';
import { OptOuts } from '../messaging/index.js';
import { ReadTogether } from './read-together.js';
import { UnknownLinks } from './unknown-links.js';

export interface OpenStatusLink {
  state: 'OPEN';
  link: OpenedLink;
  petition: CitizenCase & { isOptedOut: boolean };
}

/** `expired`: the person's data were destroyed; `replaced`: the number changed, or its owner disowned the case. */
export type StatusLink = OpenStatusLink | { state: 'unknown' | 'expired' | 'replaced' };

/** What a token of a status page opens, and what its holder may do with it. */
@Injectable()
export class StatusLinks {
  private readonly together = new ReadTogether((tokens: string[]) => this.openAll(tokens));

  constructor(
    private readonly dataSource: DataSource,
    private readonly links: CitizenLinks,
    private readonly cases: CitizenCases,
    private readonly tasks: Tasks,
    private readonly optOuts: OptOuts,
    private readonly unknown: UnknownLinks,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 429 where unknown tokens come too often from an address */
  async open(token: string, address: string): Promise<StatusLink> {
    const link = this.unknown.couldBeToken(token) ? await this.together.of(token) : null;
    if (link !== null) return link;
    this.unknown.count(address);
    return { state: 'unknown' };
  }

  /** Over one connection: what does not wait for each other's answers travels together. */
  private async openAll(tokens: string[]): Promise<(StatusLink | null)[]> {
    const connection = this.dataSource.createQueryRunner();
    try {
      return await this.read(connection.manager, tokens);
    } finally {
      await connection.release();
    }
  }

  /** One for each token, in their order; null for one that was never given out. */
  private async read(tx: EntityManager, tokens: string[]): Promise<(StatusLink | null)[]> {
    const opened = await this.links.opened(tx, tokens);
    const live = [...opened.values()].filter(({ revoked }) => !revoked);
    const [views, optedOut] = await Promise.all([
      this.cases.views(tx, live),
      this.optOuts.optedOutOf(
        tx,
        live.map(({ phoneIndex }) => phoneIndex),
      ),
    ]);
    const petitions = new Map(live.map((link, index) => [link, views[index]!]));
    return tokens.map((token) => {
      const link = opened.get(token);
      if (link === undefined) return null;
      if (link.revoked) return { state: 'replaced' };
      const petition = petitions.get(link);
      if (petition == null) return { state: 'expired' };
      const isOptedOut = optedOut.has(link.phoneIndex.toString('hex'));
      return { state: 'OPEN', link, petition: { ...petition, isOptedOut } };
    });
  }

  async setOptOut({ link }: OpenStatusLink, optedOut: boolean): Promise<void> {
    const wish = { phoneIndex: link.phoneIndex, optedOut, source: 'LINK' as const, at: this.clock.now() };
    await this.optOuts.set(this.dataSource.manager, wish);
  }

  /** "제 민원이 아닙니다": this number is left alone at once, the link dies, and the officer has a number to correct. */
  async disown({ link }: OpenStatusLink): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const at = this.clock.now();
      await this.optOuts.set(tx, { phoneIndex: link.phoneIndex, optedOut: true, source: 'NOT_MINE', at });
      await this.links.revoke(tx, link);
      await this.tasks.openNotMine(tx, link);
    });
  }
}
