import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReactElement } from 'react';
import { Settings } from '../../config/index.js';
import { Assets, preparePage, sendPage, type PageContext } from '../../libs/krds/index.js';
import { SenderProfiles } from '../messaging/index.js';
import type { CitizenFrame } from './views/citizen-page.js';
import { readingChoice } from './views/reading-choice.js';

/** Before a county has set its profile: what it is, and the government's own call centre for petitions (정부민원안내콜센터). */
const NO_PROFILE = { organisation: '민원알림', mainNumber: '110' };

interface Surroundings {
  /** Path of the page, without its query. */
  path: string;
  /** ISO 639-1 of the recipient, where known. */
  language?: string;
  /** What the switches keep of the query. */
  query?: Record<string, string>;
}

/** Puts a view into the frame that all citizen pages share: the county's name and number, and how the citizen reads. */
@Injectable()
export class CitizenPages {
  constructor(
    private readonly assets: Assets,
    private readonly senders: SenderProfiles,
    private readonly settings: Settings,
  ) {}

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    surroundings: Surroundings,
    page: (frame: CitizenFrame) => ReactElement,
    status = 200,
  ): Promise<void> {
    const frame = await this.frame(request, surroundings);
    await sendPage(reply, this.assets, (context) => page(frame(context)), status);
  }

  /** The same for whoever sends it: headers are set, the HTML is given. */
  async prepare(
    request: FastifyRequest,
    reply: FastifyReply,
    surroundings: Surroundings,
    page: (frame: CitizenFrame) => ReactElement,
  ): Promise<string> {
    const frame = await this.frame(request, surroundings);
    return preparePage(reply, this.assets, (context) => page(frame(context)));
  }

  private async frame(
    request: FastifyRequest,
    { path, language, query }: Surroundings,
  ): Promise<(context: PageContext) => CitizenFrame> {
    const { organisation, mainNumber } = (await this.senders.shown()) ?? NO_PROFILE;
    return (context) => ({
      context,
      organisation,
      mainPhone: mainNumber,
      masthead: this.settings.masthead,
      // The pages speak two languages; whoever reads another one gets Korean and the switch.
      reading: readingChoice(request.query as Record<string, unknown>, language === 'en' ? 'en' : 'ko'),
      path,
      query,
      privacyPath: '/s/privacy',
    });
  }
}
