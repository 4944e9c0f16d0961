import { kstDate } from '../../../libs/clock/index.js';
import type { CaseForCitizen, TimelineEntry } from './case-for-citizen.js';
import { day, dayAndTime } from './dates.js';
import type { Language } from './reading-choice.js';
import { WORDS } from './words.js';

/** One line of the procedure as a citizen sees it. */
export interface StatusStep {
  state: 'done' | 'now' | 'next';
  title: string;
  /** When it happened, in words. */
  when?: string;
  /** In the page's language. */
  note?: string;
  /** Free text of Saeol: Korean in every language. */
  koreanNote?: string;
  /** The clock stands still while this step is the present one. */
  isPause?: boolean;
}

type Supplement = Extract<TimelineEntry, { kind: 'SUPPLEMENT_REQUESTED' }>;
type Exclusion = Extract<TimelineEntry, { kind: 'EXCLUDED' }>;

/**
 * Why the clock stands still: the supplement that still waits, since the citizen can do something about it, else the exclusion
 * that runs today (without an end until an entry with the same reason and first day brings one).
 * @param today `YYYY-MM-DD` in KST
 */
export function openPause(timeline: TimelineEntry[], today: string): Supplement | Exclusion | null {
  let supplement: Supplement | null = null;
  let exclusions: Exclusion[] = [];
  for (const entry of timeline) {
    if (entry.kind === 'SUPPLEMENT_REQUESTED') supplement = entry;
    else if (entry.kind === 'SUPPLEMENT_DONE') supplement = null;
    else if (entry.kind === 'EXCLUDED') {
      const { reason, from, to } = entry.excluded;
      exclusions = exclusions.filter(({ excluded }) => excluded.reason !== reason || excluded.from !== from);
      if (to === null || (from <= today && today <= to)) exclusions.push(entry);
    } else if (entry.kind === 'COMPLETED' || entry.kind === 'VOIDED') {
      supplement = null;
      exclusions = [];
    }
  }
  return supplement ?? exclusions.at(-1) ?? null;
}

/** The whole procedure: what was done, what is going on, what comes next. */
export function statusSteps(petition: CaseForCitizen, today: string, lang: Language): StatusStep[] {
  const words = WORDS[lang].status;
  const pause = openPause(petition.timeline, today);
  const isOver = petition.stage === 'COMPLETED' || petition.stage === 'VOIDED';
  const steps = petition.timeline.flatMap((entry, index): StatusStep[] => {
    const step = stepOf(entry, petition.timeline.slice(0, index), lang);
    if (step === null) return [];
    return [entry === pause ? { ...step, state: 'now', isPause: true } : step];
  });
  if (isOver) return steps;

  if (petition.officer === null) {
    steps.push({ state: pause ? 'next' : 'now', title: words.steps.assigning });
    steps.push({ state: 'next', title: words.steps.working });
  } else {
    steps.push({ state: pause ? 'next' : 'now', title: words.steps.working, note: petition.department.name });
  }
  const target = petition.targetAt;
  steps.push({
    state: 'next',
    title: words.steps.result,
    note:
      target === null ? undefined : words.steps.dueBy(petition.isTimed ? dayAndTime(target, lang) : day(target, lang)),
  });
  return steps;
}

function stepOf(entry: TimelineEntry, before: TimelineEntry[], lang: Language): StatusStep | null {
  const words = WORDS[lang].status;
  const done = { state: 'done' as const, when: dayAndTime(entry.at, lang) };
  switch (entry.kind) {
    case 'RECEIVED':
      return { ...done, title: words.steps.RECEIVED };
    case 'ASSIGNED': {
      const isFirst = !before.some((earlier) => earlier.kind === 'ASSIGNED');
      return {
        ...done,
        title: isFirst ? words.steps.ASSIGNED : words.steps.REASSIGNED,
        koreanNote: `${entry.officer.departmentName} ${entry.officer.name}`,
      };
    }
    case 'SUPPLEMENT_REQUESTED': {
      const { kind, reason, dueDate } = entry.supplement;
      const isAgain = openPause(before, kstDate(new Date(entry.at)))?.kind === 'SUPPLEMENT_REQUESTED';
      return {
        ...done,
        title: isAgain ? words.steps.SUPPLEMENT_AGAIN : words.steps[kind],
        note: dueDate ? words.steps.dueBy(day(dueDate, lang)) : undefined,
        koreanNote: reason || undefined,
      };
    }
    case 'SUPPLEMENT_DONE':
      return { ...done, title: words.steps.SUPPLEMENT_DONE };
    case 'EXCLUDED': {
      const { reason, from, to } = entry.excluded;
      const since = day(from, lang);
      const period = to === null ? words.excludedSince(since) : words.excludedPeriod(since, day(to, lang));
      return { ...done, title: words.steps.EXCLUDED, note: `${words.excludedTitle[reason]} · ${period}` };
    }
    case 'EXTENDED': {
      const { reason, newTargetAt } = entry.extension;
      return {
        ...done,
        title: words.steps.EXTENDED,
        note: newTargetAt === null ? undefined : words.steps.newDue(day(newTargetAt, lang)),
        koreanNote: reason || undefined,
      };
    }
    case 'COMPLETED':
      return { ...done, title: words.steps.COMPLETED, note: words.outcome[entry.outcome] };
    case 'REOPENED':
      return { ...done, title: words.steps.REOPENED, koreanNote: entry.reason || undefined };
    case 'VOIDED':
      return { ...done, title: words.steps.VOIDED };
    case 'AMENDED':
      // Corrects what Saeol wrote down (a number, a name): no step of the procedure.
      return null;
  }
}
