import { Body, Controller, Get, Headers, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiExcludeController, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Settings } from '../../../../config/index.js';
import { Clock } from '../../../../libs/clock/index.js';
import { FailureLimit } from '../../../../libs/http/index.js';
import { equalSecrets, Privacy } from '../../../../libs/privacy/index.js';
import { NotSignedIn, OpenToStrangers, Roles, WholeCounty } from '../../../staff/index.js';
import { ReportPoller } from '../../report-poller.js';

const BAD_SIGNATURES_A_MINUTE = 100;
const MOST_HOOKS = 1_000;

/** The string that is entered at NHN's console when the webhook is set up; it comes back as it is, and is no signature of the body. */
function signatureOf(privacy: Privacy): string {
  return privacy.token('webhook', 'NHN');
}

/** NHN's call when results change. What it says is not believed but asked for: the call only says which messages to ask about. */
@ApiExcludeController()
@Controller('webhooks/nhn')
export class NhnWebhookController {
  private readonly signature: string;
  private readonly failures = new FailureLimit(BAD_SIGNATURES_A_MINUTE, 60_000);

  constructor(
    private readonly poller: ReportPoller,
    private readonly clock: Clock,
    privacy: Privacy,
  ) {
    this.signature = signatureOf(privacy);
  }

  @Post()
  @HttpCode(200)
  @OpenToStrangers()
  async hear(
    @Headers('x-toast-webhook-signature') signature: string | undefined,
    @Body() body: unknown,
    @Ip() address: string,
  ): Promise<Record<string, never>> {
    const now = this.clock.realNow().getTime();
    this.failures.assertAllowed(address, now);
    if (signature === undefined || !equalSecrets(signature, this.signature)) {
      this.failures.failed(address, now);
      throw new NotSignedIn();
    }
    await this.poller.pollFor('NHN', messagesIn(body));
    return {};
  }
}

/** Its sample misspells keys (`_link`, `recipientGropuingKey`); only these two are needed, and what lacks them is passed over. */
function messagesIn(body: unknown): string[] {
  const hooks = (body as { hooks?: unknown } | null | undefined)?.hooks;
  if (!Array.isArray(hooks)) return [];
  return hooks.slice(0, MOST_HOOKS).flatMap((hook: unknown) => {
    const { requestId, recipientSeq } = (hook ?? {}) as { requestId?: unknown; recipientSeq?: unknown };
    return typeof requestId === 'string' && Number.isInteger(Number(recipientSeq))
      ? [`${requestId}:${Number(recipientSeq)}`]
      : [];
  });
}

class NhnWebhookDto {
  @ApiProperty({ example: 'https://minwon.example.kr/webhooks/nhn' }) url!: string;
  @ApiProperty({ description: 'To be entered as the signature.', example: 'kJ0vYx2m6n8pQrStUvWxYz' })
  signature!: string;
}

/** For whoever sets the webhook up. */
@ApiTags('messages')
@WholeCounty()
@Controller('api/v1/nhn-webhook')
export class NhnWebhookSetUpController {
  constructor(
    private readonly privacy: Privacy,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: "What is entered at NHN's console to have delivery reports sent here" })
  @ApiResponse({ status: 200, type: NhnWebhookDto })
  show(): NhnWebhookDto {
    return { url: `${this.settings.publicUrl}/webhooks/nhn`, signature: signatureOf(this.privacy) };
  }
}
