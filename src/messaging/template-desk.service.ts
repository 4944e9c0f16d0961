import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { AuditTrail, type Actor } from '../staff/index.js';
import { sampleValues } from './composer.js';
import { Gateways } from './gateways/gateways.js';
import {
  DraftOpen,
  NoSenderProfile,
  NotADraft,
  NotApprovedYet,
  TemplateNotFound,
  WordingFaulty,
} from './messaging.errors.js';
import { SendingRulesStore } from './sending-rules.store.js';
import {
  APPROVED_SOMEWHERE,
  lockTemplates,
  readTemplates,
  storeVersions,
  viewOf,
  type TemplateRow,
  type TemplateView,
  type VersionRow,
} from './template-versions.js';
import { checkWording, withoutDefault, type WordingFinding } from './wording-check.js';
import { diffWordings, type WordingDiff } from './wording-diff.js';
import { previewWording, type ChannelPreview } from './wording-preview.js';
import { fillWording, textsOf, type FilledWording, type Wording } from './wording.js';

/** What people write of a wording; what it must tell is the occasion's. */
export type WordingDraft = Pick<Wording, 'alimtalk' | 'rcs' | 'lms' | 'sms'>;

/** A wording to look at before it is stored. */
export interface DraftWish {
  code: string;
  /** ISO 639-1. */
  language: string;
  wording: WordingDraft;
}

export interface PreviewWish {
  /** Typical values or the longest ones stand in for what `values` does not name. */
  samples: 'TYPICAL' | 'LONGEST';
  values?: Readonly<Record<string, string>>;
}

export interface Preview {
  channels: ChannelPreview[];
  findings: WordingFinding[];
}

/** Everything that people do with wordings: write, look at, hand in, put into use. Each act is in the audit trail. */
@Injectable()
export class TemplateDesk {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly gateways: Gateways,
    private readonly rules: SendingRulesStore,
    private readonly audit: AuditTrail,
  ) {}

  /** The newest version of every code and language. */
  async newest(): Promise<TemplateView[]> {
    return (await readTemplates(this.dataSource.manager, { newest: true })).map(viewOf);
  }

  /** All versions of one wording, newest first. */
  async versions(code: string, language: string): Promise<TemplateView[]> {
    return (await readTemplates(this.dataSource.manager, { code, language })).map(viewOf);
  }

  /** @throws TemplateNotFound */
  async one(id: string): Promise<TemplateView & { findings: WordingFinding[] }> {
    const row = await this.row(this.dataSource.manager, id);
    return { ...viewOf(row), findings: await this.check(row, row.filled) };
  }

  /** @throws TemplateNotFound */
  async diff(olderId: string, newerId: string): Promise<WordingDiff> {
    const { manager } = this.dataSource;
    return diffWordings((await this.row(manager, olderId)).content, (await this.row(manager, newerId)).content);
  }

  /** A stored version with sample values, over every channel. @throws TemplateNotFound */
  async preview(id: string, wish: PreviewWish): Promise<Preview> {
    const row = await this.row(this.dataSource.manager, id);
    return this.show(row, row.filled, wish);
  }

  /** The same for words that nobody has stored yet. @throws TemplateNotFound, NoSenderProfile */
  async previewDraft({ code, language, wording }: DraftWish, wish: PreviewWish): Promise<Preview> {
    const base = await this.base(this.dataSource.manager, code, language);
    const { filled } = await this.contentOf(base, language, wording);
    return this.show({ ...base, language }, filled, wish);
  }

  /**
   * A new version that no vendor has seen; faults in it are told, and mended before it is handed in.
   * @throws TemplateNotFound, NoSenderProfile, DraftOpen
   */
  draft({ code, language, wording }: DraftWish, actor: Actor): Promise<string> {
    return this.dataSource.transaction(async (tx) => {
      await lockTemplates(tx);
      const base = await this.base(tx, code, language);
      const open = await tx.query<unknown[]>(
        `SELECT FROM messaging.template WHERE code = $1 AND language = $2 AND submitted_at IS NULL AND made_by IS NOT NULL`,
        [code, language],
      );
      if (open.length > 0) throw new DraftOpen();
      const { occasion, variant } = base;
      const made = { code, language, occasion, variant, ...(await this.contentOf(base, language, wording)) };
      const life = { now: this.clock.now(), madeBy: actor.id, submitted: false, activated: false };
      const [id] = await storeVersions(tx, [made], life, this.gateways.reviewers());
      await this.note(tx, actor, 'templates.draft', [id!]);
      return id!;
    });
  }

  /** Other words for a draft. @throws TemplateNotFound, NotADraft, NoSenderProfile */
  rewrite(id: string, wording: WordingDraft, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      const draft = await this.openDraft(tx, id);
      const { content, filled } = await this.contentOf(draft, draft.language, wording);
      await tx.query('UPDATE messaging.template SET content = $2, filled = $3, made_by = $4 WHERE id = $1', [
        id,
        JSON.stringify(content),
        JSON.stringify(filled),
        actor.id,
      ]);
      await this.rules.changed(tx);
      await this.note(tx, actor, 'templates.rewrite', [id]);
    });
  }

  /** @throws TemplateNotFound, NotADraft */
  discard(id: string, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      await this.openDraft(tx, id);
      await tx.query('DELETE FROM messaging.template_approval WHERE template_id = $1', [id]);
      await tx.query('DELETE FROM messaging.template WHERE id = $1', [id]);
      await this.rules.changed(tx);
      await this.note(tx, actor, 'templates.discard', [id]);
    });
  }

  /**
   * Hands a version in to every vendor that reviews AlimTalk; one that a vendor has lost is handed in again. The vendors
   * are told within seconds, by whichever process does the background work.
   * @throws TemplateNotFound, WordingFaulty
   */
  submit(id: string, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      await lockTemplates(tx);
      const row = await this.row(tx, id);
      const faults = (await this.check(row, row.filled)).filter(({ severity }) => severity === 'ERROR');
      if (faults.length > 0) throw new WordingFaulty(faults);
      await this.release(tx, [id]);
      await this.note(tx, actor, 'templates.submit', [id]);
    });
  }

  /** Hands in the first set, and what follows from another organisation or address. Returns how many there were. */
  submitAll(actor: Actor): Promise<number> {
    return this.dataSource.transaction(async (tx) => {
      await lockTemplates(tx);
      const rows = await tx.query<{ id: string }[]>(
        'SELECT id FROM messaging.template WHERE submitted_at IS NULL AND activation IS NOT NULL',
      );
      const ids = rows.map((row) => row.id);
      await this.release(tx, ids);
      if (ids.length > 0) await this.note(tx, actor, 'templates.submit', ids);
      return ids.length;
    });
  }

  /**
   * Puts a version into use, wherever a vendor has approved it or will; an earlier one may be put into use again.
   * @throws TemplateNotFound, NotApprovedYet
   */
  activate(id: string, actor: Actor): Promise<void> {
    return this.dataSource.transaction(async (tx) => {
      await lockTemplates(tx);
      await this.row(tx, id);
      const [approved] = await tx.query<unknown[]>(
        `SELECT FROM messaging.template t WHERE t.id = $1 AND t.submitted_at IS NOT NULL AND ${APPROVED_SOMEWHERE}`,
        [id],
      );
      if (approved === undefined) throw new NotApprovedYet();
      const now = this.clock.now();
      await tx.query(
        `UPDATE messaging.template SET activation = nextval('messaging.template_activation'), activated_at = $2 WHERE id = $1`,
        [id, now],
      );
      await tx.query(
        `UPDATE messaging.template_approval SET state = 'APPROVED', changed_at = $2
         WHERE template_id = $1 AND channel IN ('RCS', 'TEXT') AND state <> 'APPROVED'`,
        [id, now],
      );
      await this.rules.changed(tx);
      await this.note(tx, actor, 'templates.activate', [id]);
    });
  }

  private async release(tx: EntityManager, ids: readonly string[]): Promise<void> {
    await tx.query('UPDATE messaging.template SET submitted_at = coalesce(submitted_at, $2) WHERE id = ANY ($1)', [
      ids,
      this.clock.now(),
    ]);
    await tx.query(
      `UPDATE messaging.template_approval SET state = 'DRAFT', note = NULL, changed_at = $2
       WHERE template_id = ANY ($1) AND channel = 'ALIMTALK' AND vendor_template_id IS NULL`,
      [ids, this.clock.now()],
    );
    await this.rules.changed(tx);
  }

  private async row(tx: EntityManager, id: string): Promise<TemplateRow> {
    const [row] = await readTemplates(tx, { id });
    if (row === undefined) throw new TemplateNotFound();
    return row;
  }

  private async openDraft(tx: EntityManager, id: string): Promise<TemplateRow> {
    await lockTemplates(tx);
    const row = await this.row(tx, id);
    if (row.submitted_at !== null || row.made_by === null) throw new NotADraft();
    return row;
  }

  /** What a new version goes on from: the newest one of its language, or of Korean. */
  private async base(tx: EntityManager, code: string, language: string): Promise<TemplateRow> {
    for (const wanted of [language, 'ko']) {
      const [newest] = await readTemplates(tx, { code, language: wanted });
      if (newest !== undefined) return newest;
    }
    throw new TemplateNotFound();
  }

  /** What the occasion must tell stays; a variable that has no fallback and is named now is asked for as well. */
  private async contentOf(
    base: Pick<VersionRow, 'content' | 'variant' | 'occasion'>,
    language: string,
    { alimtalk, rcs, lms, sms }: WordingDraft,
  ): Promise<{ content: Wording; filled: FilledWording }> {
    const organisation = await this.organisation();
    const trimmed = {
      alimtalk: { ...alimtalk, text: alimtalk.text.trimEnd() },
      rcs,
      lms: { ...lms, text: lms.text.trimEnd() },
      sms: sms?.trimEnd() ?? null,
    };
    const use = { ...base, language, organisation };
    const required = [...new Set([...base.content.required, ...withoutDefault(textsOf(trimmed), use)])];
    const content = { required, ...trimmed };
    return { content, filled: fillWording(content, organisation, this.settings.publicUrl, language) };
  }

  private async organisation(): Promise<string> {
    const { sender } = await this.rules.current();
    if (sender === null) throw new NoSenderProfile();
    return sender.organisation;
  }

  private async check(row: Pick<VersionRow, 'occasion' | 'variant' | 'language'>, filled: FilledWording) {
    return checkWording(filled, { ...row, organisation: await this.organisation() });
  }

  private async show(
    row: Pick<VersionRow, 'occasion' | 'variant' | 'language'>,
    filled: FilledWording,
    { samples, values }: PreviewWish,
  ): Promise<Preview> {
    const rules = await this.rules.current();
    const channels = previewWording(filled, {
      variables: { ...sampleValues(samples), ...values },
      variant: row.variant,
      language: row.language,
      mainNumber: rules.sender?.mainNumber ?? '',
      linkInText: rules.linkInText(row.occasion),
    });
    return { channels, findings: await this.check(row, filled) };
  }

  private note(tx: EntityManager, actor: Actor, action: string, subjects: readonly string[]): Promise<void> {
    return this.audit.write(tx, [{ actor, action, subjectKind: 'template', subjects }]);
  }
}
