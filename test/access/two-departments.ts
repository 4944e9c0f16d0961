import { randomUUID } from 'node:crypto';
import { Petition } from '../harness/petition.js';
import { eventually, type TestProgram } from '../harness/program.js';

/** What stands in one department, for whoever may see it. */
export interface DepartmentFixture {
  code: string;
  officerId: string;
  receiptNo: string;
  /** Past its statutory deadline. */
  overdueReceiptNo: string;
  phone: string;
  messageId: string;
  taskId: string;
  followUpId: string;
  /** A new delegation, a new interval of the case; each can be taken away once. */
  makeDelegation: (absentId?: string) => Promise<string>;
  makeInterval: () => Promise<string>;
}

/** Each delegation and interval starts on a day of its own: no two of one person may start together. */
let startsMade = 0;

/** The department of the demo's officer, leader and head, and one that is none of their business. */
export async function twoDepartments(
  program: TestProgram,
): Promise<{ own: DepartmentFixture; foreign: DepartmentFixture }> {
  return {
    own: await department(program, { code: '47700000011', officerId: 's112', nth: 1 }),
    foreign: await department(program, { code: '47700000013', officerId: 's130', nth: 2 }),
  };
}

async function department(
  program: TestProgram,
  { code, officerId, nth }: { code: string; officerId: string; nth: number },
): Promise<DepartmentFixture> {
  const sql = <Row>(text: string, values: unknown[] = []) => program.dataSource.query<Row[]>(text, values);
  const receiptNo = `20264770000000041${nth}`;
  const phone = `0100000341${nth}`;
  const overdueReceiptNo = `20264770000000042${nth}`;
  const petition = new Petition(receiptNo, phone);
  const overdue = new Petition(overdueReceiptNo, `0100000342${nth}`);
  await sql(
    `INSERT INTO staff.officer (id, name, department_code, position) VALUES ($1, $2, $3, 'OFFICER') ON CONFLICT DO NOTHING`,
    [officerId, program.database.privacy.seal('나새벽'), code],
  );
  await program.push([
    overdue.received('2026-04-20T13:00:00', { departmentCode: code }),
    petition.received('2026-04-29T13:00:00', { departmentCode: code }),
    petition.assigned('2026-04-29T13:05:00', { id: officerId, name: '나새벽', departmentCode: code }),
  ]);
  const messageId = await eventually('a message', async () => {
    const { body } = await program.get(`/api/v1/messages?receiptNo=${receiptNo}&status=DELIVERED`);
    const { items } = body as { items: { id: string }[] };
    return items.length >= 2 && items[0]!.id;
  });
  const [kase] = await sql<{ id: string }>('SELECT id FROM cases.civil_case WHERE receipt_no = $1', [receiptNo]);
  const [task] = await sql<{ id: string }>(
    `INSERT INTO cases.task (id, case_id, kind, recipient_kind, cause, department_code, opened_at)
     VALUES (uuidv7(), $1, 'NOT_MINE', 'APPLICANT', '번호가 다른 사람의 것', $2, $3) RETURNING id`,
    [kase!.id, code, program.clock.now()],
  );
  const [followUp] = await sql<{ id: string }>(
    `INSERT INTO surveys.follow_up (id, kind, department_code, month, score, case_id, receipt_no, opened_at, due_on, state)
     VALUES (uuidv7(), 'CONTACT', $1, '2026-04-01', 1, $2, $3, $4, '2026-05-07', 'OPEN') RETURNING id`,
    [code, kase!.id, receiptNo, program.clock.now()],
  );
  await sql(
    `INSERT INTO surveys.answer (id, edition, score, comment_sealed, contact, department_code, type_code, month, outcome)
     SELECT gen_random_uuid(), 1, 5, $2, false, $1, '4770000000015', '2026-04-01', 'GRANTED' FROM generate_series(1, 5)`,
    [code, program.database.privacy.seal('고맙습니다')],
  );
  await sql(
    `INSERT INTO reporting.survey_figure VALUES ('2026-04-01', $1, $1, '4770000000015', 'GRANTED', 'ALIMTALK', 5, 5, 0, 0, 0, 0, 5)`,
    [code],
  );
  return {
    code,
    officerId,
    receiptNo,
    overdueReceiptNo,
    phone,
    messageId,
    taskId: task!.id,
    followUpId: followUp!.id,
    async makeDelegation(absentId = officerId) {
      const [made] = await sql<{ id: string }>(
        `INSERT INTO staff.delegate (absent_id, delegate_id, starts, ends)
         VALUES ($1, 's024', date '2030-01-01' + $2::int, date '2400-01-01') RETURNING id`,
        [absentId, (startsMade += 1)],
      );
      return made!.id;
    },
    async makeInterval() {
      const [made] = await sql<{ id: string }>(
        `INSERT INTO cases.interval (id, case_id, reason, from_at, to_at, entered_at, entered_by, after_sequence)
         VALUES ($1, $2, 'TEST', to_char(date '2026-05-04' + $4::int, 'YYYY-MM-DD'), '2400-01-01', $3, 'test', 2) RETURNING id`,
        [randomUUID(), kase!.id, program.clock.now(), (startsMade += 1)],
      );
      return made!.id;
    },
  };
}
