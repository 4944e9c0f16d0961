import type { ReactElement, ReactNode } from 'react';
import type { PhoneButton } from '../messages.js';

const LINK = /(https?:\/\/\S+|\b0\d{1,2}-\d{3,4}-\d{4}\b)/;

/** A text as phones show it: addresses open, telephone numbers dial. */
export function MessageText({ text, className }: { text: string; className: string }): ReactElement {
  const parts: ReactNode[] = text.split(LINK).map((part, place) => {
    if (place % 2 === 0) return part;
    return part.startsWith('http') ? (
      <OutLink key={place} href={part} name={part} />
    ) : (
      <OutLink key={place} href={`tel:${part}`} name={part} />
    );
  });
  return <p className={className}>{parts}</p>;
}

/** The buttons below a message; what opens nothing is drawn without a link. */
export function MessageButtons({
  buttons,
  className,
}: {
  buttons: readonly PhoneButton[];
  className: string;
}): ReactElement | null {
  if (buttons.length === 0) return null;
  return (
    <ul className={className}>
      {buttons.map(({ name, url, tel }, place) => (
        <li key={place}>
          {hrefOf(url, tel) === null ? <span>{name}</span> : <OutLink href={hrefOf(url, tel)!} name={name} />}
        </li>
      ))}
    </ul>
  );
}

function hrefOf(url: string | undefined, tel: string | undefined): string | null {
  if (url !== undefined && /^https?:\/\//.test(url)) return url;
  return tel === undefined ? null : `tel:${tel}`;
}

function OutLink({ href, name }: { href: string; name: string }): ReactElement {
  if (href.startsWith('tel:')) return <a href={href}>{name}</a>;
  return (
    <a href={href} target="_blank" rel="noopener">
      {name}
    </a>
  );
}
