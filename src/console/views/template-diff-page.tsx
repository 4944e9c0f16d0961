import type { ReactElement } from 'react';
import { Badge, LinkButton, Notice } from '../../../libs/krds/index.js';
import type { DiffLine, TemplateView, WordingDiff } from '../../messaging/index.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { PART_NAMES, templateName } from './template-words.js';

interface TemplateDiffPageProps {
  frame: StaffFrame;
  older: TemplateView;
  newer: TemplateView;
  diff: WordingDiff;
}

const MARKS: Record<DiffLine['op'], { sign: string; words: string }> = {
  SAME: { sign: ' ', words: '' },
  REMOVED: { sign: '−', words: '지움: ' },
  ADDED: { sign: '+', words: '더함: ' },
};

/** What changed from one version to another, part by part, line by line. */
export function TemplateDiffPage({ frame, older, newer, diff }: TemplateDiffPageProps): ReactElement {
  const changed = diff.parts.filter((part) => part.changed);
  const { added, removed } = diff.variables;
  return (
    <StaffPage
      frame={frame}
      title={`${templateName(newer)}: ${older.version}판과 ${newer.version}판`}
      aside={
        <LinkButton href={`/templates/${newer.id}`} size="small" tone="tertiary">
          {newer.version}판으로
        </LinkButton>
      }
    >
      {changed.length === 0 && <Notice tone="information" title="두 판의 글이 같습니다" />}
      {(added.length > 0 || removed.length > 0) && (
        <Panel id="variables" title="변수">
          <p className="ma-badges">
            {removed.map((name) => (
              <Badge key={name} tone="danger">
                빠짐 {`#{${name}}`}
              </Badge>
            ))}
            {added.map((name) => (
              <Badge key={name} tone="success">
                새로 {`#{${name}}`}
              </Badge>
            ))}
          </p>
        </Panel>
      )}
      {changed.map(({ part, lines }) => (
        <Panel key={part} id={part} title={PART_NAMES[part]}>
          <ol className="ma-diff">
            {lines.map(({ op, text }, index) => (
              <li key={index} className={`is-${op}`}>
                <span aria-hidden="true" className="ma-diff-sign">
                  {MARKS[op].sign}
                </span>
                <span className="sr-only">{MARKS[op].words}</span>
                <span className="ma-diff-text">{text}</span>
              </li>
            ))}
          </ol>
        </Panel>
      ))}
    </StaffPage>
  );
}
