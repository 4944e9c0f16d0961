import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Petition } from '../harness/petition.js';
import { eventually, testProgram, type TestProgram } from '../harness/program.js';

interface Listed {
  receiptNo: string;
  stage: string;
  outcome?: string;
  departmentCode: string;
  officer?: { id: string };
  petition: { typeCode: string };
  receivedAt: string;
  completedAt: string | null;
  targetAt: string;
  extensions: number;
  onTime: boolean | null;
}

const NOW = '2026-06-17T10:00:00+09:00';
const COUNT = 40;

/** Petitions of the last days in every state, of two departments, three officers and two types. */
function petitions(): { events: object[]; phone: string }[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const phone = `0100000${3850 + (index % 8)}`;
    const p = new Petition(`2026477000000009${String(index).padStart(2, '0')}`, phone);
    const departmentCode = index % 3 === 0 ? '47700000012' : '47700000011';
    const day = ['2026-06-08', '2026-06-10', '2026-06-12', '2026-06-15', '2026-06-16'][index % 5]!;
    const agent = index % 10 === 3 ? { agent: { name: '김대리', phone: '01000014901', notify: true } } : {};
    const events = [
      p.received(
        `${day}T09:30:00`,
        {
          departmentCode,
          typeCode: index % 4 === 0 ? '4770000000057' : '4770000000015',
          period: { unit: 'DAY', length: [2, 3, 4, 6, 7, 8, 12][index % 7]! },
        },
        agent,
      ),
    ];
    if (index % 6 !== 0) {
      const [id, name] =
        index % 3 === 0 ? ['s122', '김해찬'] : index % 2 === 0 ? ['s112', '송오름'] : ['s113', '남궁다온'];
      events.push(p.assigned(`${day}T10:00:00`, { id, name, departmentCode }));
    }
    if (index % 7 === 1) events.push(p.extended(`${day}T11:00:00`, { days: 2 }));
    if (index % 9 === 2) events.push(p.supplementRequested(`${day}T12:00:00`));
    if (index % 4 === 1) {
      events.push(
        p.completed('2026-06-16T15:00:00', ['GRANTED', 'REFUSED', 'RETURNED', 'WITHDRAWN'][(index % 16) >> 2]),
      );
    }
    if (index % 20 === 10) events.push(p.event('VOIDED', '2026-06-16T16:00:00', { reason: '중복 접수' }));
    return { events, phone };
  });
}

describe('the list of cases', () => {
  let program: TestProgram;
  let all: Listed[];
  const sent = petitions();

  async function list(query: string, limit = 200): Promise<Listed[]> {
    const items: Listed[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await program.get(
        `/api/v1/cases?limit=${limit}${query === '' ? '' : `&${query}`}${more}`,
      );
      expect(status, query).toBe(200);
      items.push(...(body.items as Listed[]));
      cursor = body.nextCursor;
    } while (cursor !== null);
    return items;
  }
  const numbers = (cases: { receiptNo: string }[]) => cases.map(({ receiptNo }) => receiptNo);

  beforeAll(async () => {
    program = await testProgram({ DEMO_CLOCK: NOW });
    await program.push(sent.flatMap(({ events }) => events));
    const steps = sent.reduce((sum, { events }) => sum + events.length, 0);
    await eventually('every step is applied', async () => {
      const [row] = await program.database.dataSource.query('SELECT count(*)::int AS n FROM cases.step');
      return row.n === steps;
    });
    all = await list('');
  });
  afterAll(() => program?.stop());

  it('gives each case once, the newest receipt number first, whatever the page', async () => {
    expect(numbers(all)).toHaveLength(COUNT);
    expect(numbers(all)).toEqual(numbers(all).toSorted().reverse());
    for (const limit of [1, 7, 20, 40]) expect(numbers(await list('', limit))).toEqual(numbers(all));
    expect((await program.get('/api/v1/cases?limit=201')).status).toBe(400);
    expect((await program.get('/api/v1/cases?cursor=nonsense')).status).toBe(400);
  });

  const day = (instant: string) => instant.slice(0, 10);
  const isOpen = ({ stage }: Listed) => stage !== 'COMPLETED' && stage !== 'VOIDED';

  it.each<[string, (one: Listed) => boolean]>([
    ['stage=ASSIGNED', ({ stage }) => stage === 'ASSIGNED'],
    ['stage=SUPPLEMENT_REQUESTED', ({ stage }) => stage === 'SUPPLEMENT_REQUESTED'],
    ['stage=VOIDED', ({ stage }) => stage === 'VOIDED'],
    ['departmentCode=47700000012', ({ departmentCode }) => departmentCode === '47700000012'],
    ['officerId=s112', ({ officer }) => officer?.id === 's112'],
    ['typeCode=4770000000057', ({ petition }) => petition.typeCode === '4770000000057'],
    ['outcome=GRANTED', ({ outcome }) => outcome === 'GRANTED'],
    ['outcome=REFUSED', ({ outcome }) => outcome === 'REFUSED'],
    [
      'receivedFrom=2026-06-10&receivedTo=2026-06-12',
      ({ receivedAt }) => day(receivedAt) >= '2026-06-10' && day(receivedAt) <= '2026-06-12',
    ],
    [
      'completedFrom=2026-06-16&completedTo=2026-06-16',
      ({ completedAt }) => completedAt !== null && day(completedAt) === '2026-06-16',
    ],
    ['completedFrom=2026-06-17', () => false],
    ['extended=true', ({ extensions }) => extensions > 0],
    ['extended=false', ({ extensions }) => extensions === 0],
    ['extended=false&voided=false', ({ extensions, stage }) => extensions === 0 && stage !== 'VOIDED'],
    ['voided=true', ({ stage }) => stage === 'VOIDED'],
    ['onTime=true', ({ onTime }) => onTime === true],
    ['onTime=false', ({ onTime }) => onTime === false],
    ['open=true', isOpen],
    ['due=overdue', (one) => isOpen(one) && one.targetAt < NOW],
    ['due=today', (one) => isOpen(one) && one.targetAt >= NOW && day(one.targetAt) === '2026-06-17'],
    // Wednesday, Thursday, Friday.
    ['due=within3days', (one) => isOpen(one) && one.targetAt >= NOW && day(one.targetAt) <= '2026-06-19'],
    [
      'departmentCode=47700000011&due=within3days&extended=false',
      (one) =>
        isOpen(one) &&
        one.departmentCode === '47700000011' &&
        one.targetAt >= NOW &&
        day(one.targetAt) <= '2026-06-19' &&
        one.extensions === 0,
    ],
  ])('filters by %s', async (query, fits) => {
    const expected = all.filter(fits);
    if (!query.startsWith('completedFrom=2026-06-17'))
      expect(expected.length, 'the filter has something to find').toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(COUNT);
    expect(numbers(await list(query, 3))).toEqual(numbers(expected));
  });

  it('finds by receipt number, and by the applicant’s or the agent’s telephone number in any writing', async () => {
    expect(numbers(await list(`q=${all[5]!.receiptNo}`))).toEqual([all[5]!.receiptNo]);
    const ofPhone = (phone: string) =>
      sent
        .filter((one) => one.phone === phone)
        .map(({ events }) => (events[0] as Listed).receiptNo)
        .toSorted()
        .reverse();
    expect(numbers(await list('q=01000003853'))).toEqual(ofPhone('01000003853'));
    for (const written of ['010-0000-3853', '+82 10-0000-3853', '+82 (0)10 0000 3853']) {
      expect(numbers(await list(`q=${encodeURIComponent(written)}`, 2))).toEqual(ofPhone('01000003853'));
    }
    expect(numbers(await list('q=01000014901'))).toHaveLength(4);
    expect(await list('q=01099999999')).toEqual([]);
    expect(await list(`q=${encodeURIComponent('홍길동')}`)).toEqual([]);
    const listed = JSON.stringify(await list(''));
    expect(listed).not.toContain('홍길동');
    expect(listed).not.toContain('0100000385');
  });

  it('refuses what is no filter', async () => {
    for (const query of [
      'stage=DANCING',
      'due=tomorrow',
      'receivedFrom=2026-02-30',
      'extended=perhaps',
      'colour=red',
      'departmentCode=%00',
    ]) {
      const { status, body } = await program.get(`/api/v1/cases?${query}`);
      expect([query, status]).toEqual([query, 400]);
      expect(body.errors).toHaveLength(1);
    }
  });
});
