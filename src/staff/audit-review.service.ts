import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, kstDate, kstInstant, toKst } from '../../libs/clock/index.js';
import { EveryTick } from '../../libs/events/index.js';
import { Privacy, scrubIdentifiers } from '../../libs/privacy/index.js';
import { Actor } from './actor.js';
import { Alarms } from './alarms.js';
import { AuditTrail } from './audit-trail.js';
import { MonthNotOver, MonthReviewed } from './staff.errors.js';

/** What one account or key did in a month. */
export interface ActorFigures {
  actorKind: string;
  actorId: string;
  /** Login id or name of the key; null for strangers, the system and what is gone. */
  actorLabel: string | null;
  entries: number;
  /** Different cases, notices and people whose data they had. */
  subjects: number;
  /** The most of them on one day. */
  mostOnOneDay: number;
  unmasked: number;
  /** Taken out of the system. */
  downloads: number;
  /** Before 07:00 or after 21:00, or at a weekend. */
  atOddHours: number;
  failedLogins: number;
  addresses: number;
}

/** The monthly look at the trail (접속기록 월 1회 점검; 안전성 확보조치 기준 art. 8). */
export interface AuditReview {
  /** `YYYY-MM`, machine time in Korea. */
  month: string;
  figures: ActorFigures[];
  /** What a reviewer should ask about, Korean. */
  notable: string[];
  /** null: nobody has signed it yet. */
  reviewedAt: string | null;
  reviewedBy: string | null;
  note: string | null;
}

const MANY_SUBJECTS_A_DAY = 500;
const HOUR_MS = 3_600_000;

/** Counts a month of the trail, takes the reviewer's word, and reminds of the month that nobody has looked at. */
@Injectable()
export class AuditReviews {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly audit: AuditTrail,
    private readonly alarms: Alarms,
  ) {}

  /** @param month `YYYY-MM` */
  async of(month: string): Promise<AuditReview> {
    const [kept] = await this.dataSource.query<
      { figures: ActorFigures[]; reviewed_at: Date; reviewed_by: string; note_sealed: Buffer | null }[]
    >('SELECT figures, reviewed_at, reviewed_by, note_sealed FROM staff.audit_review WHERE month = $1', [
      `${month}-01`,
    ]);
    const figures = kept?.figures ?? (await this.count(this.dataSource.manager, month));
    return {
      month,
      figures,
      notable: notableIn(figures),
      reviewedAt: kept === undefined ? null : toKst(kept.reviewed_at),
      reviewedBy: kept?.reviewed_by ?? null,
      note: kept?.note_sealed ? this.privacy.open(kept.note_sealed) : null,
    };
  }

  /** The reviewer's signature under the figures of a month that is over. @throws MonthNotOver, MonthReviewed */
  async sign(actor: Actor, month: string, note: string): Promise<AuditReview> {
    if (kstDate(this.clock.realNow()).slice(0, 7) <= month) throw new MonthNotOver();
    await this.dataSource.transaction(async (tx) => {
      const signed = await tx.query<unknown[]>(
        `INSERT INTO staff.audit_review (month, reviewed_at, reviewed_by, note_sealed, figures) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING month`,
        [
          `${month}-01`,
          this.clock.realNow(),
          actor.id,
          this.privacy.seal(scrubIdentifiers(note)),
          JSON.stringify(await this.count(tx, month)),
        ],
      );
      if (signed.length === 0) throw new MonthReviewed();
      await this.audit.write(tx, [{ actor, action: 'audit.review', subjectKind: 'audit', subjects: [month] }]);
      await this.alarms.clear(tx, alarmKey(month));
    });
    return this.of(month);
  }

  /** The month before this one waits for its reviewer as long as it has entries of people and keys. */
  @EveryTick({ name: 'staff.remind-of-audit-review', everyMs: HOUR_MS })
  async remind(): Promise<void> {
    const month = monthBefore(kstDate(this.clock.realNow()));
    const [from, to] = boundsOf(month);
    const [row] = await this.dataSource.query<{ waits: boolean }[]>(
      `SELECT EXISTS (SELECT FROM staff.audit WHERE at >= $1 AND at < $2 AND actor_kind IN ('staff', 'key'))
         AND NOT EXISTS (SELECT FROM staff.audit_review WHERE month = $3) AS waits`,
      [from, to, `${month}-01`],
    );
    if (!row!.waits) return;
    await this.dataSource.transaction((tx) =>
      this.alarms.raise(tx, {
        key: alarmKey(month),
        code: 'STAFF.AUDIT_REVIEW_DUE',
        detail: `${month} 접속기록을 아직 점검하지 않았습니다. 매달 한 번 점검하고 결과를 남겨야 합니다.`,
      }),
    );
  }

  private async count(tx: EntityManager, month: string): Promise<ActorFigures[]> {
    const [from, to] = boundsOf(month);
    return tx.query<ActorFigures[]>(
      `WITH entry AS MATERIALIZED (
         SELECT *, at AT TIME ZONE 'Asia/Seoul' AS korean FROM staff.audit
         WHERE at >= $1 AND at < $2 AND (actor_kind IN ('staff', 'key') OR action = 'login.failed')),
       one AS (
         SELECT actor_kind, actor_id, korean::date AS day, unnest(subjects) AS subject FROM entry
         WHERE subject_kind IN ('case', 'notification', 'officer')),
       by_day AS (SELECT actor_kind, actor_id, count(DISTINCT subject) AS n FROM one GROUP BY actor_kind, actor_id, day),
       subjects AS (SELECT actor_kind, actor_id, count(DISTINCT subject) AS n FROM one GROUP BY 1, 2)
       SELECT e.actor_kind AS "actorKind", e.actor_id AS "actorId",
         (SELECT login_id FROM staff.account WHERE e.actor_kind = 'staff' AND id::text = e.actor_id
          UNION ALL SELECT name FROM staff.api_key WHERE e.actor_kind = 'key' AND id::text = e.actor_id) AS "actorLabel",
         count(*)::int AS entries,
         coalesce((SELECT n FROM subjects s WHERE s.actor_kind = e.actor_kind AND s.actor_id = e.actor_id), 0)::int AS subjects,
         coalesce((SELECT max(n) FROM by_day d WHERE d.actor_kind = e.actor_kind AND d.actor_id = e.actor_id), 0)::int AS "mostOnOneDay",
         count(*) FILTER (WHERE action LIKE '%.unmask' OR action LIKE '%.open')::int AS unmasked,
         count(*) FILTER (WHERE action LIKE '%.export' OR action LIKE '%.download')::int AS downloads,
         count(*) FILTER (WHERE extract(isodow FROM korean) > 5 OR extract(hour FROM korean) NOT BETWEEN 7 AND 20)::int AS "atOddHours",
         count(*) FILTER (WHERE action = 'login.failed')::int AS "failedLogins",
         count(DISTINCT address)::int AS addresses
       FROM entry e GROUP BY e.actor_kind, e.actor_id ORDER BY entries DESC, e.actor_id`,
      [from, to],
    );
  }
}

function notableIn(figures: readonly ActorFigures[]): string[] {
  return figures.flatMap(({ actorKind, actorId, actorLabel, ...did }) => {
    const who = actorLabel ?? (actorKind === 'stranger' ? '로그인하지 않은 사람' : actorId);
    return [
      ...(did.downloads > 0 ? [`${who}: 내려받기 ${did.downloads}건, 사유를 확인하세요.`] : []),
      ...(did.unmasked > 0 ? [`${who}: 가림 해제 ${did.unmasked}건, 사유를 확인하세요.`] : []),
      ...(actorKind === 'staff' && did.mostOnOneDay >= MANY_SUBJECTS_A_DAY
        ? [`${who}: 하루에 ${did.mostOnOneDay}건을 보았습니다.`]
        : []),
      ...(actorKind === 'staff' && did.atOddHours > 0 ? [`${who}: 업무시간 밖 접속 ${did.atOddHours}건.`] : []),
      ...(did.failedLogins > 0 ? [`${who}: 로그인 실패 ${did.failedLogins}건.`] : []),
    ];
  });
}

function boundsOf(month: string): [from: Date, to: Date] {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return [kstInstant(`${month}-01`), kstInstant(`${next}-01`)];
}

function monthBefore(day: string): string {
  const [year, number] = day.split('-').map(Number) as [number, number];
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}

function alarmKey(month: string): string {
  return `staff.audit-review.${month}`;
}
