import {
  Body,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  applyDecorators,
  Header,
  HttpCode,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags, OmitType } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { CaseListQuery, searched } from '../cases/index.js';
import { Actor, Roles, ROLES, StatedReasonDto } from '../staff/index.js';
import { CaseExports } from './case-exports.service.js';
import { EXPORT_FORMATS, type ExportedFile, type ExportFormat } from './export-file.js';
import { ReportExports } from './report-exports.service.js';
import { ReportPeriods } from './report-periods.service.js';
import { DaysQuery, MonthlyQuery, MonthsQuery, ReportQuery, SurveyReportQuery } from './reports.dto.js';

class ExportedCasesQuery extends OmitType(CaseListQuery, ['limit', 'cursor']) {}
class DepartmentQuery extends OmitType(ReportQuery, ['typeCode']) {}

/** The two files of a list or report, with its own query; the reason is in the body, since an address is kept in many places. */
function Export(path: string, summary: string): MethodDecorator {
  return applyDecorators(
    Post(EXPORT_FORMATS.map((format) => `${path}.${format}`)),
    HttpCode(200),
    Header('cache-control', 'no-store'),
    ApiOperation({ summary, description: 'A download: the reason is written to the audit trail.' }),
    ApiProduces('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/csv'),
    ApiResponse({ status: 200, description: 'The file.', schema: { type: 'string', format: 'binary' } }),
    ApiProblems(400),
  );
}

/** Handler parameter: the ending of the route. */
const Format = createParamDecorator((_: unknown, context: ExecutionContext): ExportFormat => {
  const { url } = context.switchToHttp().getRequest<FastifyRequest>().routeOptions;
  return EXPORT_FORMATS.find((format) => url?.endsWith(`.${format}`))!;
});

@ApiTags('reports')
@Controller('api/v1')
@Roles(...ROLES)
export class ExportsController {
  constructor(
    private readonly reports: ReportExports,
    private readonly lists: CaseExports,
    private readonly periods: ReportPeriods,
    private readonly privacy: Privacy,
  ) {}

  @Export('cases', 'The list of cases with the same filters, as a file')
  @ApiProblems(422)
  async cases(
    @Query() { q, ...filters }: ExportedCasesQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    const wanted = { ...filters, ...searched(q, this.privacy) };
    return streamed(await this.lists.list(actor, wanted, actor.departmentScope, { format, reason }));
  }

  @Export('reports/departments', 'How each department is doing, as a file')
  async departments(
    @Query() { from, to, ...filter }: DaysQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    const period = this.periods.days(from, to);
    return streamed(await this.reports.departments(actor, actor.departmentScope, filter, period, { format, reason }));
  }

  @Export('reports/deliveries', 'How notices ended, as a file; causes of failures on a second sheet')
  async deliveries(
    @Query() { from, to, ...filter }: DaysQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    const period = this.periods.days(from, to);
    return streamed(await this.reports.deliveries(actor, actor.departmentScope, filter, period, { format, reason }));
  }

  @Export('reports/coverage', 'Whose citizens got every due notice, as a file')
  async coverage(
    @Query() { from, to, ...filter }: MonthsQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    const period = this.periods.months(from, to);
    return streamed(await this.reports.coverage(actor, actor.departmentScope, filter, period, { format, reason }));
  }

  @Export('reports/surveys', 'Survey results, as a file; scores only from five answers on')
  async surveys(
    @Query() { by, from, to, ...filter }: SurveyReportQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    const period = this.periods.months(from, to);
    return streamed(await this.reports.surveys(actor, actor.departmentScope, by, filter, period, { format, reason }));
  }

  @Export('reports/monthly', 'The monthly check, as a file')
  async monthly(
    @Query() { month, ...filter }: MonthlyQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    const checked = month ?? this.periods.lastMonth();
    return streamed(await this.reports.monthly(actor, actor.departmentScope, filter, checked, { format, reason }));
  }

  @Export('reports/officers', 'What each officer has open, as a file')
  @Roles('leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
  async officers(
    @Query() filter: ReportQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    return streamed(await this.reports.officers(actor, actor.departmentScope, filter, { format, reason }));
  }

  @Export('reports/reminder-orders', 'What reminder orders may be issued about, as a file')
  @Roles('head', 'inspector', 'county', 'auditor', 'admin')
  async reminderOrders(
    @Query() filter: DepartmentQuery,
    @Body() { reason }: StatedReasonDto,
    @Format() format: ExportFormat,
    @Actor() actor: Actor,
  ): Promise<StreamableFile> {
    return streamed(await this.lists.reminders(actor, filter, actor.departmentScope, { format, reason }));
  }
}

function streamed({ name, type, body }: ExportedFile): StreamableFile {
  return new StreamableFile(body, { type, disposition: `attachment; filename="${name}"` });
}
