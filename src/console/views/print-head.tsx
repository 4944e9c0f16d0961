import { createElement, type ReactElement } from 'react';
import { fullDayOf } from './dates.js';

interface PrintHeadProps {
  /** Left out where the sheet has its own. */
  title?: string;
  organisation: string;
  /** `YYYY-MM-DD`, KST. */
  day: string;
  /** Who signs, from the first to the last. */
  signers?: string[];
}

/** What a sheet of paper needs that a screen does not: title, office, day, and where to sign. On the screen: a button that prints. */
export function PrintHead({
  title,
  organisation,
  day,
  signers = ['담당', '팀장', '과장'],
}: PrintHeadProps): ReactElement {
  return (
    <>
      <div className="ma-print-act">
        {createElement('print-page', null)}
        <p className="ma-note">인쇄하거나 PDF로 저장하면 메뉴 없이 결재란과 함께 나옵니다.</p>
      </div>
      <div className="ma-print-only ma-print-head">
        <div>
          {title !== undefined && <p className="ma-print-title">{title}</p>}
          <p>
            {organisation} · {fullDayOf(day)}
          </p>
        </div>
        <table className="ma-signing">
          <caption className="sr-only">결재</caption>
          <tbody>
            <tr>
              {signers.map((signer) => (
                <th key={signer} scope="col">
                  {signer}
                </th>
              ))}
            </tr>
            <tr>
              {signers.map((signer) => (
                <td key={signer} />
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </>
  );
}
