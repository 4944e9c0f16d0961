import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactElement } from 'react';

export type ButtonTone = 'primary' | 'secondary' | 'tertiary' | 'text';
export type ButtonSize = 'xsmall' | 'small' | 'medium' | 'large';

interface Look {
  tone?: ButtonTone;
  size?: ButtonSize;
}

/** `.krds-btn` as a button of a form. Its words name the act. */
export function Button({
  tone = 'primary',
  size = 'medium',
  className = '',
  type = 'submit',
  ...rest
}: Look & ButtonHTMLAttributes<HTMLButtonElement>): ReactElement {
  return <button type={type} className={`krds-btn ${tone} ${size} ${className}`.trim()} {...rest} />;
}

/** `.krds-btn` as a link. */
export function LinkButton({
  tone = 'secondary',
  size = 'medium',
  className = '',
  children,
  ...rest
}: Look & AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }): ReactElement {
  return (
    <a className={`krds-btn ${tone} ${size} ${className}`.trim()} {...rest}>
      {children}
    </a>
  );
}
