import type { EntityManager } from 'typeorm';
import { readDelegates, readDepartments, readStaff } from '../../config/seed/index.js';
import { kstDate, kstParts } from '../../libs/clock/index.js';
import type { Privacy } from '../../libs/privacy/index.js';
import type { Role } from './actor.js';
import { hashPassword } from './passwords.js';

export interface DemoLogin {
  role: Role;
  id: string;
  password: string;
  /** Whose place in the directory it has; null: none. */
  officerId: string | null;
  /** For the login page and the terminal. */
  who: string;
}

/** One login per role; made in the demo only. */
export const DEMO_LOGINS: readonly DemoLogin[] = [
  { role: 'officer', id: 'officer', password: 'minwon-officer', officerId: 's113', who: '건축과 건축허가팀 담당자' },
  { role: 'leader', id: 'leader', password: 'minwon-leader', officerId: 's111', who: '건축과 건축허가팀장' },
  { role: 'head', id: 'head', password: 'minwon-head', officerId: 's110', who: '건축과장' },
  { role: 'inspector', id: 'inspector', password: 'minwon-inspector', officerId: 's031', who: '민원심사관(민원팀장)' },
  { role: 'county', id: 'county', password: 'minwon-county', officerId: null, who: '군 전체 열람' },
  { role: 'operator', id: 'operator', password: 'minwon-operator', officerId: 's024', who: '정보통신팀 운영자' },
  { role: 'auditor', id: 'auditor', password: 'minwon-auditor', officerId: 's013', who: '감사팀장' },
  { role: 'admin', id: 'admin', password: 'minwon-admin', officerId: 's025', who: '정보통신팀 관리자' },
];

const DAY_MS = 86_400_000;

/**
 * Departments, people, delegates and logins of the demo county; what is there stays as it is, so it may run at every start.
 * @param productNow delegates are set by the product's day
 * @param realNow accounts are dated by the machine's
 */
export async function seedDemoStaff(
  tx: EntityManager,
  privacy: Privacy,
  productNow: Date,
  realNow: Date,
): Promise<void> {
  const departments = readDepartments();
  await tx.query(
    `INSERT INTO staff.department (code, name, phone) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, phone = excluded.phone, seen_in_saeol_only = false WHERE staff.department.seen_in_saeol_only`,
    [departments.map((d) => d.code), departments.map((d) => d.name), departments.map((d) => d.phone)],
  );
  await seedPeople(tx, privacy);
  await seedDelegates(tx, productNow);
  await seedLogins(tx, realNow);
}

async function seedPeople(tx: EntityManager, privacy: Privacy): Promise<void> {
  const people = readStaff();
  await tx.query(
    `INSERT INTO staff.officer (id, name, mobile, office_phone, department_code, team, position)
     SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[])
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, mobile = excluded.mobile, office_phone = excluded.office_phone,
       department_code = excluded.department_code, team = excluded.team, position = excluded.position, seen_in_saeol_only = false
     WHERE staff.officer.seen_in_saeol_only`,
    [
      people.map((p) => p.id),
      people.map((p) => privacy.seal(p.name)),
      people.map((p) => privacy.seal(p.mobile.replace(/\D/g, ''))),
      people.map((p) => p.phone),
      people.map((p) => p.departmentCode),
      people.map((p) => p.team),
      people.map((p) => p.role),
    ],
  );
}

async function seedDelegates(tx: EntityManager, now: Date): Promise<void> {
  const spans = readDelegates().map((delegate) => ({ ...delegate, ...spanOf(delegate.period, now) }));
  await tx.query(
    `INSERT INTO staff.delegate (absent_id, delegate_id, starts, ends) SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::date[])
     ON CONFLICT DO NOTHING`,
    [spans.map((s) => s.absent), spans.map((s) => s.delegate), spans.map((s) => s.starts), spans.map((s) => s.ends)],
  );
}

/** Days in Korea, both inclusive; a week is Monday to Sunday. */
function spanOf(period: 'TODAY_AND_TOMORROW' | 'THIS_WEEK', now: Date): { starts: string; ends: string } {
  const day = (offset: number) => kstDate(new Date(now.getTime() + offset * DAY_MS));
  if (period === 'TODAY_AND_TOMORROW') return { starts: day(0), ends: day(1) };
  const sinceMonday = '월화수목금토일'.indexOf(kstParts(now).weekday);
  return { starts: day(-sinceMonday), ends: day(6 - sinceMonday) };
}

async function seedLogins(tx: EntityManager, realNow: Date): Promise<void> {
  const there = await tx.query<{ login_id: string }[]>('SELECT login_id FROM staff.account WHERE login_id = ANY ($1)', [
    DEMO_LOGINS.map((login) => login.id),
  ]);
  const missing = DEMO_LOGINS.filter((login) => !there.some((row) => row.login_id === login.id));
  if (missing.length === 0) return;
  const hashes = await Promise.all(missing.map((login) => hashPassword(login.password)));
  await tx.query(
    `INSERT INTO staff.account (login_id, password_hash, officer_id, roles, of_demo, created_at)
     SELECT login_id, password_hash, officer_id, ARRAY[role], true, $5
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS l (login_id, password_hash, officer_id, role) ON CONFLICT DO NOTHING`,
    [missing.map((l) => l.id), hashes, missing.map((l) => l.officerId), missing.map((l) => l.role), realNow],
  );
}
