import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, register } from 'prom-client';
import { Clock, toKst } from '../libs/clock/index.js';
import { Problem } from '../libs/http/index.js';
import { Readiness } from './readiness.js';
import { OpenToStrangers } from './staff/index.js';

/** Processor, memory, event loop: once per process. */
collectDefaultMetrics();

/** For those who run the program: is it alive, is it ready, what does it do. */
@ApiTags('operations')
@Controller()
@OpenToStrangers()
export class OperationsController {
  constructor(
    private readonly clock: Clock,
    private readonly readiness: Readiness,
  ) {}

  @Get('health/live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse({ status: 200, schema: { example: { status: 'ok' } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The program takes work: database and, in demo, the sandbox answer; tells the product time',
  })
  @ApiResponse({
    status: 200,
    schema: { example: { status: 'ok', clock: { now: '2026-04-29T09:00:00+09:00', speed: 60 } } },
  })
  @ApiResponse({ status: 503, description: 'Not ready; detail says what is missing.' })
  async ready(): Promise<{ status: 'ok'; clock: { now: string; speed: number; since: string | null } }> {
    const missing = await this.readiness.missing();
    if (missing.length > 0) {
      throw new Problem(503, 'OPERATIONS.NOT_READY', `아직 준비되지 않았습니다: ${missing.join(', ')}`, {
        retryAfter: 1,
      });
    }
    const since = await this.readiness.demoBegan();
    return { status: 'ok', clock: { now: toKst(this.clock.now()), speed: this.clock.speed, since } };
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Figures for Prometheus' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'Prometheus text format.' })
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(register.contentType).send(await register.metrics());
  }
}
