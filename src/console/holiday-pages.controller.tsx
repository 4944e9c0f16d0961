import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Length, Matches, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { IsDay } from '../../libs/http/index.js';
import { type ChangePreview, DeadlineChanges, type EditAnswer, Holidays } from '../cases/index.js';
import { Actor, Roles, ROLES, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { readHolidayLines, writeHolidayLines } from './holiday-lines.js';
import { mayAct } from './may-act.js';
import { type Faults, readForm, refusalOf } from './read-form.js';
import { HolidayEditPage, HolidaysPage, HolidayYearPage, type HolidayView } from './views/holidays-page.js';

const PATH = '/holidays';
const MOST_A_YEAR = 366;
const LAST_CHANGES = 5;

class HolidayForm implements HolidayView {
  @IsDay() date!: string;
  @Length(1, 50, { message: '이름을 50자까지 적어 주세요.' }) name!: string;
}

class DayForm {
  @IsDay() date!: string;
}

class YearForm {
  @Matches(/^2[01]\d\d$/, { message: '해를 네 자리로 적어 주세요.' }) year!: string;
}

class YearLinesForm extends YearForm {
  @MaxLength(20_000, { message: '너무 깁니다.' }) lines: string = '';
}

/** Screen 15: adding or removing a holiday shows first which open deadlines move. */
@ApiExcludeController()
@Controller('holidays')
@Roles('operator', 'admin')
@WholeCounty()
export class HolidayPages {
  constructor(
    private readonly holidays: Holidays,
    private readonly changes: DeadlineChanges,
    private readonly pages: ConsolePages,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles(...ROLES)
  @WholeCounty(false)
  async list(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form } = await readForm(YearForm, query);
    const { done } = (query ?? {}) as { done?: unknown };
    const year = /^\d{4}$/.test(form.year) ? Number(form.year) : Number(kstDate(this.clock.now()).slice(0, 4));
    await this.listPage(reply, actor, { year, done: typeof done === 'string' ? done : undefined });
  }

  @Get('add')
  async previewAdd(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(HolidayForm, query);
    if (faults !== null) {
      const year = /^2\d{3}/.exec(form.date ?? '')?.[0] ?? kstDate(this.clock.now()).slice(0, 4);
      return this.listPage(reply, actor, { year: Number(year), faults: inKorean(faults), typed: form });
    }
    await this.editPage(reply, actor, form, 'add', () => this.holidays.add(form, actor, true));
  }

  @Post('add')
  @HttpCode(303)
  async add(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(HolidayForm, body);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    await this.editPage(reply, actor, form, 'add', () => this.holidays.add(form, actor, false));
  }

  @Get('remove')
  async previewRemove(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(DayForm, query);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    const holiday = await this.named(form.date);
    await this.editPage(reply, actor, holiday, 'remove', () => this.holidays.remove(form.date, actor, true));
  }

  @Post('remove')
  @HttpCode(303)
  async remove(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(DayForm, body);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    const holiday = await this.named(form.date);
    await this.editPage(reply, actor, holiday, 'remove', () => this.holidays.remove(form.date, actor, false));
  }

  @Get('year')
  async yearForm(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { form, faults } = await readForm(YearForm, query);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    const year = Number(form.year);
    const lines = writeHolidayLines(await this.ofYear(year));
    await this.yearPage(reply, actor, { year, lines, preview: null });
  }

  @Post('year')
  @HttpCode(200)
  async previewYear(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.coverYear(body, actor, reply, true);
  }

  @Post('year/set')
  @HttpCode(303)
  async setYear(@Body() body: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    await this.coverYear(body, actor, reply, false);
  }

  private async coverYear(body: unknown, actor: Actor, reply: FastifyReply, preview: boolean): Promise<void> {
    const { form, faults } = await readForm(YearLinesForm, body);
    if (faults !== null) return void (await reply.redirect(PATH, 303));
    const [year, lines] = [Number(form.year), form.lines];
    const read = readHolidayLines(lines);
    if (read.error !== null) return this.yearPage(reply, actor, { year, lines, preview: null, error: read.error });
    let answer: EditAnswer | undefined;
    const refusal = await refusalOf(async () => {
      answer = await this.holidays.coverYear(year, read.holidays, actor, preview);
    });
    if (answer === undefined)
      return this.yearPage(reply, actor, { year, lines, preview: null, error: refusal?.detail }, refusal?.status);
    if (preview) return this.yearPage(reply, actor, { year, lines, preview: answer.preview });
    await reply.redirect(afterwards(answer, `${PATH}?year=${year}&done=covered`), 303);
  }

  private async listPage(
    reply: FastifyReply,
    actor: Actor,
    more: { year: number; done?: string; faults?: Faults; typed?: Partial<HolidayView> },
  ): Promise<void> {
    const edits = mayAct(actor);
    const [holidays, changes] = await Promise.all([
      this.ofYear(more.year),
      edits ? this.changes.list(LAST_CHANGES).then(({ items }) => items) : [],
    ]);
    const coveredYears = this.holidays.coveredYears();
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <HolidaysPage
          frame={frame}
          holidays={holidays}
          coveredYears={coveredYears}
          edits={edits}
          changes={changes}
          {...more}
        />
      ),
      more.faults === undefined ? 200 : 400,
    );
  }

  /** A look shows what would move; an edit leads on, or tells why not. */
  private async editPage(
    reply: FastifyReply,
    actor: Actor,
    holiday: HolidayView,
    act: 'add' | 'remove',
    edit: () => Promise<EditAnswer>,
  ): Promise<void> {
    let answer: EditAnswer | undefined;
    const refusal = await refusalOf(async () => {
      answer = await edit();
    });
    if (answer?.preview === null) {
      const list = `${PATH}?year=${holiday.date.slice(0, 4)}&done=${act === 'add' ? 'added' : 'removed'}`;
      return void (await reply.redirect(afterwards(answer, list), 303));
    }
    const preview = answer?.preview ?? null;
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => (
        <HolidayEditPage frame={frame} holiday={holiday} act={act} preview={preview} refusal={refusal ?? undefined} />
      ),
      refusal?.status,
    );
  }

  private async yearPage(
    reply: FastifyReply,
    actor: Actor,
    props: { year: number; lines: string; preview: ChangePreview | null; error?: string },
    status = props.error === undefined ? 200 : 400,
  ): Promise<void> {
    await this.pages.send(reply, actor, PATH, (frame) => <HolidayYearPage frame={frame} {...props} />, status);
  }

  private ofYear(year: number): Promise<HolidayView[]> {
    return this.holidays.list({ year, after: null, limit: MOST_A_YEAR });
  }

  private async named(date: string): Promise<HolidayView> {
    const found = (await this.ofYear(Number(date.slice(0, 4)))).find((holiday) => holiday.date === date);
    return found ?? { date, name: '' };
  }
}

/** Where deadlines are being moved, one looks at that. */
export function afterwards({ change }: EditAnswer, otherwise: string): string {
  return change === null ? otherwise : `/deadline-changes/${change.id}`;
}

/** The rule of days speaks English, as the API does. */
function inKorean(faults: Faults): Faults {
  return faults.date === undefined ? faults : { ...faults, date: '있는 날짜를 골라 주세요.' };
}
