import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kstDate } from '../../libs/clock/index.js';
import { CalendarMissing } from '../../libs/working-time/index.js';
import { Notifications, type NoticeRequest, type Occasion } from '../messaging/index.js';
import { type Chain, StaffDirectory } from '../staff/index.js';
import { CaseFiles } from './case-files.js';
import { CaseRules } from './case-rules.js';
import { type CaseNoticeContext, noticeContextOf } from './notice-context.js';
import type { OpenedTask } from './tasks.service.js';

/** How the officer reads what did not arrive (product wordings: 안내종류, at most 20 characters). */
const NAMES: Partial<Record<Occasion, string>> = {
  'case.received': '접수 안내',
  'case.assigned': '담당자 안내',
  'case.supplement-requested': '서류 보완 요청',
  'case.supplement-done': '보완 완료 안내',
  'case.supplement-reminder': '보완기한 임박 안내',
  'case.extended': '처리기간 연장 안내',
  'case.deadline-moved': '처리예정일 변경 안내',
  'case.progress': '진행상황 안내',
  'case.completed': '처리결과 안내',
  'case.reopened': '처리 완료 정정 안내',
};
const LONGEST_CAUSE = 40;
const NOBODY_YET = '담당자 배정 중';

/** Tells the officer of a case that its citizen was not reached: telephone or post (product petitions §9). */
@Injectable()
export class TaskNotices {
  constructor(
    private readonly notifications: Notifications,
    private readonly directory: StaffDirectory,
    private readonly files: CaseFiles,
    private readonly ruleBook: CaseRules,
  ) {}

  async tell(tx: EntityManager, tasks: OpenedTask[]): Promise<void> {
    if (tasks.length === 0) return;
    const files = await this.files.byIds(tx, [...new Set(tasks.map(({ caseId }) => caseId))]);
    const contexts = new Map(files.map((file) => [file.record.id, noticeContextOf(file)]));
    const { calendar, now } = await this.ruleBook.forCases(tx, []);
    const about = tasks.map((task) => ({ task, context: contexts.get(task.caseId)! }));
    const chains = await this.directory.chain(
      tx,
      about.map(({ context }) => context),
      kstDate(now),
    );
    const dueAt = nextOpening(() => calendar.nextWorkingTime(now), now);
    await this.notifications.notify(
      tx,
      about.flatMap(({ task, context }, index) => request(task, context, chains[index]!, dueAt)),
    );
  }
}

/** Officials are written to in working hours only; null, at once, within them and where no calendar says when. */
function nextOpening(next: () => Date, now: Date): Date | null {
  try {
    const opening = next();
    return opening > now ? opening : null;
  } catch (error) {
    if (error instanceof CalendarMissing) return null;
    throw error;
  }
}

function request(task: OpenedTask, context: CaseNoticeContext, chain: Chain, dueAt: Date | null): NoticeRequest[] {
  const receiver = receiverOf(chain, context);
  if (receiver === null) return [];
  return [
    {
      ...receiver,
      cause: `${context.receiptNo}:task.not-reached:${task.notificationId}`,
      occasion: 'task.not-reached',
      variant: 'DEFAULT',
      language: 'ko',
      subject: context.caseId,
      label: context.receiptNo,
      departmentCode: context.departmentCode,
      variables: {
        민원명: context.typeName,
        접수번호: context.receiptNo,
        담당부서: context.departmentName,
        담당자: context.officerName ?? NOBODY_YET,
        안내종류: NAMES[task.occasion] ?? '민원 안내',
        미전달사유: [...task.cause].slice(0, LONGEST_CAUSE).join(''),
      },
      dueAt,
      overtakes: [],
      legalDocumentRequired: false,
      withheld: null,
    },
  ];
}

/** The officer, else (nobody assigned, no mobile known) the leader, else the head; null where the directory knows nobody. */
function receiverOf(
  { officer, leader, head }: Chain,
  context: CaseNoticeContext,
): Pick<NoticeRequest, 'recipientKind' | 'recipientId' | 'phone'> | null {
  const named = officer?.inPlaceOf === null ? context.officerMobile : null;
  const candidates = [
    officer && { recipientKind: 'OFFICER' as const, recipientId: officer.id, phone: named ?? officer.mobile },
    leader && { recipientKind: 'LEADER' as const, recipientId: leader.id, phone: leader.mobile },
    head && { recipientKind: 'HEAD' as const, recipientId: head.id, phone: head.mobile },
  ].filter((candidate) => candidate !== null);
  return candidates.find(({ phone }) => phone !== null) ?? candidates[0] ?? null;
}
