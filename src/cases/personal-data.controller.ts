import { Body, Controller, Get, Header, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { DataSource } from 'typeorm';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, AuditTrail, StatedReasonDto, Roles, ROLES, WholeCounty } from '../staff/index.js';
import { CaseNotFound } from './case.errors.js';
import { CasePeople, type OpenedPerson } from './case-people.js';
import { CaseDetailDto } from './cases.dto.js';
import { type PersonExport, PersonExports } from './person-export.service.js';
import type { Retention } from './retention.js';
import { Retentions } from './retention.service.js';

const RECEIPT_NO = /^\d{18}$/;

class OpenedPersonDto implements OpenedPerson {
  @ApiProperty({ example: '홍길동' }) name!: string;
  @ApiProperty({ type: String, nullable: true, example: '01000001234' }) phone!: string | null;
}

class PeopleOfCaseDto {
  @ApiProperty() applicant!: OpenedPersonDto;
  @ApiProperty({ type: OpenedPersonDto, nullable: true }) agent!: OpenedPersonDto | null;
}

class PersonExportRequestDto extends StatedReasonDto {
  @ApiProperty({ description: 'Digits; whose number it is was made sure of before.', example: '01000001234' })
  @Matches(/^\d{8,12}$/)
  phone!: string;
}

class ExportedCaseDto extends CaseDetailDto {
  @ApiProperty({ enum: ['APPLICANT', 'AGENT'] }) person!: 'APPLICANT' | 'AGENT';
  @ApiProperty({ type: OpenedPersonDto, nullable: true }) applicant!: OpenedPersonDto | null;
  @ApiProperty({ type: OpenedPersonDto, nullable: true }) agent!: OpenedPersonDto | null;
}

class AccessDto {
  @ApiProperty({ example: '2026-04-29T09:00:00.123+09:00' }) at!: string;
  @ApiProperty({ example: 'cases.read' }) action!: string;
  @ApiProperty({ enum: ['staff', 'key', 'stranger', 'system'] }) actorKind!: string;
}

class PersonExportDto {
  @ApiProperty({ example: '01000001234' }) phone!: string;
  @ApiProperty({ example: '2026-04-29T09:00:00+09:00' }) madeAt!: string;
  @ApiProperty() optedOut!: boolean;
  @ApiProperty({ type: [ExportedCaseDto] }) cases!: ExportedCaseDto[];
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } }) messages!: object[];
  @ApiProperty({
    description: 'Wishes to be contacted after a survey, and what was done.',
    type: 'array',
    items: { type: 'object', additionalProperties: true },
  })
  followUps!: object[];
  @ApiProperty({ type: [AccessDto] }) accesses!: AccessDto[];
}

class RetentionDto implements Retention {
  @ApiProperty({ description: 'Days after completion.', minimum: 1, maximum: 3650, example: 90 })
  @IsInt()
  @Min(1)
  @Max(3650)
  days!: number;

  @ApiProperty({ description: 'Of refused and returned petitions.', minimum: 1, maximum: 3650, example: 180 })
  @IsInt()
  @Min(1)
  @Max(3650)
  refusedDays!: number;
}

/** What the law asks of those who keep data of persons: to show them for a reason only, to give them to their owner, to let them go. */
@ApiTags('privacy')
@Controller('api/v1')
@Roles('operator', 'admin')
export class PersonalDataController {
  constructor(
    private readonly people: CasePeople,
    private readonly exports: PersonExports,
    private readonly retentions: Retentions,
    private readonly audit: AuditTrail,
    private readonly dataSource: DataSource,
  ) {}

  @Post('cases/:receiptNo/unmask')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Roles('officer', 'leader', 'head', 'inspector', 'operator', 'admin')
  @ApiOperation({ summary: 'Names and numbers of a case unmasked, for a reason that is written down' })
  @ApiParam({ name: 'receiptNo', example: '202647700000000001' })
  @ApiResponse({ status: 200, type: PeopleOfCaseDto })
  @ApiProblems(400, 404)
  unmask(
    @Param('receiptNo') receiptNo: string,
    @Body() { reason }: StatedReasonDto,
    @Actor() actor: Actor,
  ): Promise<PeopleOfCaseDto> {
    return this.dataSource.transaction(async (tx) => {
      const found = RECEIPT_NO.test(receiptNo) ? await this.people.opened(tx, receiptNo, actor.departmentScope) : null;
      if (found === null) throw new CaseNotFound();
      const { departmentCode, ...people } = found;
      await this.audit.write(tx, [
        { actor, action: 'cases.unmask', subjectKind: 'case', subjects: [receiptNo], departmentCode, reason },
      ]);
      return people;
    });
  }

  @Post('person-exports')
  @WholeCounty()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Header('content-disposition', 'attachment; filename="person-export.json"')
  @ApiOperation({ summary: 'Everything that is kept of one telephone number, to be given to its owner' })
  @ApiResponse({ status: 200, type: PersonExportDto })
  @ApiProblems(400)
  exportPerson(@Body() { phone, reason }: PersonExportRequestDto, @Actor() actor: Actor): Promise<PersonExport> {
    return this.exports.of(actor, phone, reason);
  }

  @Get('retention')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'How long personal data are kept after a completion' })
  @ApiResponse({ status: 200, type: RetentionDto })
  retention(): Promise<RetentionDto> {
    return this.retentions.current();
  }

  @Put('retention')
  @WholeCounty()
  @Roles('admin')
  @ApiOperation({ summary: 'Set it; the next night goes by it' })
  @ApiResponse({ status: 200, type: RetentionDto })
  @ApiProblems(400)
  async setRetention(@Body() { days, refusedDays }: RetentionDto, @Actor() actor: Actor): Promise<RetentionDto> {
    await this.retentions.set({ days, refusedDays }, actor);
    return { days, refusedDays };
  }
}
