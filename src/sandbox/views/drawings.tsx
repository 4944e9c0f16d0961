import type { ReactElement } from 'react';

/** Drawn here, of simple shapes: no maker's marks. Beside a text that says the same, so they are hidden from readers. */

export function StatusIcons(): ReactElement {
  return (
    <svg className="sb-status-icons" viewBox="0 0 46 12" aria-hidden="true" focusable="false">
      <path fill="currentColor" d="M0 11V8h2.4v3zM3.6 11V6H6v5zM7.2 11V3.6h2.4V11zM10.8 11V1h2.4v10z" />
      <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round">
        <path d="M17.2 4.4a7.6 7.6 0 0 1 10.6 0M19.4 7a4.4 4.4 0 0 1 6.2 0" />
        <rect x="31.7" y="1.7" width="11.6" height="8.6" rx="2.2" strokeWidth="1" />
      </g>
      <circle cx="22.5" cy="9.9" r="1.3" fill="currentColor" />
      <path fill="currentColor" d="M33.3 3.3h6.4v5.4h-6.4zM44.3 4.4h1v3.2h-1z" />
    </svg>
  );
}

export function ChannelMark(): ReactElement {
  return (
    <svg className="sb-channel-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        fill="currentColor"
        d="M8 .8l1.7 1.5 2.2-.4.8 2.1 2.1.8-.4 2.2L16 8l-1.5 1.7.4 2.2-2.1.8-.8 2.1-2.2-.4L8 15.9l-1.7-1.5-2.2.4-.8-2.1-2.1-.8.4-2.2L.1 8l1.5-1.7-.4-2.2 2.1-.8.8-2.1 2.2.4z"
      />
      <path fill="none" stroke="#fff" strokeWidth="1.7" d="M4.8 8.2l2.2 2.2 4.2-4.6" />
    </svg>
  );
}

export function SafeMark(): ReactElement {
  return (
    <svg className="sb-shield" viewBox="0 0 16 18" aria-hidden="true" focusable="false">
      <path fill="currentColor" d="M8 .5l7 2.3v5.4c0 4.4-2.9 7.7-7 9.3-4.1-1.6-7-4.9-7-9.3V2.8z" />
      <path fill="none" stroke="#fff" strokeWidth="1.8" d="M4.5 8.8l2.6 2.6 4.6-5" />
    </svg>
  );
}

export function TalkIcon(): ReactElement {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path
        fill="currentColor"
        d="M10 3c4.4 0 8 2.7 8 6.1s-3.6 6.1-8 6.1c-.7 0-1.3-.1-1.9-.2L4.6 17.4l.6-3.1C3.3 13.2 2 11.3 2 9.1 2 5.7 5.6 3 10 3z"
      />
    </svg>
  );
}

export function EnvelopeIcon(): ReactElement {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path fill="currentColor" d="M2 4.5h16V6l-8 5-8-5zM2 7.8l8 5 8-5v7.7H2z" />
    </svg>
  );
}

export function BackIcon(): ReactElement {
  return (
    <svg className="sb-back" viewBox="0 0 12 20" aria-hidden="true" focusable="false">
      <path fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" d="M10 2L2 10l8 8" />
    </svg>
  );
}

/** The county's own sign on the phones: hills and a field. */
export function CountySign(): ReactElement {
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" fill="#0b5c4a" />
      <circle cx="28" cy="12" r="5" fill="#ffd24a" />
      <path d="M0 28l11-12 8 8 6-6 15 14v8H0z" fill="#1f8a6a" />
      <path d="M0 33c10-5 20-5 40 0v7H0z" fill="#9bd36a" />
    </svg>
  );
}
