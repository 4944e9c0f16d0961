import { kstDate, kstInstant } from '../../libs/clock/index.js';
import type { HolidayCalendar } from '../../libs/working-time/index.js';
import { completionOf, officerOf, petitionOf, type County } from './county.js';
import { Course, receiptNumber, type PlannedEvent } from './course.js';
import { namedPerson } from './invented-people.js';
import type { LinkEventBody, LinkEventKind } from './saeol-event.js';

/**
 * A step of a story: minutes of work after the demo's start, the kind, and what it carries. `ASSIGNED` names the n-th officer of
 * the department (from 0), `GRANTED` completes with what the type hands over.
 */
type StoryStep =
  | [minute: number, kind: 'ASSIGNED', officer: number]
  | [minute: number, kind: 'GRANTED']
  | {
      [Kind in Exclude<LinkEventKind, 'RECEIVED' | 'ASSIGNED'>]: [
        minute: number,
        kind: Kind,
        body: LinkEventBody[Kind],
      ];
    }[Exclude<LinkEventKind, 'RECEIVED' | 'ASSIGNED'>];

interface Story {
  type: string;
  applicant: string;
  agent?: string;
  /** Minutes of work after the start; negative: some hours of work before. */
  received: number;
  steps: StoryStep[];
}

/**
 * What happens to the named citizens right after the start, quick enough to be watched: one petition goes all the way to its
 * survey in two hours of work, each kind of phone gets something in the first minutes, and a few cases of the last hours are close
 * to their deadlines, so that officers get pre-notices.
 */
const STORIES: Story[] = [
  {
    type: '건축신고',
    applicant: '한새벽',
    received: 0,
    steps: [
      [5, 'ASSIGNED', 0],
      [
        20,
        'SUPPLEMENT_REQUESTED',
        {
          supplement: {
            kind: 'SUPPLEMENT',
            reason: '배치도의 축척이 평면도와 다릅니다. 고친 도면을 내 주세요.',
            dueDays: 7,
          },
        },
      ],
      [45, 'SUPPLEMENT_DONE', {}],
      [
        70,
        'EXTENDED',
        { extension: { days: 3, reason: '현장 확인이 더 필요합니다.', reasonCode: 'SITE_CHECK', consent: false } },
      ],
      [105, 'GRANTED'],
    ],
  },
  {
    type: '통신판매업 신고',
    applicant: '정솔',
    received: 2,
    steps: [
      [8, 'ASSIGNED', 0],
      [40, 'GRANTED'],
    ],
  },
  {
    type: '농지취득자격증명 발급',
    applicant: '고은결',
    agent: '바른길행정사',
    received: 3,
    steps: [
      [12, 'ASSIGNED', 1],
      [150, 'GRANTED'],
    ],
  },
  {
    type: '약국 개설등록',
    applicant: '문달래',
    received: 4,
    steps: [
      [11, 'ASSIGNED', 0],
      [
        30,
        'SUPPLEMENT_REQUESTED',
        { supplement: { kind: 'CORRECTION', reason: '상호가 사업자등록증과 다르게 적혀 있습니다.', dueDays: 3 } },
      ],
      [65, 'SUPPLEMENT_DONE', {}],
      [95, 'GRANTED'],
    ],
  },
  {
    type: '개발행위허가',
    applicant: '서노을',
    agent: '너른들건축사사무소',
    received: 5,
    steps: [
      [18, 'ASSIGNED', 2],
      [
        80,
        'SUPPLEMENT_REQUESTED',
        { supplement: { kind: 'SUPPLEMENT', reason: '진입도로 확보를 증명하는 서류를 내 주세요.', dueDays: 10 } },
      ],
      [1500, 'SUPPLEMENT_DONE', {}],
      [4300, 'GRANTED'],
    ],
  },
  {
    type: '도로점용허가',
    applicant: '배한들',
    received: 6,
    steps: [
      [16, 'ASSIGNED', 0],
      [55, 'ASSIGNED', 1],
      [2300, 'GRANTED'],
    ],
  },
  {
    type: '급수공사 신청',
    applicant: '오금비',
    received: 8,
    steps: [
      [20, 'ASSIGNED', 0],
      [1900, 'GRANTED'],
    ],
  },
  {
    type: '입목벌채허가',
    applicant: '윤바다',
    received: 9,
    steps: [
      [24, 'ASSIGNED', 0],
      [2600, 'GRANTED'],
    ],
  },
  {
    type: '담배소매인 지정',
    applicant: '남궁하늘',
    received: 10,
    steps: [
      [26, 'ASSIGNED', 2],
      [
        120,
        'COMPLETED',
        { outcome: 'REFUSED', result: { reason: '영업소 사이의 거리가 기준(50m)에 미치지 못합니다.' } },
      ],
    ],
  },
  {
    type: '산지전용허가',
    applicant: '차여울',
    agent: '참솔측량설계사무소',
    received: 12,
    steps: [[35, 'ASSIGNED', 1]],
  },
  {
    type: '야영장업 등록',
    applicant: '응우옌티란',
    received: 14,
    steps: [
      [40, 'ASSIGNED', 1],
      [2000, 'GRANTED'],
    ],
  },
  { type: '공장신설 승인', applicant: '(주)가온들', received: 16, steps: [[50, 'ASSIGNED', 0]] },
  { type: '주민등록표 등본 교부', applicant: '한새벽', received: 18, steps: [[25, 'GRANTED']] },
  // Of the last hours: 8 hours of work, 330 minutes of them gone, passes its deadline two and a half hours after the start.
  {
    type: '건설기계등록증 재발급',
    applicant: '고은결',
    received: -330,
    steps: [
      [-310, 'ASSIGNED', 1],
      [200, 'GRANTED'],
    ],
  },
  // 16 hours of work, 8 of them left twenty minutes after the start.
  {
    type: '방문판매업 신고',
    applicant: '남궁하늘',
    received: -460,
    steps: [
      [-440, 'ASSIGNED', 3],
      [300, 'GRANTED'],
    ],
  },
];

/**
 * The stories that begin with a demo's start, at the first whole working minute from `start` (product time). The same minute
 * gives the same cases; another minute gives other receipt numbers, so that a demo begun anew never contradicts itself.
 */
export function planOpeningStories(county: County, start: Date, calendar: HolidayCalendar): PlannedEvent[] {
  const first = calendar.nextWorkingTime(new Date(Math.ceil(start.getTime() / 60_000) * 60_000));
  const date = kstDate(first);
  const minute = calendar.workingMinutesBetween(kstInstant(date), first);
  return STORIES.flatMap((story, index) => {
    const type = county.types.find((each) => each.name === story.type)!;
    const receivedAt =
      story.received < 0
        ? calendar.subtractWorkingMinutes(first, -story.received)
        : calendar.nextWorkingTime(calendar.addWorkingMinutes(first, story.received));
    // planDay uses the positions below 1,000 of a day.
    const position = 2000 + minute * STORIES.length + index;
    const course = new Course(receiptNumber(date, position), receivedAt, calendar);
    course.step('RECEIVED', 0, {
      petition: petitionOf(type),
      applicant: namedPerson(citizen(county, story.applicant)),
      ...(story.agent ? { agent: namedPerson(citizen(county, story.agent)) } : {}),
    });
    for (const step of story.steps) {
      const offset = step[0] - story.received;
      if (step[1] === 'ASSIGNED') {
        course.step('ASSIGNED', offset, officerOf(county.officers.get(type.departmentCode)![step[2]]!, true));
      } else if (step[1] === 'GRANTED') {
        course.step('COMPLETED', offset, completionOf(type, 'GRANTED', {}, county.departments));
      } else {
        course.step(step[1], offset, step[2]);
      }
    }
    return course.events;
  });
}

function citizen(county: County, name: string) {
  return county.citizens.find((each) => each.name === name)!;
}
