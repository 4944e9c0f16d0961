import type { EntityManager } from 'typeorm';
import { toKst } from '../../libs/clock/index.js';
import type { Occasion } from './notice-request.js';
import type { FilledWording, Wording } from './wording.js';

/** A version as it is stored. */
export interface NewVersion {
  code: string;
  language: string;
  occasion: string;
  variant: string;
  content: Wording;
  filled: FilledWording;
}

/** A version as it stands. Instants are product time. */
export interface VersionRow {
  id: string;
  code: string;
  language: string;
  version: number;
  occasion: Occasion;
  variant: string;
  content: Wording;
  filled: FilledWording;
  created_at: Date;
  made_by: string | null;
  submitted_at: Date | null;
  activated_at: Date | null;
}

/** Which vendors review or carry wordings. */
export interface Reviewers {
  alimtalk: readonly string[];
  rcs: readonly string[];
}

/** What becomes of new versions. `activated`: in use wherever they are approved, from then on. */
export interface Lifecycle {
  madeBy: string | null;
  submitted: boolean;
  activated: boolean;
  /** Product time. */
  now: Date;
}

const STORE = `
INSERT INTO messaging.template (code, language, version, occasion, variant, content, filled, created_at, made_by, submitted_at,
  activated_at, activation)
SELECT a.code, a.language,
  1 + coalesce((SELECT max(t.version) FROM messaging.template t WHERE t.code = a.code AND t.language = a.language), 0),
  a.occasion, a.variant, a.content, a.filled, $2::timestamptz, $3, CASE WHEN $4 THEN $2::timestamptz END,
  CASE WHEN $5 THEN $2::timestamptz END, CASE WHEN $5 THEN nextval('messaging.template_activation') END
FROM json_to_recordset($1) AS a (code text, language text, occasion text, variant text, content jsonb, filled jsonb)
RETURNING id`;

/** Text needs nobody's leave; RCS goes in the open standard format, which the brand's review covers; AlimTalk is reviewed. */
const STORE_APPROVALS = `
INSERT INTO messaging.template_approval (template_id, channel, vendor, state, changed_at)
SELECT t.id, a.channel, a.vendor, CASE WHEN a.channel = 'ALIMTALK' OR t.activation IS NULL THEN 'DRAFT' ELSE 'APPROVED' END, $3
FROM messaging.template t,
  (SELECT 'TEXT' AS channel, '-' AS vendor
   UNION ALL SELECT 'RCS', vendor FROM unnest($1::text[]) AS v (vendor)
   UNION ALL SELECT 'ALIMTALK', vendor FROM unnest($2::text[]) AS v (vendor)) a
WHERE t.id = ANY ($4::uuid[])
ON CONFLICT DO NOTHING`;

/** A vendor that was set up later knows nothing of what was written before: the newest versions that were handed in. */
const ADD_VENDORS = `
SELECT id FROM (
  SELECT DISTINCT ON (code, language) id FROM messaging.template WHERE submitted_at IS NOT NULL ORDER BY code, language, version DESC
) t
WHERE EXISTS (
  SELECT FROM (SELECT 'RCS' AS channel, unnest($1::text[]) AS vendor UNION ALL SELECT 'ALIMTALK', unnest($2::text[])) v
  WHERE NOT EXISTS (
    SELECT FROM messaging.template_approval a WHERE a.template_id = t.id AND a.channel = v.channel AND a.vendor = v.vendor
  )
)`;

/** Writes each as the next version of its code and language; returns their ids. Hold `lockTemplates`. */
export async function storeVersions(
  tx: EntityManager,
  versions: readonly NewVersion[],
  life: Lifecycle,
  reviewers: Reviewers,
): Promise<string[]> {
  if (versions.length === 0) return [];
  const { now, madeBy, submitted, activated } = life;
  const made = await tx.query<{ id: string }[]>(STORE, [JSON.stringify(versions), now, madeBy, submitted, activated]);
  const ids = made.map((row) => row.id);
  await tx.query(STORE_APPROVALS, [reviewers.rcs, reviewers.alimtalk, now, ids]);
  return ids;
}

/** Makes room for the word of vendors that were set up meanwhile; true where there were any. */
export async function addVendors(tx: EntityManager, reviewers: Reviewers, now: Date): Promise<boolean> {
  const rows = await tx.query<{ id: string }[]>(ADD_VENDORS, [reviewers.rcs, reviewers.alimtalk]);
  if (rows.length === 0) return false;
  await tx.query(STORE_APPROVALS, [reviewers.rcs, reviewers.alimtalk, now, rows.map((row) => row.id)]);
  return true;
}

/** One writer of versions at a time. */
export async function lockTemplates(tx: EntityManager): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('messaging.templates'))");
}

export type ApprovalState = 'DRAFT' | 'IN_REVIEW' | 'APPROVED' | 'REJECTED' | 'SUSPENDED';

/** Where a version stands with a vendor; text needs none (vendor `-`). */
export interface Approval {
  channel: 'ALIMTALK' | 'RCS' | 'TEXT';
  vendor: string;
  state: ApprovalState;
  /** The reviewer's words. */
  note: string | null;
  /** Product time, ISO 8601 with +09:00. */
  changedAt: string;
}

export type TemplateRow = VersionRow & { approvals: Approval[]; in_use: boolean };

/**
 * DRAFT: no vendor has seen it. IN_REVIEW, REJECTED: by every vendor that has answered. APPROVED: by one at least, and never
 * put into use. IN_USE: what is sent. REPLACED: was in use.
 */
export type TemplateStage = 'DRAFT' | 'IN_REVIEW' | 'APPROVED' | 'REJECTED' | 'IN_USE' | 'REPLACED';

/** A version for operators. Instants are product time, ISO 8601 with +09:00. */
export interface TemplateView extends Wording {
  id: string;
  code: string;
  language: string;
  version: number;
  occasion: Occasion;
  variant: string;
  stage: TemplateStage;
  /** As it is written, with `{{기관명}}` and `{{주소}}`; the texts beside it have them filled in. */
  source: Wording;
  approvals: Approval[];
  createdAt: string;
  /** Account or key; null for the first set. */
  madeBy: string | null;
  submittedAt: string | null;
  activatedAt: string | null;
}

/** Of `t`: a vendor has approved its AlimTalk, or none carries any. */
export const APPROVED_SOMEWHERE = `(
  EXISTS (SELECT FROM messaging.template_approval a WHERE a.template_id = t.id AND a.channel = 'ALIMTALK' AND a.state = 'APPROVED')
  OR NOT EXISTS (SELECT FROM messaging.template_approval a WHERE a.template_id = t.id AND a.channel = 'ALIMTALK')
)`;

const READ = `
SELECT t.id, t.code, t.language, t.version, t.occasion, t.variant, t.content, t.filled, t.created_at, t.made_by, t.submitted_at,
  t.activated_at,
  (SELECT coalesce(json_agg(json_build_object('channel', a.channel, 'vendor', a.vendor, 'state', a.state, 'note', a.note,
     'changedAt', a.changed_at) ORDER BY a.channel, a.vendor), '[]')
   FROM messaging.template_approval a WHERE a.template_id = t.id) AS approvals,
  t.activation IS NOT NULL AND t.activation = (
    SELECT max(l.activation) FROM messaging.template l
    WHERE l.code = t.code AND l.language = t.language AND ${APPROVED_SOMEWHERE.replaceAll('t.id', 'l.id')}
  ) AS in_use
FROM messaging.template t
WHERE ($1::uuid IS NULL OR t.id = $1) AND ($2::text IS NULL OR t.code = $2) AND ($3::text IS NULL OR t.language = $3)
  AND (NOT $4 OR NOT EXISTS (
    SELECT FROM messaging.template l WHERE l.code = t.code AND l.language = t.language AND l.version > t.version
  ))
ORDER BY t.code, t.language, t.version DESC`;

/** By code and language, the newest version first. */
export function readTemplates(
  tx: EntityManager,
  asked: { id?: string; code?: string; language?: string; newest?: boolean },
): Promise<TemplateRow[]> {
  const { id = null, code = null, language = null, newest = false } = asked;
  return tx.query<TemplateRow[]>(READ, [id, code, language, newest]);
}

export function viewOf(row: TemplateRow): TemplateView {
  const { id, code, language, version, occasion, variant, content, filled, approvals } = row;
  const { required, alimtalk, rcs, lms, sms } = filled;
  return {
    id,
    code,
    language,
    version,
    occasion,
    variant,
    required,
    alimtalk,
    rcs,
    lms,
    sms,
    stage: stageOf(row),
    source: content,
    approvals: approvals.map((approval) => ({ ...approval, changedAt: toKst(new Date(approval.changedAt)) })),
    createdAt: toKst(row.created_at),
    madeBy: row.made_by,
    submittedAt: row.submitted_at && toKst(row.submitted_at),
    activatedAt: row.activated_at && toKst(row.activated_at),
  };
}

function stageOf({ approvals, in_use, submitted_at, activated_at }: TemplateRow): TemplateStage {
  if (submitted_at === null) return 'DRAFT';
  if (in_use) return 'IN_USE';
  const states = approvals.filter(({ channel }) => channel === 'ALIMTALK').map(({ state }) => state);
  if (states.length === 0 || states.includes('APPROVED')) return activated_at === null ? 'APPROVED' : 'REPLACED';
  return states.every((state) => state === 'REJECTED' || state === 'SUSPENDED') ? 'REJECTED' : 'IN_REVIEW';
}
