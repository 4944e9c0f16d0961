import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, kstDate, toKst } from '../../libs/clock/index.js';
import { maskName, maskPhone } from '../../libs/privacy/index.js';
import { CalendarMissing } from '../../libs/working-time/index.js';
import { CaseFiles, type CaseFile } from './case-files.js';
import { howToCollect } from './case-notices.js';
import { toldWithTime } from './case-record.js';
import type { KeptStep } from './case-store.js';
import type { LinkHolder } from './citizen-links.js';
import { HolidayTable } from './holiday-table.js';
import { IntervalRows, type KeptInterval } from './interval-rows.js';
import { timeLeftOut } from './time-left-out.js';

/** A case as the holder of a status link sees it. */
@Injectable()
export class CitizenCases {
  constructor(
    private readonly files: CaseFiles,
    private readonly intervals: IntervalRows,
    private readonly holidays: HolidayTable,
    private readonly clock: Clock,
  ) {}

  /** One for each that is asked for, in their order; null for a case that is gone. Read together, for as many as look at once. */
  async views(
    tx: EntityManager,
    asked: readonly { caseId: string; holder: LinkHolder }[],
  ): Promise<(CitizenCase | null)[]> {
    if (asked.length === 0) return [];
    const ids = [...new Set(asked.map(({ caseId }) => caseId))];
    const [found, steps, intervals] = await Promise.all([
      this.files.byIds(tx, ids),
      this.files.stepsOfAll(tx, ids),
      this.intervals.listOf(tx, ids),
    ]);
    const files = new Map(found.map((file) => [file.record.id, file]));
    return asked.map(({ caseId, holder }) => {
      const file = files.get(caseId);
      return file === undefined ? null : this.view(file, steps.get(caseId) ?? [], intervals.get(caseId) ?? [], holder);
    });
  }

  /** Names and numbers masked; instants ISO 8601 with +09:00. */
  private view(file: CaseFile, steps: KeptStep[], intervals: KeptInterval[], holder: LinkHolder) {
    const { record, around } = file;
    const person = holder === 'AGENT' && record.agent !== null ? record.agent : record.applicant;
    return {
      petitionName: around.typeName,
      receiptNo: record.receiptNo,
      receivedAt: toKst(record.receivedAt),
      stage: record.stage,
      targetAt: record.targetAt && toKst(record.targetAt),
      isTimed: toldWithTime(record),
      isProvisional: record.provisional,
      workingDaysLeft: this.workingDaysLeft(record.targetAt),
      department: { name: around.departmentName, phone: around.departmentPhone },
      officer: record.officer && { name: record.officer.name, phone: around.officerPhone ?? around.departmentPhone },
      /** ISO 639-1. */
      language: person.language ?? 'ko',
      recipient: { name: maskName(person.name), phone: person.phone && maskPhone(person.phone) },
      result: resultOf(file, steps),
      timeline: steps.map((step) => entryOf(step, around.departmentName)),
      /** Why the date is later than the period alone would have it; `to` null: it still runs. */
      timeLeftOut: timeLeftOut(record.receivedAt, steps, intervals, this.holidays.rules().outages).map(
        ({ reason, from, to }) => ({ reason, from, to }),
      ),
    };
  }

  private workingDaysLeft(target: Date | null): number | null {
    if (target === null) return null;
    try {
      return this.holidays.calendar().workingDaysBetween(kstDate(this.clock.now()), kstDate(target));
    } catch (error) {
      if (error instanceof CalendarMissing) return null;
      throw error;
    }
  }
}

export type CitizenCase = ReturnType<CitizenCases['view']>;

function resultOf({ record, around }: CaseFile, steps: KeptStep[]) {
  const completion = steps.findLast(({ kind }) => kind === 'COMPLETED');
  if (record.outcome === null || record.completedAt === null || completion === undefined) return null;
  const {
    reason = null,
    transferredTo,
    transferredPhone = null,
    delivery = null,
    place = null,
  } = completion.words ?? {};
  return {
    outcome: record.outcome,
    at: toKst(record.completedAt),
    reason,
    handover:
      record.outcome === 'GRANTED'
        ? howToCollect(record, { reason, delivery: delivery as never, place, transferredTo: null }, around)
        : null,
    transferredTo: transferredTo === undefined ? null : { name: transferredTo, phone: transferredPhone },
  };
}

function entryOf(step: KeptStep, departmentName: string) {
  const base = { sequence: step.sequence, at: toKst(new Date(step.at)) };
  const { reason = '', officerName = '' } = step.words ?? {};
  const { shown } = step;
  switch (step.kind) {
    case 'ASSIGNED':
      return {
        ...base,
        kind: step.kind,
        officer: { name: officerName, departmentName: shown.departmentName ?? departmentName },
      };
    case 'SUPPLEMENT_REQUESTED':
      return {
        ...base,
        kind: step.kind,
        supplement: {
          kind: shown.supplementKind as 'SUPPLEMENT' | 'CORRECTION',
          reason,
          dueDate: shown.supplementDueDate ?? '',
        },
      };
    case 'EXCLUDED':
      return { ...base, kind: step.kind, excluded: { ...step.excluded!, to: step.excluded!.to ?? null } };
    case 'EXTENDED':
      return { ...base, kind: step.kind, extension: { reason, newTargetAt: shown.targetAt ?? null } };
    case 'COMPLETED':
      return { ...base, kind: step.kind, outcome: shown.outcome as never };
    case 'REOPENED':
      return { ...base, kind: step.kind, reason: reason === '' ? null : reason };
    default:
      return { ...base, kind: step.kind };
  }
}
