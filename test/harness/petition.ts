/** Events of one petition as Saeol would send them, for tests; `at` are KST instants. */
export class Petition {
  private sequence = 0;

  constructor(
    readonly receiptNo: string,
    readonly phone = '01000001234',
  ) {}

  received(at: string, petition: object = {}, more: object = {}): object {
    return this.event('RECEIVED', at, {
      petition: {
        typeCode: '4770000000015',
        typeName: '개발행위허가',
        kind: 'STATUTORY',
        statutory: true,
        period: { unit: 'DAY', length: 3 },
        departmentCode: '47700000011',
        ...petition,
      },
      applicant: { name: '홍길동', phone: this.phone, notify: true },
      ...more,
    });
  }

  assigned(at: string, officer: object = {}): object {
    return this.event('ASSIGNED', at, {
      officer: { id: 's113', name: '남궁다온', phone: '063-000-1103', departmentCode: '47700000011', ...officer },
    });
  }

  supplementRequested(at: string, supplement: object = {}): object {
    return this.event('SUPPLEMENT_REQUESTED', at, {
      supplement: { kind: 'SUPPLEMENT', reason: '배치도 1부', dueDays: 7, ...supplement },
    });
  }

  supplementDone(at: string): object {
    return this.event('SUPPLEMENT_DONE', at, {});
  }

  extended(at: string, extension: object = {}): object {
    return this.event('EXTENDED', at, {
      extension: { days: 3, reason: '관계 기관 협의', reasonCode: 'COOPERATION', consent: false, ...extension },
    });
  }

  completed(at: string, outcome = 'GRANTED', more: object = {}): object {
    return this.event('COMPLETED', at, { outcome, ...more });
  }

  reopened(at: string): object {
    return this.event('REOPENED', at, { reason: '처리 내용 정정' });
  }

  event(kind: string, at: string, more: object): object {
    this.sequence += 1;
    return {
      eventId: `S-${this.receiptNo}-${this.sequence}`,
      receiptNo: this.receiptNo,
      sequence: this.sequence,
      kind,
      occurredAt: `${at}+09:00`,
      ...more,
    };
  }
}
