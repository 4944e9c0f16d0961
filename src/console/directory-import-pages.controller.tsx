import { Body, Controller, Get, Headers, HttpCode, Param, ParseEnumPipe, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Problem } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { Actor, DirectoryImport, type ImportReport, Roles, WholeCounty } from '../staff/index.js';
import { ConsolePages } from './console-pages.js';
import { refusalOf } from './read-form.js';
import { uploadedFile } from './uploaded-file.js';
import { DirectoryImportPage, type DirectoryKind } from './views/departments-page.js';

const PATH = '/directory-import';
const KINDS = { departments: 'departments', staff: 'staff' } as const;

/** Pages that take a file's bytes as they come. */
export const UPLOAD_ROUTES = Object.keys(KINDS).map((kind) => `${PATH}/${kind}`);

/** A file between the look at it and its saving: the page carries it sealed, since it holds names and numbers. */
interface CarriedFile {
  by: string;
  kind: DirectoryKind;
  /** Base64. */
  bytes: string;
}

/** Departments and people from a spreadsheet. */
@ApiExcludeController()
@Controller('directory-import')
@Roles('operator', 'admin')
@WholeCounty()
export class DirectoryImportPages {
  constructor(
    private readonly imports: DirectoryImport,
    private readonly privacy: Privacy,
    private readonly pages: ConsolePages,
  ) {}

  @Get()
  async show(@Query() query: unknown, @Actor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { kind, added, changed } = (query ?? {}) as Record<string, unknown>;
    const isDone = isKind(kind) && isNumber(added) && isNumber(changed);
    await this.page(reply, actor, {
      done: isDone ? { kind, added: Number(added), changed: Number(changed) } : undefined,
    });
  }

  @Post('departments')
  @HttpCode(200)
  async lookAtDepartments(
    @Body() body: unknown,
    @Headers('content-type') type: string,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.look('departments', await uploadedFile(body, type), actor, reply);
  }

  @Post('staff')
  @HttpCode(200)
  async lookAtStaff(
    @Body() body: unknown,
    @Headers('content-type') type: string,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.look('staff', await uploadedFile(body, type), actor, reply);
  }

  @Post(':kind/write')
  @HttpCode(303)
  async write(
    @Param('kind', new ParseEnumPipe(KINDS)) kind: DirectoryKind,
    @Body() body: unknown,
    @Actor() actor: Actor,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = this.opened((body as { sealed?: unknown } | null)?.sealed, kind, actor);
    if (bytes === null)
      return this.page(reply, actor, { refusal: { status: 400, detail: '파일을 다시 골라 주세요.' } });
    let report: ImportReport | undefined;
    const refusal = await refusalOf(async () => {
      report = await this.take(kind, actor, bytes, false);
    });
    if (report === undefined) return this.page(reply, actor, { refusal: refusal ?? undefined });
    await reply.redirect(`${PATH}?kind=${kind}&added=${report.added}&changed=${report.changed}`, 303);
  }

  private async look(kind: DirectoryKind, bytes: Buffer | null, actor: Actor, reply: FastifyReply): Promise<void> {
    if (bytes === null) return this.page(reply, actor, { refusal: { status: 400, detail: 'CSV 파일을 골라 주세요.' } });
    let report: ImportReport | undefined;
    const refusal = await refusalOf(async () => {
      report = await this.take(kind, actor, bytes, true);
    });
    if (report === undefined) return this.page(reply, actor, { refusal: refusal ?? undefined });
    const carried: CarriedFile = { by: actor.id, kind, bytes: bytes.toString('base64') };
    const sealed = this.privacy.sealJson(carried).toString('base64url');
    await this.page(reply, actor, { looked: { kind, report, sealed } });
  }

  private take(kind: DirectoryKind, actor: Actor, bytes: Buffer, dryRun: boolean): Promise<ImportReport> {
    return kind === 'staff' ? this.imports.staff(actor, bytes, dryRun) : this.imports.departments(actor, bytes, dryRun);
  }

  /** Null where it is not what this person was shown. */
  private opened(sealed: unknown, kind: DirectoryKind, actor: Actor): Buffer | null {
    if (typeof sealed !== 'string' || sealed === '') return null;
    try {
      const carried = this.privacy.openJson<CarriedFile>(Buffer.from(sealed, 'base64url'));
      return carried.by === actor.id && carried.kind === kind ? Buffer.from(carried.bytes, 'base64') : null;
    } catch {
      return null; // changed on its way, or sealed under a key that is gone: it is chosen again
    }
  }

  private async page(
    reply: FastifyReply,
    actor: Actor,
    more: Omit<Parameters<typeof DirectoryImportPage>[0], 'frame' | 'refusal'> & {
      refusal?: Pick<Problem, 'status' | 'detail'>;
    },
  ): Promise<void> {
    void reply.header('cache-control', 'no-store');
    await this.pages.send(
      reply,
      actor,
      PATH,
      (frame) => <DirectoryImportPage frame={frame} {...more} />,
      more.refusal?.status,
    );
  }
}

function isKind(value: unknown): value is DirectoryKind {
  return typeof value === 'string' && Object.hasOwn(KINDS, value);
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,6}$/.test(value);
}
