import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { DataSource } from 'typeorm';
import { ApiProblems, decodeCursor, PageDto, pageOf, PageQuery } from '../../libs/http/index.js';
import { maskName, maskPhone } from '../../libs/privacy/index.js';
import { Roles } from './access.decorators.js';
import { Actor, mayReadDepartment, ROLES, seesMasked } from './actor.js';
import { AuditTrail } from './audit-trail.js';
import { StaffDirectory, type Department, type Position } from './staff-directory.js';

class DepartmentDto implements Department {
  @ApiProperty({ example: '47700000011' })
  code!: string;

  @ApiProperty({ example: '건축과' })
  name!: string;

  @ApiProperty({ type: String, nullable: true, example: '063-000-1100' })
  phone!: string | null;

  @ApiProperty({ description: 'The department above.', type: String, nullable: true, example: null })
  parentCode!: string | null;

  @ApiProperty({ example: false })
  seenInSaeolOnly!: boolean;
}

class DepartmentListDto extends PageDto {
  @ApiProperty({ type: [DepartmentDto] })
  items!: DepartmentDto[];
}

class StaffQuery extends PageQuery {
  @ApiPropertyOptional({ example: '47700000011' })
  @IsOptional()
  @Matches(/^[0-9A-Za-z]{1,20}$/)
  departmentCode?: string;
}

class StaffDto {
  @ApiProperty({ example: 's112' })
  id!: string;

  @ApiProperty({ description: 'Masked for the role county.', example: '송오름' })
  name!: string;

  @ApiProperty({ type: String, nullable: true, example: '063-000-1102' })
  officePhone!: string | null;

  @ApiProperty({ description: 'Always masked.', type: String, nullable: true, example: '010-****-2112' })
  mobile!: string | null;

  @ApiProperty({ example: '47700000011' })
  departmentCode!: string;

  @ApiProperty({ type: String, nullable: true, example: '건축허가팀' })
  team!: string | null;

  @ApiProperty({ enum: ['HEAD', 'LEADER', 'OFFICER'], example: 'OFFICER' })
  position!: Position;

  @ApiProperty({ example: false })
  seenInSaeolOnly!: boolean;
}

class StaffPageDto extends PageDto {
  @ApiProperty({ type: [StaffDto] })
  items!: StaffDto[];
}

@ApiTags('staff')
@Roles(...ROLES)
@Controller('api/v1')
export class DirectoryController {
  constructor(
    private readonly directory: StaffDirectory,
    private readonly audit: AuditTrail,
    private readonly dataSource: DataSource,
  ) {}

  @Get('departments')
  @ApiOperation({ summary: 'Departments by code' })
  @ApiOkResponse({ type: DepartmentListDto })
  @ApiProblems(400)
  async departments(@Query() query: PageQuery): Promise<DepartmentListDto> {
    const after = decodeCursor(query.cursor, ['string'])?.[0] ?? '';
    const all = await this.directory.allDepartments(this.dataSource.manager);
    return pageOf(
      all.filter((department) => department.code > after),
      query.limit,
      (department) => [department.code],
    );
  }

  @Get('staff')
  @ApiOperation({ summary: 'People by id', description: 'Those of the departments that the caller may see.' })
  @ApiOkResponse({ type: StaffPageDto })
  @ApiProblems(400)
  async staff(@Actor() actor: Actor, @Query() query: StaffQuery): Promise<StaffPageDto> {
    const rows = await this.directory.listOfficers(this.dataSource.manager, {
      departmentCodes: departmentsAsked(actor, query.departmentCode),
      afterId: decodeCursor(query.cursor, ['string'])?.[0] ?? '',
      limit: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, (officer) => [officer.id]);
    await this.audit.write(this.dataSource.manager, [
      {
        actor,
        action: 'staff.list',
        subjectKind: 'officer',
        subjects: page.items.map((officer) => officer.id),
        departmentCode: query.departmentCode,
      },
    ]);
    const masksNames = seesMasked(actor);
    return {
      ...page,
      items: page.items.map((officer) => ({
        ...officer,
        name: masksNames ? maskName(officer.name) : officer.name,
        mobile: officer.mobile === null ? null : maskPhone(officer.mobile),
      })),
    };
  }
}

/** A department out of the caller's sight gives an empty list: whether it has people is none of their business. */
function departmentsAsked(actor: Actor, wanted: string | undefined): string[] | 'ALL' {
  if (wanted === undefined) return actor.departmentScope;
  return mayReadDepartment(actor, wanted) ? [wanted] : [];
}
