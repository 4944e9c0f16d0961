import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../libs/clock/index.js';
import { EventBus } from '../../libs/events/index.js';
import { maskPhone, Privacy } from '../../libs/privacy/index.js';
import { AuditTrail, StaffDirectory, type Actor } from '../staff/index.js';
import { sampleValues } from './composer.js';
import { NoOwnNumber, NotApprovedYet, TemplateNotFound } from './messaging.errors.js';
import type { MessageStatus } from './message-log.service.js';
import { NotificationsQueued } from './messaging.events.js';
import { noticeKey } from './notice-keys.js';
import type { ApprovedFor } from './sending-rules.js';
import { readTemplates } from './template-versions.js';

const STORE = `
INSERT INTO messaging.notification (id, key, occasion, variant, recipient_kind, recipient_id, language, subject, department_code,
  legal_document_required, overtakes, held, created_at, due_at, status, step, sender_proof, request_sealed, test_template_id,
  test_channel)
VALUES ($1, $2, $3, $4, 'OFFICER', $5, $6, 'test', $7, false, '{}', false, $8, $8, 'WAITING', 'SEND', 'KAKAO_CHANNEL', $9, $10, $11)`;

/** How far tests have come, whoever sent them. */
export interface TestStanding {
  hasArrived: boolean;
  /** Null: none was sent yet. */
  latestId: string | null;
  latestStatus: MessageStatus | null;
}

const STANDING = `
SELECT coalesce(bool_or(status = 'DELIVERED'), false) AS "hasArrived", (array_agg(id ORDER BY id DESC))[1] AS "latestId",
  (array_agg(status ORDER BY id DESC))[1] AS "latestStatus"
FROM messaging.notification WHERE test_template_id IS NOT NULL`;

/** A wording on one's own phone, as a citizen would get it, with sample values. */
@Injectable()
export class TestSends {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly bus: EventBus,
    private readonly directory: StaffDirectory,
    private readonly audit: AuditTrail,
  ) {}

  /** The newest test of all, and whether any has ever arrived. */
  async standing(): Promise<TestStanding> {
    const [row] = await this.dataSource.query<TestStanding[]>(STANDING);
    return row!;
  }

  /**
   * To the caller's own mobile as the directory has it, over one channel, at any hour. It is no news: nothing follows from it.
   * @throws TemplateNotFound, NotApprovedYet where AlimTalk is asked for, NoOwnNumber
   */
  send(templateId: string, channel: ApprovedFor, actor: Actor): Promise<{ messageId: string; to: string }> {
    return this.dataSource.transaction(async (tx) => {
      const [template] = await readTemplates(tx, { id: templateId });
      if (template === undefined) throw new TemplateNotFound();
      const isApproved = template.approvals.some((a) => a.channel === 'ALIMTALK' && a.state === 'APPROVED');
      if (channel === 'ALIMTALK' && !isApproved) throw new NotApprovedYet();
      const officer =
        actor.officerId === null
          ? undefined
          : (await this.directory.officers(tx, [actor.officerId])).get(actor.officerId);
      if (officer?.mobile == null) throw new NoOwnNumber();
      const phone = officer.mobile;
      const messageId = uuidv7();
      await tx.query(STORE, [
        messageId,
        noticeKey(this.privacy, `test:${messageId}`, { phone }),
        template.occasion,
        template.variant,
        officer.id,
        template.language,
        officer.departmentCode,
        this.clock.now(),
        this.privacy.sealJson({ phone, variables: sampleValues('TYPICAL') }),
        templateId,
        channel,
      ]);
      await this.audit.write(tx, [
        {
          actor,
          action: 'templates.test',
          subjectKind: 'template',
          subjects: [templateId, messageId],
          departmentCode: officer.departmentCode,
          detail: { channel },
        },
      ]);
      await this.bus.publish(tx, [new NotificationsQueued([messageId])]);
      return { messageId, to: maskPhone(phone) };
    });
  }
}
