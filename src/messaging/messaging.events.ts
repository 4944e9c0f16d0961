import type { Occasion, RecipientKind } from './notice-request.js';

export type Channel = 'ALIMTALK' | 'RCS' | 'LMS' | 'SMS';
export type StatusReason =
  'OVERTAKEN' | 'OPTED_OUT' | 'LATE_NEWS' | 'NOT_LIVE' | 'SHADOW' | 'TRIAL' | 'NO_CHANNEL' | 'HELD';

interface NotificationFact {
  notificationId: string;
  occasion: Occasion;
  variant: string;
  recipientKind: RecipientKind;
  recipientId: string | null;
  subject: string;
  label: string | null;
  departmentCode: string;
  /** Product time, ISO 8601. */
  at: string;
}

/** Notices were stored and wait for the dispatcher; `notificationIds` of one transaction. */
export class NotificationsQueued {
  static readonly type = 'messaging.notifications-queued';
  constructor(readonly notificationIds: string[]) {}
}

/** A phone showed the message; `tried`: the channels tried in vain before, in their order. */
export class NotificationDelivered {
  static readonly type = 'messaging.notification-delivered';
  constructor(
    readonly notification: NotificationFact,
    readonly channel: Channel,
    readonly tried: Channel[],
  ) {}
}

/** No channel reached the person: none of `tried`, in their order. `cause` is plain Korean, without personal data. */
export class NotificationFailed {
  static readonly type = 'messaging.notification-failed';
  constructor(
    readonly notification: NotificationFact,
    readonly statusReason: StatusReason | null,
    readonly cause: string,
    readonly tried: Channel[],
  ) {}
}

/** Recorded and not sent. */
export class NotificationDropped {
  static readonly type = 'messaging.notification-dropped';
  constructor(
    readonly notification: NotificationFact,
    readonly statusReason: StatusReason,
  ) {}
}

export type { NotificationFact };
