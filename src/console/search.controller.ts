import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Privacy } from '../../libs/privacy/index.js';
import { Roles } from '../staff/index.js';
import { withQuery } from './views/case-links.js';

/** The search forms of the lists: what was typed becomes an address that holds no telephone number, only its keyed hash. */
@ApiExcludeController()
@Roles('officer', 'leader', 'head', 'inspector', 'county', 'operator', 'auditor', 'admin')
@Controller()
export class SearchController {
  constructor(private readonly privacy: Privacy) {}

  @Post('cases')
  async cases(@Body() form: unknown, @Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(this.addressOf('/cases', 'q', form), 303);
  }

  @Post('messages')
  async messages(@Body() form: unknown, @Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(this.addressOf('/messages', 'receiptNo', form), 303);
  }

  /** @param receiptField what the list calls a receipt number */
  private addressOf(path: string, receiptField: string, form: unknown): string {
    const { q, phone, ...filters } = (form ?? {}) as Record<string, unknown>;
    const typed = typeof q === 'string' ? q.trim() : '';
    if (typed === '') return withQuery(path, { ...filters, phone });
    const digits = typed.replace(/[-\s]/g, '');
    if (/^\d{18}$/.test(digits)) return withQuery(path, { ...filters, [receiptField]: digits });
    if (/^0\d{7,11}$/.test(digits))
      return withQuery(path, { ...filters, phone: this.privacy.phoneIndex(digits).toString('base64url') });
    return withQuery(path, { ...filters, search: 'unread' });
  }
}
