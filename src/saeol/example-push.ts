/** The example of the API document: a receipt of a three-day petition. */
export const EXAMPLE_PUSH = {
  events: [
    {
      eventId: 'S-202604290001-1',
      receiptNo: '202647700000000001',
      sequence: 1,
      kind: 'RECEIVED',
      occurredAt: '2026-04-29T14:00:00+09:00',
      petition: {
        typeCode: '4770000000015',
        typeName: '개발행위허가',
        kind: 'STATUTORY',
        statutory: true,
        period: { unit: 'DAY', length: 3 },
        promised: { unit: 'DAY', length: 2 },
        departmentCode: '47700000011',
      },
      applicant: { name: '홍길동', phone: '01000001234', notify: true, language: 'ko' },
      agent: { name: '김대리', phone: '01000005678', notify: true },
      plannedAt: '2026-05-06T14:00:00+09:00',
    },
  ],
};
