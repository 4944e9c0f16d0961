import type { ReactElement, ReactNode } from 'react';

/** Line icons, 24 × 24, drawn in the colour of the text. No emoji: old phones show boxes. */
const SHAPES = {
  check: <path d="m5 12.5 4.5 4.500L19 7.5" />,
  'check-circle': (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="m8 12.3 2.8 2.800L16.2 9.5" />
    </>
  ),
  info: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 11v5.500M12 7.600v.2" />
    </>
  ),
  warning: (
    <>
      <path d="M12 3.5 21.5 20h-19z" />
      <path d="M12 10v4.500M12 17.200v.2" />
    </>
  ),
  pause: <path d="M9 6v12M15 6v12" />,
  phone: (
    <path d="M6.5 3.500h3l1.5 4.3-2.1 1.500a11.5 11.5 0 0 0 5.8 5.800l1.5-2.1 4.3 1.500v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.700a2 2 0 0 1 2-2.200z" />
  ),
  calendar: (
    <>
      <rect x="3.5" y="5" width="17" height="15.5" rx="2" />
      <path d="M3.5 10h17M8 3v4M16 3v4" />
    </>
  ),
  document: (
    <>
      <path d="M6 3.500h8l4.5 4.500v12.500H6z" />
      <path d="M14 3.500V8h4.500M9 12.500h6.500M9 16h6.5" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4.5 20.500c.8-4 3.7-6 7.5-6s6.7 2 7.5 6" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5.300l3.4 2" />
    </>
  ),
  chat: <path d="M4 5h16v11.500h-8.500L7 20v-3.500H4z" />,
  globe: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18" />
    </>
  ),
  tray: (
    <>
      <path d="M4 14.5 6.5 5h11l2.5 9.500v5H4z" />
      <path d="M4 14.500h4.500l1 2h5l1-2H20" />
    </>
  ),
  chart: <path d="M4 20h16M7 20v-7M12 20V5M17 20v-10" />,
  list: <path d="M8.5 6h11M8.5 12h11M8.5 18h11M4.5 6h.2M4.5 12h.2M4.5 18h.2" />,
  menu: <path d="M4 6.500h16M4 12h16M4 17.500h16" />,
  'arrow-right': <path d="m9.5 5.5 6.5 6.5-6.5 6.5" />,
  download: <path d="M12 4v11M7 10.500l5 5 5-5M4.5 20h15" />,
  refresh: <path d="M19.5 12a7.5 7.5 0 1 1-2.4-5.500M19.5 3.500V8H15" />,
  logout: <path d="M14 4H5v16h9M10.5 12H20M16.5 8l4 4-4 4" />,
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.5 15.5 5 5" />
    </>
  ),
  shield: (
    <>
      <path d="M12 3 5 5.500v6c0 4.5 2.8 7.5 7 9.5 4.2-2 7-5 7-9.500v-6z" />
      <path d="m8.8 12 2.3 2.3 4.2-4.3" />
    </>
  ),
  lock: (
    <>
      <rect x="5" y="10.5" width="14" height="10" rx="2" />
      <path d="M8 10.500V7.500a4 4 0 0 1 8 0v3" />
    </>
  ),
  send: <path d="M20.5 3.5 3 10.500l7 3 3 7zM10 13.500l4-4" />,
  star: <path d="m12 3.5 2.6 5.5 6 .8-4.4 4.2 1.1 6-5.3-2.900L6.7 20l1.1-6L3.4 9.800l6-.8z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** Beside words, so hidden from screen readers. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg
      className="ma-icon"
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
