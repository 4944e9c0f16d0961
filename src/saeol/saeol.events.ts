/** Events of a receipt number were stored and wait in the inbox. */
export class LinkEventsStored {
  static readonly type = 'saeol.link-events-stored';
  constructor(readonly receiptNo: string) {}
}
