import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ReactElement } from 'react';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Assets, preparePage, type MastheadKind, type PageContext } from '../../libs/krds/index.js';
import { SenderProfiles } from '../messaging/index.js';
import { StaffDirectory, type Actor } from '../staff/index.js';
import type { StaffFrame } from './views/staff-page.js';

const NO_PROFILE = '기관명 미설정';

/** What a page for somebody who is not logged in knows. */
export interface OutsideFrame {
  context: PageContext;
  organisation: string;
  masthead: MastheadKind;
}

/** Puts a view into the frame that all staff pages share: the county's name, who is logged in, and where the menu stands. */
@Injectable()
export class ConsolePages {
  constructor(
    private readonly assets: Assets,
    private readonly senders: SenderProfiles,
    private readonly directory: StaffDirectory,
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /**
   * Answers with a page for the person who is logged in.
   * @param current address of the menu item that is open
   */
  async send(
    reply: FastifyReply,
    actor: Actor,
    current: string,
    page: (frame: StaffFrame) => ReactElement,
    status = 200,
  ): Promise<void> {
    const html = await this.prepare(reply, actor, current, page);
    await reply.status(status).type('text/html; charset=utf-8').send(html);
  }

  /** Sets the headers of a page and gives its HTML, for whoever answers with it. */
  async prepare(
    reply: FastifyReply,
    actor: Actor,
    current: string,
    page: (frame: StaffFrame) => ReactElement,
  ): Promise<string> {
    const [outside, departmentName] = await Promise.all([this.surroundings(), this.departmentOf(actor)]);
    const user = { name: actor.name ?? '', roles: actor.roles, departmentName };
    return preparePage(reply, this.assets, (context) => page({ context, ...outside, user, current }));
  }

  /** The same for somebody who is not logged in. */
  async prepareOutside(reply: FastifyReply, page: (frame: OutsideFrame) => ReactElement): Promise<string> {
    const outside = await this.surroundings();
    return preparePage(reply, this.assets, (context) => page({ context, ...outside }));
  }

  private async surroundings(): Promise<Omit<OutsideFrame, 'context'>> {
    const sender = await this.senders.shown();
    return {
      organisation: sender?.organisation ?? NO_PROFILE,
      masthead: this.settings.profile === 'demo' ? 'demo' : 'none',
    };
  }

  private async departmentOf({ officerId }: Actor): Promise<string | null> {
    if (officerId === null) return null;
    const tx = this.dataSource.manager;
    const officer = (await this.directory.officers(tx, [officerId])).get(officerId);
    if (officer === undefined) return null;
    return (await this.directory.departments(tx, [officer.departmentCode])).get(officer.departmentCode)?.name ?? null;
  }
}
