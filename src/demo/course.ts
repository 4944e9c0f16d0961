import { toKst } from '../../libs/clock/index.js';
import type { HolidayCalendar } from '../../libs/working-time/index.js';
import type { LinkEvent, LinkEventBody, LinkEventKind } from './saeol-event.js';

/** An event and the instant (product time) at which Saeol sends it. */
export interface PlannedEvent {
  at: Date;
  event: LinkEvent;
}

/** The course of one petition: its steps, each at so many working minutes after the receipt, in a dense sequence from 1. */
export class Course {
  readonly events: PlannedEvent[] = [];
  private lastOffset = -1;

  constructor(
    /** 18 digits. */
    readonly receiptNo: string,
    /** In working time. */
    readonly receivedAt: Date,
    private readonly calendar: HolidayCalendar,
  ) {}

  /** The instant `offset` minutes of work after the receipt; an opening rather than the closing before it. */
  instantAt(offset: number): Date {
    return this.calendar.nextWorkingTime(this.calendar.addWorkingMinutes(this.receivedAt, Math.round(offset)));
  }

  /** Adds a step; one that would fall on or before the last one happens a minute after it. Answers the offset it has. */
  step<Kind extends LinkEventKind>(kind: Kind, offset: number, body: LinkEventBody[Kind]): number {
    this.lastOffset = Math.max(Math.round(offset), this.lastOffset + 1);
    const at = this.instantAt(this.lastOffset);
    const sequence = this.events.length + 1;
    const head = { eventId: `S-${this.receiptNo}-${sequence}`, receiptNo: this.receiptNo, sequence, kind };
    this.events.push({ at, event: { ...head, occurredAt: toKst(at), ...body } as LinkEvent });
    return this.lastOffset;
  }
}

/** 18 digits: year 4, organisation 7, then the day of the year 3 and a position of 4 digits, so that no two are the same. */
export function receiptNumber(date: string, position: number): string {
  const year = date.slice(0, 4);
  const dayOfYear = (Date.parse(date) - Date.parse(`${year}-01-01`)) / 86_400_000 + 1;
  return `${year}4770000${String(dayOfYear).padStart(3, '0')}${String(position).padStart(4, '0')}`;
}
