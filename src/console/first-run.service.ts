import { Injectable } from '@nestjs/common';
import { SenderProfiles, TemplateDesk, TestSends, type TemplateView, type TestStanding } from '../messaging/index.js';
import { Milestones } from '../staff/index.js';
import { Departments } from './departments.service.js';
import { FirstRunChecks, type Checked } from './first-run-checks.service.js';

/** Where a county's first run stands: facts of the database, so it stands alike in every process and after a restart. */
export interface FirstRunStanding {
  /** A sender whose number is registered. */
  sender: boolean;
  vendors: Checked;
  link: Checked;
  templates: TemplateCounts;
  /** People of the county's own list. */
  people: number;
  test: TestStanding;
}

/** Newest versions, by where their AlimTalk stands. */
export interface TemplateCounts {
  all: number;
  /** No vendor has seen them. */
  drafts: number;
  rejected: number;
  /** By every vendor that carries them. */
  approved: number;
}

export const FIRST_RUN_STEPS = ['sender', 'vendors', 'templates', 'link', 'people', 'test'] as const;
export type FirstRunStep = (typeof FIRST_RUN_STEPS)[number];

/** The checklist of an installation that is new: it stays until all of it is green. */
@Injectable()
export class FirstRun {
  /** Known here already, so that pages need not ask. */
  private isOver = false;

  constructor(
    private readonly senders: SenderProfiles,
    private readonly desk: TemplateDesk,
    private readonly tests: TestSends,
    private readonly departments: Departments,
    private readonly checks: FirstRunChecks,
    private readonly milestones: Milestones,
  ) {}

  async standing(): Promise<FirstRunStanding> {
    const [sender, templates, people, test, vendors, link] = await Promise.all([
      this.senders.shown(),
      this.desk.newest(),
      this.departments.peopleListed(),
      this.tests.standing(),
      this.checks.last('vendors'),
      this.checks.last('link'),
    ]);
    return {
      sender: sender !== null && sender.registeredOn !== null,
      vendors,
      link,
      templates: countsOf(templates),
      people,
      test,
    };
  }

  /**
   * How many steps are open, for the word on every page. Once all were green it is over for good: a wording that is drafted later, or a
   * vendor that was away when it was asked again, opens nothing anew, in no process and after no restart.
   */
  async openSteps(): Promise<number> {
    this.isOver ||= await this.milestones.isReached('first-run');
    if (this.isOver) return 0;
    const done = stepsDone(await this.standing());
    const open = FIRST_RUN_STEPS.filter((step) => !done[step]).length;
    if (open === 0) await this.milestones.reach('first-run');
    return open;
  }
}

/** Which steps are green. */
export function stepsDone(standing: FirstRunStanding): Record<FirstRunStep, boolean> {
  const { sender, vendors, link, templates, people, test } = standing;
  return {
    sender,
    vendors: vendors.good,
    templates: templates.all > 0 && templates.approved === templates.all,
    link: link.good,
    people: people > 0,
    test: test.hasArrived,
  };
}

function countsOf(templates: readonly TemplateView[]): TemplateCounts {
  const reviews = templates.map(({ approvals }) =>
    approvals.filter(({ channel }) => channel === 'ALIMTALK').map(({ state }) => state),
  );
  return {
    all: templates.length,
    drafts: templates.filter(({ submittedAt }) => submittedAt === null).length,
    rejected: reviews.filter((states) => states.some((state) => state === 'REJECTED' || state === 'SUSPENDED')).length,
    approved: reviews.filter((states) => states.every((state) => state === 'APPROVED')).length,
  };
}
