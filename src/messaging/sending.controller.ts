import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Roles } from '../staff/index.js';
import { GatewayPageDto, SenderProfilePageDto, TemplatePageDto } from './sending.dto.js';
import { SenderProfiles } from './sender-profiles.service.js';
import { SendingOverview } from './sending-overview.service.js';

/** What is sent with: wordings, senders, vendors. */
@ApiTags('messages')
@Controller('api/v1')
@Roles('operator', 'auditor', 'admin')
export class SendingController {
  constructor(
    private readonly overview: SendingOverview,
    private readonly senders: SenderProfiles,
  ) {}

  @Get('templates')
  @ApiOperation({ summary: 'The newest version of every template, and where it stands per channel and vendor' })
  @ApiResponse({ status: 200, type: TemplatePageDto })
  async templates(): Promise<TemplatePageDto> {
    return { items: await this.overview.templates(), nextCursor: null };
  }

  @Get('sender-profiles')
  @ApiOperation({ summary: 'Who the citizen sees, per channel, with the state of the Safe Mark' })
  @ApiResponse({ status: 200, type: SenderProfilePageDto })
  async senderProfiles(): Promise<SenderProfilePageDto> {
    const sender = await this.senders.shown();
    return { items: sender === null ? [] : [sender], nextCursor: null };
  }

  @Get('gateways')
  @ApiOperation({ summary: 'Vendors per channel: weight, switch, latest shifts and why' })
  @ApiResponse({ status: 200, type: GatewayPageDto })
  async gateways(): Promise<GatewayPageDto> {
    return { items: await this.overview.gateways(), nextCursor: null };
  }
}
