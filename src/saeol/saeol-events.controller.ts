import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { ApiProblems, FailureLimit } from '../../libs/http/index.js';
import { OpenToStrangers } from '../staff/index.js';
import { Inbox } from './inbox.service.js';
import type { EventResult } from './inbox-writer.js';
import { LinkSignature, type SignatureHeaders } from './link-signature.js';
import { EXAMPLE_PUSH } from './example-push.js';
import { BadEventList, BadSignature, NotJson } from './saeol.errors.js';

const MOST_EVENTS = 1_000;
const BAD_SIGNATURES_A_MINUTE = 100;

class EventResultDto {
  @ApiProperty({ type: String, nullable: true, example: 'S-202604290001-1' })
  eventId!: string | null;

  @ApiProperty({ enum: ['ACCEPTED', 'DUPLICATE', 'QUARANTINED'] })
  status!: string;

  @ApiPropertyOptional({ example: 'SAEOL.UNKNOWN_KIND' })
  code?: string;

  @ApiPropertyOptional({ description: 'What is wrong, by field, without its value.' })
  detail?: string;
}

class PushAnswerDto {
  @ApiProperty({ type: [EventResultDto] })
  results!: EventResultDto[];
}

/** The push way in. Authorised by its signature, so the guard lets it through. */
@ApiTags('saeol')
@Controller('api/v1/saeol/events')
export class SaeolEventsController {
  private readonly signature: LinkSignature;
  private readonly failures = new FailureLimit(BAD_SIGNATURES_A_MINUTE, 60_000);

  constructor(
    private readonly inbox: Inbox,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.signature = new LinkSignature(settings.linkSecrets);
  }

  @Post()
  @HttpCode(202)
  @OpenToStrangers()
  @ApiOperation({
    summary: 'Takes events of the Saeol link',
    description:
      'Signed by Standard Webhooks over the raw body. Answers after the events are stored durably, one result per event, in order. A single bad event never refuses the others.',
  })
  @ApiHeader({ name: 'webhook-id', required: true, example: 'msg_1' })
  @ApiHeader({
    name: 'webhook-timestamp',
    required: true,
    description: 'Seconds since 1970, within 5 minutes of real time.',
    example: '1777440000',
  })
  @ApiHeader({ name: 'webhook-signature', required: true, example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=' })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['events'],
      properties: { events: { type: 'array', minItems: 1, maxItems: MOST_EVENTS, items: { type: 'object' } } },
    },
    examples: { received: { value: EXAMPLE_PUSH } },
  })
  @ApiResponse({ status: 202, type: PushAnswerDto })
  @ApiProblems(400, 401, 413, 422, 429, 503)
  async push(@Req() { body, headers, ip }: FastifyRequest): Promise<{ results: EventResult[] }> {
    const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const realNow = this.clock.realNow();
    if (!this.signature.isGood(headers as SignatureHeaders, raw, realNow)) {
      this.failures.assertAllowed(ip, realNow.getTime());
      this.failures.failed(ip, realNow.getTime());
      throw new BadSignature();
    }
    return { results: await this.inbox.store(eventsOf(raw)) };
  }
}

function eventsOf(raw: Buffer): unknown[] {
  let body: unknown;
  try {
    body = JSON.parse(raw.toString('utf8'));
  } catch {
    throw new NotJson();
  }
  const events =
    typeof body === 'object' && body !== null && Object.hasOwn(body, 'events')
      ? (body as { events: unknown }).events
      : undefined;
  if (events === undefined) throw new BadEventList('missing');
  if (!Array.isArray(events)) throw new BadEventList('not an array');
  if (events.length === 0) throw new BadEventList('empty');
  if (events.length > MOST_EVENTS) throw new BadEventList(`${events.length} events`);
  return events;
}
