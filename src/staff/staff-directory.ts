import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Privacy } from '../../libs/privacy/index.js';

export type Position = 'HEAD' | 'LEADER' | 'OFFICER';

export interface Department {
  /** Organisation 7 digits + 4. */
  code: string;
  name: string;
  /** Told to citizens; null: the county's main number stands in. */
  phone: string | null;
  parentCode: string | null;
  seenInSaeolOnly: boolean;
}

/** A person of the directory; `name` and `mobile` are opened, so keep them out of logs, events and URLs. */
export interface Officer {
  id: string;
  name: string;
  /** Told to citizens; never a mobile. */
  officePhone: string | null;
  /** Digits; for pre-notices only. */
  mobile: string | null;
  departmentCode: string;
  /** null for a department's head and for those seen in Saeol only. */
  team: string | null;
  position: Position;
  seenInSaeolOnly: boolean;
}

/** A person as a link event names them. */
export interface SeenOfficer {
  id: string;
  name: string;
  /** Office number or, as happens, a mobile: that one is kept as the mobile. */
  phone: string | null;
  mobile?: string | null;
  departmentCode: string;
}

export interface Receiver {
  id: string;
  name: string;
  mobile: string | null;
  /** The absent person in whose place this one receives; null: for themself. */
  inPlaceOf: string | null;
}

/** Who receives for a case; null where the directory knows nobody. */
export interface Chain {
  officer: Receiver | null;
  leader: Receiver | null;
  head: Receiver | null;
}

/** Messages must name a department (Decree art. 31), also one that only Saeol knows. */
const UNKNOWN_DEPARTMENT_NAME = '담당부서 확인 중';

interface OfficerRow {
  id: string;
  name: Buffer;
  mobile: Buffer | null;
  office_phone: string | null;
  department_code: string;
  team: string | null;
  position: Position;
  seen_in_saeol_only: boolean;
}

interface ChainRow {
  officer: string | null;
  leader: string | null;
  head: string | null;
}

/** Departments and people, as the county or else Saeol knows them. */
@Injectable()
export class StaffDirectory {
  constructor(private readonly privacy: Privacy) {}

  /** Unknown codes are absent from the answer. */
  async departments(tx: EntityManager, codes: readonly string[]): Promise<Map<string, Department>> {
    if (codes.length === 0) return new Map();
    const rows = await tx.query<Department[]>(
      `SELECT code, name, phone, parent_code AS "parentCode", seen_in_saeol_only AS "seenInSaeolOnly"
       FROM staff.department WHERE code = ANY ($1)`,
      [[...new Set(codes)]],
    );
    return new Map(rows.map((row) => [row.code, row]));
  }

  /** Every department by code: the county's and those seen in Saeol only. */
  async allDepartments(tx: EntityManager): Promise<Department[]> {
    return tx.query<Department[]>(
      `SELECT code, name, phone, parent_code AS "parentCode", seen_in_saeol_only AS "seenInSaeolOnly" FROM staff.department ORDER BY code`,
    );
  }

  /** How many people each department has; those without any are absent. */
  async headcounts(tx: EntityManager): Promise<Map<string, number>> {
    const rows = await tx.query<{ code: string; people: number }[]>(
      'SELECT department_code AS code, count(*)::int AS people FROM staff.officer GROUP BY department_code',
    );
    return new Map(rows.map(({ code, people }) => [code, people]));
  }

  /** Unknown ids are absent from the answer. */
  async officers(tx: EntityManager, ids: readonly string[]): Promise<Map<string, Officer>> {
    const rows = await this.officerRows(tx, ids);
    return new Map(rows.map((row) => [row.id, this.opened(row)]));
  }

  /** Those in whose place this person receives on a day (`YYYY-MM-DD`, KST), as the chain has it, and the last day of their absence. */
  async absentFor(tx: EntityManager, delegateId: string, on: string): Promise<{ officer: Officer; until: string }[]> {
    const rows = await tx.query<(OfficerRow & { ends: string })[]>(
      `SELECT o.*, d.ends FROM staff.delegate d JOIN staff.officer o ON o.id = d.absent_id
       WHERE $2::date BETWEEN d.starts AND d.ends AND staff.stand_in(o.id, $2::date) = $1 AND o.id <> $1 ORDER BY d.ends, o.id`,
      [delegateId, on],
    );
    return rows.map((row) => ({ officer: this.opened(row), until: row.ends }));
  }

  /** People of departments (or all), by id after `afterId`. */
  async listOfficers(
    tx: EntityManager,
    { departmentCodes, afterId, limit }: { departmentCodes: readonly string[] | 'ALL'; afterId: string; limit: number },
  ): Promise<Officer[]> {
    const rows = await tx.query<OfficerRow[]>(
      `SELECT * FROM staff.officer WHERE id > $1 AND ($2::text[] IS NULL OR department_code = ANY ($2)) ORDER BY id LIMIT $3`,
      [afterId, departmentCodes === 'ALL' ? null : departmentCodes, limit],
    );
    return rows.map((row) => this.opened(row));
  }

  /**
   * Keeps departments and people that an event names and the directory does not know, marked "seen in Saeol only"; those so
   * marked follow what Saeol says newly. The county's own entries are never touched.
   */
  async keepSeen(
    tx: EntityManager,
    seen: { departmentCodes: readonly string[]; officers: readonly SeenOfficer[] },
  ): Promise<void> {
    const officers = [...new Map(seen.officers.map((officer) => [officer.id, officer])).values()];
    const known = new Map(
      (
        await this.officerRows(
          tx,
          officers.map((officer) => officer.id),
        )
      ).map((row) => [row.id, this.opened(row)]),
    );
    const news = officers
      .map((officer) => asOfficer(officer, known.get(officer.id)))
      .filter((officer) => {
        const before = known.get(officer.id);
        return before === undefined || (before.seenInSaeolOnly && !sameOfficer(before, officer));
      });
    await this.keepDepartments(tx, [...seen.departmentCodes, ...officers.map((officer) => officer.departmentCode)]);
    if (news.length === 0) return;
    news.sort((a, b) => (a.id < b.id ? -1 : 1));
    await tx.query(
      `INSERT INTO staff.officer (id, name, mobile, office_phone, department_code, position, seen_in_saeol_only)
       SELECT id, name, mobile, office_phone, department_code, 'OFFICER', true
       FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::text[]) AS seen (id, name, mobile, office_phone, department_code)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, mobile = excluded.mobile, office_phone = excluded.office_phone,
         department_code = excluded.department_code
       WHERE staff.officer.seen_in_saeol_only`,
      [
        news.map((officer) => officer.id),
        news.map((officer) => this.privacy.seal(officer.name)),
        news.map((officer) => (officer.mobile === null ? null : this.privacy.seal(officer.mobile))),
        news.map((officer) => officer.officePhone),
        news.map((officer) => officer.departmentCode),
      ],
    );
  }

  private async keepDepartments(tx: EntityManager, codes: readonly string[]): Promise<void> {
    if (codes.length === 0) return;
    await tx.query(
      `INSERT INTO staff.department (code, name, seen_in_saeol_only)
       SELECT code, $2, true FROM unnest($1::text[]) AS seen (code)
       WHERE NOT EXISTS (SELECT FROM staff.department d WHERE d.code = seen.code) ORDER BY code
       ON CONFLICT DO NOTHING`,
      [[...new Set(codes)], UNKNOWN_DEPARTMENT_NAME],
    );
  }

  /**
   * Who receives for each ask on a day (`YYYY-MM-DD`, KST), in the order of the asks: the officer, the leader of the officer's
   * team, and the head of the ask's department or of the nearest one above; delegates stand in for the absent.
   */
  async chain(
    tx: EntityManager,
    asks: readonly { officerId: string | null; departmentCode: string }[],
    on: string,
  ): Promise<Chain[]> {
    if (asks.length === 0) return [];
    const rows = await tx.query<ChainRow[]>(
      `WITH ask AS (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (officer_id, department_code, n)),
       head AS MATERIALIZED (SELECT code, staff.head_of(code) AS id FROM (SELECT DISTINCT department_code AS code FROM ask) c)
       SELECT o.id AS officer, head.id AS head,
         (SELECT l.id FROM staff.officer l WHERE l.department_code = o.department_code AND l.position = 'LEADER' AND l.team = o.team
          ORDER BY l.id LIMIT 1) AS leader
       FROM ask LEFT JOIN staff.officer o ON o.id = ask.officer_id LEFT JOIN head ON head.code = ask.department_code ORDER BY ask.n`,
      [asks.map((ask) => ask.officerId), asks.map((ask) => ask.departmentCode)],
    );
    const receivers = await this.receivers(
      tx,
      rows.flatMap((row) => [row.officer, row.leader, row.head]),
      on,
    );
    const receiver = (id: string | null) => (id === null ? null : (receivers.get(id) ?? null));
    return rows.map((row) => ({
      officer: receiver(row.officer),
      leader: receiver(row.leader),
      head: receiver(row.head),
    }));
  }

  private async receivers(
    tx: EntityManager,
    ids: readonly (string | null)[],
    on: string,
  ): Promise<Map<string, Receiver>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    const rows = await tx.query<{ wanted: string; id: string; name: Buffer; mobile: Buffer | null }[]>(
      `SELECT w.id AS wanted, o.id, o.name, o.mobile
       FROM (SELECT id, staff.stand_in(id, $2) AS stands FROM unnest($1::text[]) AS p (id)) w JOIN staff.officer o ON o.id = w.stands`,
      [wanted, on],
    );
    return new Map(
      rows.map((row) => [
        row.wanted,
        {
          id: row.id,
          name: this.privacy.open(row.name),
          mobile: row.mobile === null ? null : this.privacy.open(row.mobile),
          inPlaceOf: row.id === row.wanted ? null : row.wanted,
        },
      ]),
    );
  }

  private async officerRows(tx: EntityManager, ids: readonly string[]): Promise<OfficerRow[]> {
    if (ids.length === 0) return [];
    return tx.query<OfficerRow[]>('SELECT * FROM staff.officer WHERE id = ANY ($1)', [[...new Set(ids)]]);
  }

  private opened(row: OfficerRow): Officer {
    return {
      id: row.id,
      name: this.privacy.open(row.name),
      officePhone: row.office_phone,
      mobile: row.mobile === null ? null : this.privacy.open(row.mobile),
      departmentCode: row.department_code,
      team: row.team,
      position: row.position,
      seenInSaeolOnly: row.seen_in_saeol_only,
    };
  }
}

type SaeolOfficer = Pick<Officer, 'id' | 'name' | 'officePhone' | 'mobile' | 'departmentCode'>;

/** A mobile in Saeol's phone field must not become an office number: those are told to citizens and kept plain. */
function asOfficer(seen: SeenOfficer, before: Officer | undefined): SaeolOfficer {
  const isMobile = seen.phone !== null && digits(seen.phone).startsWith('01');
  const mobile = seen.mobile ?? (isMobile ? seen.phone : null);
  return {
    id: seen.id,
    name: seen.name,
    officePhone: (isMobile ? null : seen.phone) ?? before?.officePhone ?? null,
    mobile: mobile === null ? (before?.mobile ?? null) : digits(mobile),
    departmentCode: seen.departmentCode,
  };
}

function digits(phone: string): string {
  return phone.replace(/\D/g, '');
}

function sameOfficer(a: Officer, b: SaeolOfficer): boolean {
  return (
    a.name === b.name &&
    a.officePhone === b.officePhone &&
    a.mobile === b.mobile &&
    a.departmentCode === b.departmentCode
  );
}
