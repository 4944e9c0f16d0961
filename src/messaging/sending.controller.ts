import { Body, Controller, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../libs/http/index.js';
import { Actor, Roles, WholeCounty } from '../staff/index.js';
import {
  ChangeGatewayDto,
  ChangeSendingSwitchesDto,
  GatewayDto,
  GatewayPageDto,
  GatewayParams,
  NewSenderProfileDto,
  SenderProfileDto,
  SenderProfilePageDto,
  SendingSwitchesDto,
  TrialCountDto,
  TrialNumbersDto,
} from './sending.dto.js';
import { SenderProfiles } from './sender-profiles.service.js';
import { SendingOverview } from './sending-overview.service.js';
import { SendingSwitches } from './sending-switches.service.js';

/** What is sent with: senders, vendors, switches. */
@ApiTags('messages')
@Controller('api/v1')
@Roles('operator', 'auditor', 'admin')
@WholeCounty()
export class SendingController {
  constructor(
    private readonly overview: SendingOverview,
    private readonly senders: SenderProfiles,
    private readonly switches: SendingSwitches,
  ) {}

  @Get('sender-profiles')
  @ApiOperation({
    summary: 'Who the citizen sees, with the state of the Safe Mark; the newest version first, which is the one in use',
  })
  @ApiResponse({ status: 200, type: SenderProfilePageDto })
  async senderProfiles(): Promise<SenderProfilePageDto> {
    return { items: await this.senders.versions(), nextCursor: null };
  }

  @Post('sender-profiles')
  @Roles('operator', 'admin')
  @ApiOperation({
    summary: "A new version of the county's sender profile",
    description:
      'The number must be registered with every vendor that carries text (422); where one cannot be asked, nothing changes (503). ' +
      'Another organisation makes new versions of all wordings, which have to be approved anew.',
  })
  @ApiResponse({ status: 201, type: SenderProfileDto })
  @ApiProblems(400, 422, 503)
  register(@Body() { reason, ...wish }: NewSenderProfileDto, @Actor() actor: Actor): Promise<SenderProfileDto> {
    return this.senders.register(wish, reason, actor);
  }

  @Get('gateways')
  @ApiOperation({ summary: 'Vendors per channel: weight, switch, latest shifts and why' })
  @ApiResponse({ status: 200, type: GatewayPageDto })
  async gateways(): Promise<GatewayPageDto> {
    return { items: await this.overview.gateways(), nextCursor: null };
  }

  @Patch('gateways/:vendor/:channel')
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Sets the share of a vendor, or switches it off for a channel' })
  @ApiResponse({ status: 200, type: GatewayDto })
  @ApiProblems(400, 404)
  async changeGateway(
    @Param() line: GatewayParams,
    @Body() change: ChangeGatewayDto,
    @Actor() actor: Actor,
  ): Promise<GatewayDto> {
    await this.switches.changeGateway({ ...line, ...change }, actor);
    return (await this.overview.gateways()).find((one) => one.vendor === line.vendor && one.channel === line.channel)!;
  }

  @Get('sending-switches')
  @ApiOperation({ summary: 'Whether the county sends at all, and to whom' })
  @ApiResponse({ status: 200, type: SendingSwitchesDto })
  readSwitches(): Promise<SendingSwitchesDto> {
    return this.switches.read();
  }

  @Patch('sending-switches')
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Stops or resumes all sending, or limits it to the numbers of a trial' })
  @ApiResponse({ status: 200, type: SendingSwitchesDto })
  @ApiProblems(400)
  async changeSwitches(@Body() change: ChangeSendingSwitchesDto, @Actor() actor: Actor): Promise<SendingSwitchesDto> {
    await this.switches.change(change, actor);
    return this.switches.read();
  }

  @Put('trial-numbers')
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'The numbers that may be written to in trial mode' })
  @ApiResponse({ status: 200, type: TrialCountDto })
  @ApiProblems(400)
  async setTrialNumbers(@Body() { numbers }: TrialNumbersDto, @Actor() actor: Actor): Promise<TrialCountDto> {
    return { listed: await this.switches.setTrialNumbers(numbers, actor) };
  }
}
