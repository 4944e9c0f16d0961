import type { ReactElement, ReactNode } from 'react';
import { Button, Notice, type ButtonTone } from '../../../libs/krds/index.js';

interface ActFormProps {
  action: string;
  /** What the button does. */
  act: string;
  tone?: ButtonTone;
  /** `get` leads to a page that shows what the act would do. */
  method?: 'get' | 'post';
  /** What the form carries along. */
  hidden?: Record<string, string | undefined>;
  /** Where whoever thinks better of it goes. */
  back?: string;
  /** Its answer is a page or a file and no redirect, which Turbo would refuse. */
  answersAtOnce?: boolean;
  takesFile?: boolean;
  children?: ReactNode;
}

/** One act: its fields, and the button that names it. */
export function ActForm(props: ActFormProps): ReactElement {
  const { action, act, tone, method = 'post', hidden = {}, back, answersAtOnce, takesFile, children } = props;
  return (
    <form
      className="ma-fields"
      method={method}
      action={action}
      encType={takesFile ? 'multipart/form-data' : undefined}
      data-turbo={answersAtOnce ? 'false' : undefined}
    >
      <Hidden values={hidden} />
      {children}
      <div className="ma-fields-acts">
        <Button size="small" tone={tone}>
          {act}
        </Button>
        {back !== undefined && (
          <a className="ma-text-link" href={back}>
            그만두기
          </a>
        )}
      </div>
    </form>
  );
}

interface ActButtonProps {
  action: string;
  act: string;
  /** What it is done to, for those who do not see the row. */
  about: string;
  hidden?: Record<string, string | undefined>;
  tone?: ButtonTone;
}

/** An act that asks nothing more, as a button in a row of a table. */
export function ActButton({ action, act, about, hidden = {}, tone = 'tertiary' }: ActButtonProps): ReactElement {
  return (
    <form className="ma-row-act" method="post" action={action}>
      <Hidden values={hidden} />
      <Button size="xsmall" tone={tone}>
        {act}
        <span className="sr-only">: {about}</span>
      </Button>
    </form>
  );
}

function Hidden({ values }: { values: Record<string, string | undefined> }): ReactElement {
  return (
    <>
      {Object.entries(values).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
    </>
  );
}

/** Why an act was refused, in the words of the rule that refused it. */
export function Refusal({ problem }: { problem: { detail: string } | null | undefined }): ReactElement | null {
  if (problem === null || problem === undefined) return null;
  return (
    <div className="ma-answer">
      <Notice tone="danger" title="하지 못했습니다" isAlert>
        {problem.detail}
      </Notice>
    </div>
  );
}

/** That an act was done. */
export function Done({ children }: { children: ReactNode }): ReactElement | null {
  if (children === undefined || children === null) return null;
  return (
    <div className="ma-answer">
      <Notice tone="success" title={children} isAlert />
    </div>
  );
}

/** Figures in a row, each with its name. */
export function Sums({ sums }: { sums: [name: string, value: ReactNode, more?: ReactNode][] }): ReactElement {
  return (
    <dl className="ma-sums">
      {sums.map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {more !== undefined && <span className="ma-why">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
