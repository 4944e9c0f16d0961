import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { PetitionTypes } from '../cases/index.js';
import { Codes } from './codes.service.js';
import type { Way } from './link-traffic.js';
import { hasCase, hasStep, type SaeolRow } from './saeol-columns.js';
import {
  type CaseParts,
  readCaseParts,
  readStepParts,
  receiptNoOf,
  type RowFault,
  type RowRules,
  sequenceOf,
  type StepParts,
} from './saeol-row-translator.js';

/** A row of Saeol's with where it stood: file and row, table and index. */
export interface PlacedRow {
  row: SaeolRow;
  place: string | null;
}

export interface TranslatedRow extends PlacedRow {
  receiptNo: string;
  case: CaseParts | null;
  step: StepParts | null;
}

export type ReadRow =
  | ({ good: true } & TranslatedRow)
  | ({ good: false; fault: RowFault; receiptNo: string | null; sequence: number | null } & PlacedRow);

/** Reads rows in Saeol's words with what this county has decided about them. */
@Injectable()
export class RowReader {
  constructor(
    private readonly codes: Codes,
    private readonly types: PetitionTypes,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** The rules for these rows, as they stand now. */
  async rules(tx: EntityManager, rows: readonly PlacedRow[]): Promise<RowRules> {
    const asked = rows.flatMap(({ row }) =>
      row.mw_se === null && row.mw_code_cn === null && row.cgg_mw_afr_cl_no !== null ? [row.cgg_mw_afr_cl_no] : [],
    );
    const types = asked.length === 0 ? new Map() : await this.types.byCode(tx, [...new Set(asked)]);
    return {
      codes: await this.codes.map(tx),
      shortened: this.settings.saeol.shortened,
      statutoryType: (typeCode) => (types.get(typeCode) as { statutory: boolean } | undefined)?.statutory,
      now: this.clock.now(),
    };
  }

  /** Whether the case of a row that comes alone has a history. */
  expectsHistory({ row }: PlacedRow, source: Way): boolean {
    const { database, fileHistory } = this.settings.saeol;
    return hasStep(row) || (source === 'TABLE' ? database?.stepTable != null : fileHistory === 'always');
  }

  /** Pure but for the rules. A row may say how the case is, what its step was, or both at once. */
  read({ row, place }: PlacedRow, rules: RowRules): ReadRow {
    const receiptNo = receiptNoOf(row);
    const refuse = (fault: RowFault): ReadRow => ({
      good: false,
      row,
      place,
      fault,
      receiptNo: receiptNo.good ? receiptNo.value : null,
      sequence: sequenceOf(row),
    });
    if (!receiptNo.good) return refuse(receiptNo.fault);
    const ofCase = hasCase(row) ? readCaseParts(row, rules) : null;
    if (ofCase?.good === false) return refuse(ofCase.fault);
    const step = hasStep(row) ? readStepParts(row, rules) : null;
    if (step?.good === false) return refuse(step.fault);
    if (ofCase === null && step === null)
      return refuse({
        code: 'SAEOL.BAD_ROW',
        column: 'mw_take_no',
        detail: 'the row says nothing of its case or of a step',
      });
    return {
      good: true,
      row,
      place,
      receiptNo: receiptNo.value,
      case: ofCase?.value ?? null,
      step: step?.value ?? null,
    };
  }
}
