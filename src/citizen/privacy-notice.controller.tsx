import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { readRetention } from '../cases/index.js';
import { OpenToStrangers } from '../staff/index.js';
import { CitizenPages } from './citizen-pages.js';
import { PrivacyPage, type Processor } from './views/privacy-page.js';

/** What is done with a citizen's data, and by whom. */
@ApiExcludeController()
@OpenToStrangers()
@Controller('s/privacy')
export class PrivacyNoticeController {
  constructor(
    private readonly pages: CitizenPages,
    private readonly settings: Settings,
    private readonly dataSource: DataSource,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const retention = await readRetention(this.dataSource.manager);
    await this.pages.send(request, reply, { path: '/s/privacy' }, (frame) => (
      <PrivacyPage
        frame={frame}
        processors={processorsOf(this.settings)}
        retention={retention}
        officer={{ department: { ko: '개인정보 보호 담당', en: 'Personal data' }, phone: frame.mainPhone }}
      />
    ));
  }
}

const ALIMTALK = { ko: '카카오 알림톡', en: 'Kakao AlimTalk' };
const RCS = { ko: 'RCS', en: 'RCS' };
const TEXT = { ko: '문자', en: 'text messages' };

function sending(channels: { ko: string; en: string }[]): Processor['task'] {
  return {
    ko: `${channels.map(({ ko }) => ko).join(', ')} 발송`,
    en: `sends ${channels.map(({ en }) => en).join(', ')}`,
  };
}

/** The companies that carry messages for us: those whose gateways are switched on. */
function processorsOf({ solapi, nhnAlimtalk, nhnRcs, nhnSms }: Settings): Processor[] {
  const byNhn = [nhnAlimtalk && ALIMTALK, nhnRcs && RCS, nhnSms && TEXT].filter((channel) => channel !== null);
  return [
    ...(solapi === null ? [] : [{ name: '솔라피', task: sending([ALIMTALK, RCS, TEXT]) }]),
    ...(byNhn.length === 0 ? [] : [{ name: 'NHN클라우드', task: sending(byNhn) }]),
  ];
}
