import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ReactElement } from 'react';
import { Settings } from '../../config/index.js';
import { Assets, preparePage, type MastheadKind, type PageContext } from '../../libs/krds/index.js';
import type { Actor } from '../staff/index.js';
import { FirstRun } from './first-run.service.js';
import { mayAct } from './may-act.js';
import { MenuCounter } from './menu-counter.service.js';
import { Surroundings } from './surroundings.service.js';
import type { StaffFrame } from './views/staff-page.js';

/** What a page for somebody who is not logged in knows. */
export interface OutsideFrame {
  context: PageContext;
  organisation: string;
  masthead: MastheadKind;
}

/** Puts a view into the frame that all staff pages share. */
@Injectable()
export class ConsolePages {
  constructor(
    private readonly assets: Assets,
    private readonly surroundings: Surroundings,
    private readonly menuCounter: MenuCounter,
    private readonly firstRun: FirstRun,
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
    const [around, counts, firstRunLeft] = await Promise.all([
      this.surroundings.of(actor),
      this.menuCounter.of(actor),
      this.firstRunLeft(actor),
    ]);
    return preparePage(reply, this.assets, (context) => page({ context, ...around, current, counts, firstRunLeft }));
  }

  /** A demo is set up by itself. */
  private async firstRunLeft(actor: Actor): Promise<number> {
    return this.settings.profile === 'production' && mayAct(actor) ? this.firstRun.openSteps() : 0;
  }

  /** The same for somebody who is not logged in. */
  async prepareOutside(reply: FastifyReply, page: (frame: OutsideFrame) => ReactElement): Promise<string> {
    const outside = await this.surroundings.ofStrangers();
    return preparePage(reply, this.assets, (context) => page({ context, ...outside }));
  }
}
