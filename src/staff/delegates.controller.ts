import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { ApiProblems, IsDay, PageDto, PageQuery } from '../../libs/http/index.js';
import { Roles } from './access.decorators.js';
import { Actor, ROLES } from './actor.js';
import { Delegates, type Delegation } from './delegates.service.js';

const OFFICER_ID = /^[A-Za-z0-9._-]{1,40}$/;

class NewDelegationDto {
  @ApiProperty({ description: 'Who is away.', example: 's113' })
  @Matches(OFFICER_ID)
  absentId!: string;

  @ApiProperty({ description: 'Who receives in their place.', example: 's112' })
  @Matches(OFFICER_ID)
  delegateId!: string;

  @ApiProperty({ description: 'First day, KST.', format: 'date', example: '2026-04-29' })
  @IsDay()
  starts!: string;

  @ApiProperty({ description: 'Last day, included.', format: 'date', example: '2026-04-30' })
  @IsDay()
  ends!: string;
}

class DelegationDto extends NewDelegationDto implements Delegation {
  @ApiProperty({ example: '019a0000-0000-7000-8000-000000000001' })
  id!: string;
}

class DelegationPageDto extends PageDto {
  @ApiProperty({ type: [DelegationDto] })
  items!: DelegationDto[];
}

@ApiTags('staff')
@Controller('api/v1/delegates')
@Roles('officer', 'leader', 'head', 'operator', 'admin')
export class DelegatesController {
  constructor(private readonly delegates: Delegates) {}

  @Get()
  @Roles(...ROLES)
  @ApiOperation({ summary: 'Who stands in for whom, now and later, by first day' })
  @ApiOkResponse({ type: DelegationPageDto })
  @ApiProblems(400)
  list(@Actor() actor: Actor, @Query() page: PageQuery): Promise<DelegationPageDto> {
    return this.delegates.list(actor, page);
  }

  @Post()
  @ApiOperation({
    summary: 'Let somebody receive in an absent person’s place',
    description:
      'Officers for themselves, leaders and heads for their departments. Overlapping ones are refused (409).',
  })
  @ApiCreatedResponse({ type: DelegationDto })
  @ApiProblems(400, 409, 422)
  make(@Actor() actor: Actor, @Body() wanted: NewDelegationDto): Promise<DelegationDto> {
    return this.delegates.make(actor, wanted);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End it' })
  @ApiNoContentResponse()
  @ApiProblems(400, 404)
  async end(@Actor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.delegates.end(actor, id);
  }
}
