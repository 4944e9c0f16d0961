import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Alarms } from '../staff/index.js';
import { GatewayUnreachable, TemplateRefused, type Gateway, type VendorTemplate } from './gateways/gateway.js';
import { Gateways } from './gateways/gateways.js';
import { SendingRulesStore } from './sending-rules.store.js';
import { addVendors } from './template-versions.js';
import type { FilledWording } from './wording.js';

const TICK_MS = 1_000;
/** How often vendors are asked where templates stand: while one is in review, and otherwise. */
const PACE_MS = { demo: { review: 1_000, rest: 10_000 }, production: { review: 60_000, rest: 600_000 } } as const;
const SUBMISSIONS_AT_ONCE = 8;

interface ApprovalRow {
  template_id: string;
  vendor: string;
  state: string;
  vendor_template_id: string | null;
  code: string;
  language: string;
  version: number;
  filled: FilledWording;
  /** The newest that was handed in, or what is in use. */
  wanted: boolean;
}

const READ_APPROVALS = `
SELECT a.template_id, a.vendor, a.state, a.vendor_template_id, t.code, t.language, t.version, t.filled,
  NOT EXISTS (
    SELECT FROM messaging.template l
    WHERE l.code = t.code AND l.language = t.language AND l.version > t.version AND l.submitted_at IS NOT NULL
  ) OR t.activation = (
    SELECT max(l.activation) FROM messaging.template l WHERE l.code = t.code AND l.language = t.language
  ) AS wanted
FROM messaging.template_approval a JOIN messaging.template t ON t.id = a.template_id
WHERE a.channel = 'ALIMTALK' AND a.vendor = $1 AND t.submitted_at IS NOT NULL`;

/** What is in review, and what somebody has handed in that no vendor has been told of yet. */
const OPEN = `
SELECT coalesce(bool_or(a.state = 'IN_REVIEW'), false) AS in_review, coalesce(bool_or(a.state = 'DRAFT'), false) AS handed_in
FROM messaging.template_approval a JOIN messaging.template t ON t.id = a.template_id
WHERE a.channel = 'ALIMTALK' AND a.state IN ('IN_REVIEW', 'DRAFT') AND t.submitted_at IS NOT NULL AND a.vendor = ANY ($1)`;

const WRITE_APPROVALS = `
UPDATE messaging.template_approval a SET state = f.state, vendor_template_id = f.vendor_template_id, note = f.note, changed_at = $2
FROM json_to_recordset($1) AS f (template_id uuid, vendor text, state text, vendor_template_id text, note text, id_before text)
WHERE a.template_id = f.template_id AND a.channel = 'ALIMTALK' AND a.vendor = f.vendor
  AND a.vendor_template_id IS NOT DISTINCT FROM f.id_before
  AND (a.state, a.vendor_template_id, a.note) IS DISTINCT FROM (f.state, f.vendor_template_id, f.note)
RETURNING a.template_id`;

interface ApprovalChange {
  template_id: string;
  vendor: string;
  /** As it was read: what another process has written meanwhile stays. */
  id_before: string | null;
  vendor_template_id: string | null;
  state: string;
  note: string | null;
}

/** Versions of wordings, and where they stand with each vendor. */
@Injectable()
export class Templates {
  private readonly logger = new Logger('Templates');
  private synchronisedAt = 0;
  private unreachable = false;
  /** The sandbox may have been started anew, and knows nothing of what it approved before. */
  private knownAtVendors = false;
  private submitting: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly gateways: Gateways,
    private readonly rules: SendingRulesStore,
    private readonly alarms: Alarms,
  ) {}

  /** Hands in what a vendor has not got of what was handed in here. */
  async submitAll(): Promise<void> {
    for (const gateway of this.gateways.carrying('ALIMTALK')) await this.submit(gateway);
  }

  private submit(gateway: Gateway): Promise<void> {
    const submitted = this.submitting.then(() => this.submitOpen(gateway));
    this.submitting = submitted.catch(() => undefined);
    return submitted;
  }

  private async submitOpen(gateway: Gateway): Promise<void> {
    const known = new Map((await gateway.templates()).map((template) => [template.name, template]));
    const open = (await this.approvals(gateway)).filter(
      (row) => row.wanted && !isStill(row, known) && row.state !== 'REJECTED',
    );
    const changes: ApprovalChange[] = [];
    const worker = async () => {
      for (let row = open.shift(); row !== undefined; row = open.shift()) {
        const name = nameOf(row);
        const { text, buttons } = row.filled.alimtalk;
        try {
          const template = known.get(name) ?? (await gateway.submitTemplate(name, text, buttons));
          changes.push(changeOf(row, template));
        } catch (error) {
          if (!(error instanceof TemplateRefused)) throw error;
          changes.push(changeOf(row, { ...NOT_THERE, state: 'REJECTED', note: error.why }));
        }
      }
    };
    await Promise.all(Array.from({ length: SUBMISSIONS_AT_ONCE }, worker));
    await this.write(changes);
  }

  /** Takes over where each template stands at the vendors, and hands in at once what an operator has released for it. */
  @EveryTick({ name: 'messaging.synchronise-templates', everyMs: TICK_MS })
  async synchronise(): Promise<void> {
    const { inReview, handedIn } = await this.open();
    const pace = PACE_MS[this.settings.profile];
    const now = this.clock.realNow().getTime();
    const every = handedIn && !this.unreachable ? TICK_MS : inReview || handedIn ? pace.review : pace.rest;
    if (now - this.synchronisedAt < every) return;
    this.synchronisedAt = now;
    await this.synchroniseNow();
  }

  /** Vendors that cannot be asked keep the state that is known of them; the next tick asks again. */
  async synchroniseNow(): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      if (await addVendors(tx, this.gateways.reviewers(), this.clock.now())) await this.rules.changed(tx);
    });
    const { handedIn } = await this.open();
    this.unreachable = false;
    for (const gateway of this.gateways.carrying('ALIMTALK')) {
      try {
        if (handedIn) await this.submit(gateway);
        await this.synchroniseWith(gateway);
      } catch (error) {
        if (!(error instanceof GatewayUnreachable)) throw error;
        this.unreachable = true;
        this.logger.warn(error.message);
      }
    }
  }

  private async open(): Promise<{ inReview: boolean; handedIn: boolean }> {
    const { alimtalk } = this.gateways.reviewers();
    const [row] = await this.dataSource.query<{ in_review: boolean; handed_in: boolean }[]>(OPEN, [alimtalk]);
    return { inReview: row!.in_review, handedIn: row!.handed_in };
  }

  /** Whether sending may begin: at once in production, in demo as soon as the sandbox knows every wording. */
  async mayBeSent(): Promise<boolean> {
    if (this.settings.profile === 'production') return true;
    if (!this.knownAtVendors) {
      await this.synchroniseNow();
      this.knownAtVendors = await this.areReviewed();
    }
    return this.knownAtVendors;
  }

  /** Whether every wording has a version that was approved or rejected for AlimTalk at every vendor that carries it. */
  async areReviewed(): Promise<boolean> {
    const vendors = this.gateways.carrying('ALIMTALK').map((gateway) => gateway.vendor);
    const [row] = await this.dataSource.query<{ missing: number }[]>(
      `SELECT count(*) AS missing FROM (SELECT DISTINCT code, language FROM messaging.template) t, unnest($1::text[]) AS g (vendor)
       WHERE NOT EXISTS (
         SELECT FROM messaging.template v JOIN messaging.template_approval a ON a.template_id = v.id
         WHERE v.code = t.code AND v.language = t.language AND a.channel = 'ALIMTALK' AND a.vendor = g.vendor
           AND a.state IN ('APPROVED', 'REJECTED') AND v.activation IS NOT NULL)`,
      [vendors],
    );
    return row!.missing === 0;
  }

  private async synchroniseWith(gateway: Gateway): Promise<void> {
    // Ours first: what is handed in while the vendor answers is not taken for lost.
    const all = await this.approvals(gateway);
    const rows = all.filter((row) => row.vendor_template_id !== null);
    const byId = new Map((await gateway.templates()).map((template) => [template.vendorTemplateId, template]));
    const gone = rows.filter((row) => !byId.has(row.vendor_template_id!));
    await this.write([
      ...rows.flatMap((row) => {
        const template = byId.get(row.vendor_template_id!);
        return template === undefined ? [] : [changeOf(row, template)];
      }),
      ...gone.map((row) => changeOf(row, NOT_THERE)),
    ]);
    await this.tellOfVerdicts(rows, byId);
    if (gone.some((row) => row.wanted)) return this.afterLoss(gateway, gone.length);
    const isLost = (row: ApprovalRow) => row.wanted && row.state === 'SUSPENDED' && row.vendor_template_id === null;
    if (!all.some(isLost)) await this.alarms.clear(this.dataSource.manager, goneKey(gateway));
  }

  /** An operator hears at once of a template that was turned down or stopped. */
  private async tellOfVerdicts(rows: readonly ApprovalRow[], byId: ReadonlyMap<string, VendorTemplate>): Promise<void> {
    const moved = rows.flatMap((row) => {
      const template = byId.get(row.vendor_template_id!);
      return template === undefined || template.state === row.state ? [] : [{ row, template }];
    });
    if (moved.length === 0) return;
    await this.dataSource.transaction(async (tx) => {
      for (const { row, template } of moved) {
        const key = `messaging.template.${row.vendor}.${row.code}.${row.language}`;
        if (template.state === 'APPROVED') await this.alarms.clear(tx, key);
        if (template.state !== 'REJECTED' && template.state !== 'SUSPENDED') continue;
        const happened = template.state === 'REJECTED' ? '반려했습니다' : '중지했습니다';
        await this.alarms.raise(tx, {
          key,
          code: 'MESSAGING.TEMPLATE_REFUSED',
          detail: `${row.vendor}가 템플릿 ${row.code}(${row.language}) ${row.version}판을 ${happened}. 템플릿 화면에서 사유를 확인해 주세요.`,
        });
      }
    });
  }

  /** The sandbox keeps templates in memory only; a real vendor that has lost one is an operator's matter. */
  private async afterLoss(gateway: Gateway, lost: number): Promise<void> {
    if (this.settings.profile === 'demo') {
      // Nothing is sent until the sandbox knows the wordings again.
      this.knownAtVendors = false;
      return this.submit(gateway);
    }
    await this.dataSource.transaction((tx) =>
      this.alarms.raise(tx, {
        key: goneKey(gateway),
        code: 'MESSAGING.TEMPLATES_GONE',
        detail: `${gateway.vendor}에 등록했던 템플릿 ${lost}개가 없어졌습니다. 템플릿 화면에서 다시 제출해 주세요.`,
      }),
    );
  }

  private approvals(gateway: Gateway): Promise<ApprovalRow[]> {
    return this.dataSource.query(READ_APPROVALS, [gateway.vendor]);
  }

  private async write(changes: readonly ApprovalChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.dataSource.transaction(async (tx) => {
      const [, changed] = await tx.query<[unknown[], number]>(WRITE_APPROVALS, [
        JSON.stringify(changes),
        this.clock.now(),
      ]);
      if (changed > 0) await this.rules.changed(tx);
    });
  }
}

function goneKey({ vendor }: Gateway): string {
  return `messaging.templates-gone.${vendor}`;
}

function isStill(row: ApprovalRow, known: ReadonlyMap<string, VendorTemplate>): boolean {
  return row.vendor_template_id !== null && known.get(nameOf(row))?.vendorTemplateId === row.vendor_template_id;
}

type Standing = Pick<VendorTemplate, 'state' | 'note'> & { vendorTemplateId: string | null };

const NOT_THERE: Standing = { vendorTemplateId: null, state: 'SUSPENDED', note: '업체에 없는 템플릿입니다.' };

function changeOf(row: ApprovalRow, { vendorTemplateId, state, note }: Standing): ApprovalChange {
  const { template_id, vendor, vendor_template_id } = row;
  return { template_id, vendor, id_before: vendor_template_id, vendor_template_id: vendorTemplateId, state, note };
}

/** The name at the vendor. What stands in the wording stands in it, so that a submission that we did not record is found again. */
function nameOf(row: Pick<ApprovalRow, 'code' | 'language' | 'version' | 'filled'>): string {
  const print = createHash('sha256').update(JSON.stringify(row.filled.alimtalk)).digest('hex').slice(0, 8);
  return `${row.code} ${row.language} ${row.version} ${print}`;
}
