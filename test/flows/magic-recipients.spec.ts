import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

interface Line {
  /** The digit before the last four is the device: 0 Android, 6 iPhone, 8 a phone without apps. */
  phone: string;
  what: string;
  /** What the vendor took, in order. */
  taken: string[];
  /** What the phone shows. */
  shown: string[];
  status: 'DELIVERED' | 'FAILED';
  attempts: string[];
  safeMark?: boolean;
}

/** Every line of the sandbox's table of recipients, and how a notice of the program ends there. */
const LINES: Line[] = [
  {
    phone: '01000000000',
    what: 'Android',
    taken: ['ALIMTALK'],
    shown: ['ALIMTALK'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK DELIVERED'],
  },
  {
    phone: '01000068999',
    what: 'iPhone',
    taken: ['ALIMTALK'],
    shown: ['ALIMTALK'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK DELIVERED'],
  },
  {
    phone: '01000080001',
    what: 'feature phone',
    taken: ['ALIMTALK', 'RCS', 'LMS'],
    shown: ['LMS'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK FAILED', 'RCS FAILED', 'LMS DELIVERED'],
  },
  {
    phone: '01000009001',
    what: 'not a Kakao user',
    taken: ['ALIMTALK', 'RCS'],
    shown: ['RCS'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK FAILED', 'RCS DELIVERED'],
    safeMark: true,
  },
  {
    phone: '01000069001',
    what: 'not a Kakao user, iPhone',
    taken: ['ALIMTALK', 'RCS', 'LMS'],
    shown: ['LMS'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK FAILED', 'RCS FAILED', 'LMS DELIVERED'],
  },
  {
    phone: '01000009002',
    what: 'blocks AlimTalk',
    taken: ['ALIMTALK', 'RCS'],
    shown: ['RCS'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK FAILED', 'RCS DELIVERED'],
    safeMark: true,
  },
  {
    phone: '01000009003',
    what: 'Kakao cannot tell, and it comes late',
    taken: ['ALIMTALK'],
    shown: ['ALIMTALK'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK DELIVERED'],
  },
  {
    phone: '01000009004',
    what: 'Kakao cannot tell, and it never comes',
    taken: ['ALIMTALK', 'RCS'],
    shown: ['RCS'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK UNKNOWN', 'RCS DELIVERED'],
    safeMark: true,
  },
  {
    phone: '01000009005',
    what: 'neither Kakao nor RCS',
    taken: ['ALIMTALK', 'RCS', 'LMS'],
    shown: ['LMS'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK FAILED', 'RCS FAILED', 'LMS DELIVERED'],
  },
  {
    phone: '01000009006',
    what: 'refused at once on every channel',
    taken: [],
    shown: [],
    status: 'FAILED',
    attempts: ['ALIMTALK FAILED', 'RCS FAILED', 'LMS FAILED'],
  },
  {
    phone: '01000009007',
    what: 'AlimTalk does not match its template',
    taken: ['ALIMTALK', 'RCS'],
    shown: ['RCS'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK FAILED', 'RCS DELIVERED'],
    safeMark: true,
  },
  {
    phone: '01000009008',
    what: 'accepted, then reset',
    taken: ['ALIMTALK'],
    shown: ['ALIMTALK'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK DELIVERED'],
  },
  {
    phone: '01000009009',
    what: '503 three times',
    taken: ['ALIMTALK'],
    shown: ['ALIMTALK'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK DELIVERED'],
  },
  {
    phone: '01000009010',
    what: 'no report ever',
    taken: ['ALIMTALK', 'RCS', 'LMS'],
    shown: [],
    status: 'FAILED',
    attempts: ['ALIMTALK UNKNOWN', 'RCS UNKNOWN', 'LMS UNKNOWN'],
  },
  {
    phone: '01000009011',
    what: 'answers after 5 s',
    taken: ['ALIMTALK'],
    shown: ['ALIMTALK'],
    status: 'DELIVERED',
    attempts: ['ALIMTALK DELIVERED'],
  },
];

interface Notice {
  receiptNo: string;
  status: string;
  attempts: { channel: string; status: string }[];
}

describe('each magic recipient, through the whole program', () => {
  let program: TestProgram;
  const receiptNoOf = (line: Line) => `2026477000000008${String(LINES.indexOf(line)).padStart(2, '0')}`;
  beforeAll(async () => {
    // The sandbox is a process of its own; a Kakao that cannot tell makes up its mind sooner.
    process.env['SANDBOX_UNKNOWN_MS'] = '1500';
    program = await testProgram({ DEMO_CLOCK: '2026-04-29T14:00:00+09:00' }).finally(
      () => delete process.env['SANDBOX_UNKNOWN_MS'],
    );
    // So does the demo, which waits a minute.
    const wait = 3_000;
    const limits = { report: { ALIMTALK: 6_500, RCS: wait, LMS: wait, SMS: wait }, unknown: wait, askAgain: 500 };
    await program.database.dataSource.query(`INSERT INTO messaging.setting (name, value) VALUES ('limits', $1)`, [
      JSON.stringify(limits),
    ]);
    await program.database.dataSource.query('UPDATE messaging.revision SET number = number + 1');
    const events = LINES.map((line) => new Petition(receiptNoOf(line), line.phone).received('2026-04-29T14:00:00'));
    const pushed = await program.push(events);
    if (pushed.status !== 202) throw new Error(`the push was answered ${pushed.status}`);
    await eventually(
      'every notice is final',
      async () =>
        (await notices()).filter(({ status }) => status === 'DELIVERED' || status === 'FAILED').length === LINES.length,
      40_000,
    );
  }, 90_000);
  afterAll(() => program?.stop());

  const notices = async () =>
    ((await program.get('/api/v1/messages?occasion=case.received&limit=200')).body as { items: Notice[] }).items;

  it.each(LINES.map((line) => [`${line.phone.slice(-5)} ${line.what}`, line] as const))('%s', async (_, line) => {
    const { phone, taken, shown, status, attempts, safeMark = false } = line;
    const all = (await program.messages(phone)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(all.map(({ channel }) => channel).toSorted()).toEqual(taken.toSorted());
    const visible = all.filter((message) => message.visible);
    expect(visible.map(({ channel }) => channel)).toEqual(shown);
    expect(visible.every((message) => message.safeMark === safeMark)).toBe(true);
    const notice = (await notices()).find(({ receiptNo }) => receiptNo === receiptNoOf(line))!;
    expect(notice.status).toBe(status);
    expect(notice.attempts.map((attempt) => `${attempt.channel} ${attempt.status}`)).toEqual(attempts);
  });

  it('a template that does not match is an alarm, and a citizen whom nobody reached is a task', async () => {
    const alarms = await program.database.dataSource.query<{ key: string }[]>(
      `SELECT key FROM staff.alarm WHERE key LIKE 'messaging.vendor.%'`,
    );
    // Either vendor may have carried it, each with a code of its own.
    expect(alarms).toHaveLength(1);
    expect(['messaging.vendor.NHN.ALIMTALK.3016', 'messaging.vendor.SOLAPI.ALIMTALK.3103']).toContain(alarms[0]!.key);
    const tasks = await eventually('two tasks', async () => {
      const { items } = (await program.get('/api/v1/tasks?limit=200')).body as { items: { receiptNo: string }[] };
      return items.length >= 2 && items;
    });
    const unreached = LINES.filter(({ status }) => status === 'FAILED').map(receiptNoOf);
    expect(tasks.map(({ receiptNo }) => receiptNo).toSorted()).toEqual(unreached);
  });
});
