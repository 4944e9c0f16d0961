import { Injectable } from '@nestjs/common';
import type { Actor } from '../staff/index.js';
import { CalendarEdits, type EditAnswer } from './calendar-edits.js';
import { type CaseSettings, writeCaseSettings } from './case-settings.js';
import { HolidayTable, withSettings } from './holiday-table.js';

/** What a county decides about its petitions; what deadlines hang on moves the open ones, as an edit of the holidays does. */
@Injectable()
export class CountySettings {
  constructor(
    private readonly table: HolidayTable,
    private readonly edits: CalendarEdits,
  ) {}

  current(): CaseSettings {
    return this.table.rules().settings;
  }

  set(settings: CaseSettings, actor: Actor, preview: boolean): Promise<EditAnswer> {
    const audited = { action: 'case-settings.set', subjectKind: 'setting', subject: 'cases' };
    return this.edits.edit(actor, preview, audited, (rules) => ({
      after: withSettings(rules, settings),
      change: hangsOn(rules.settings) === hangsOn(settings) ? null : CHANGE,
      write: (tx) => writeCaseSettings(tx, settings),
    }));
  }
}

const CHANGE = { kind: 'SETTING' as const, detail: '근무시간 기준 변경', firstDay: null, lastDay: null };

/** What of the settings deadlines hang on; whom to tell is asked at the next step of each case. */
function hangsOn({ lunchStartsAt, clock }: CaseSettings): string {
  return JSON.stringify([lunchStartsAt, clock.exactInstants, clock.receiptAfterHoursIsDayOne]);
}
