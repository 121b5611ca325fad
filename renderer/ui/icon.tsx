// Every icon, drawn once as a symbol on a 16 px grid and used by name. Shapes carry meaning (family, outcome); ink is the text's.
import type { JSX } from 'react';

const SHAPES = {
  modules: (
    <>
      <rect x="2.5" y="2.5" width="4.5" height="4.5" rx="1" />
      <rect x="9" y="2.5" width="4.5" height="4.5" rx="1" />
      <rect x="2.5" y="9" width="4.5" height="4.5" rx="1" />
      <rect x="9" y="9" width="4.5" height="4.5" rx="1" />
    </>
  ),
  module: (
    <>
      <path d="M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.5 5 8 8.2 13.5 5M8 8.2v6" />
    </>
  ),
  policy: (
    <>
      <path d="M8 2.2v11.3M5.2 13.5h5.6M3 4.5h10M3.2 4.5 1.4 9.2c.3 2 3.3 2 3.6 0zM12.8 4.5 11 9.2c.3 2 3.3 2 3.6 0z" />
    </>
  ),
  trace: (
    <>
      <path d="M2 4h5M9.5 4H14M2 8h2.5M7 8h7M2 12h7.5M12 12h2" />
    </>
  ),
  audit: (
    <>
      <path d="M3 2.5h8.5V9M3 2.5v11h4.5M5.2 5.2h4M5.2 8h3" />
      <path d="m9 12.2 1.6 1.6 3-3.6" />
    </>
  ),
  sessions: (
    <>
      <rect x="2" y="2.5" width="12" height="3.5" rx="1" />
      <path d="M3 6v6.5a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V6M6.5 9h3" />
    </>
  ),
  compare: (
    <>
      <rect x="2" y="3" width="4.5" height="10" rx="1" />
      <rect x="9.5" y="3" width="4.5" height="10" rx="1" />
      <path d="M8 1.5v13" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.4 3.4" />
    </>
  ),
  fold: <path d="M3 3.5h10M5.5 6.7 8 9.2l2.5-2.5M3 12.5h10" />,
  columns: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="M6 3v10M10 3v10" />
    </>
  ),
  zoom: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.4 3.4M7 5.2v3.6M5.2 7h3.6" />
    </>
  ),
  flag: <path d="M4 14V2.5M4 3h8l-2 3 2 3H4" />,
  play: (
    <>
      <path d="M4.5 3v10l8.5-5z" />
    </>
  ),
  pause: (
    <>
      <path d="M5.5 3.5v9M10.5 3.5v9" />
    </>
  ),
  step: (
    <>
      <path d="M3.5 3.5v9l6.5-4.5zM12.5 3.5v9" />
    </>
  ),
  'step-after': (
    <>
      <path d="M3.5 3.5v9M6 3.5v9l6.5-4.5z" />
    </>
  ),
  'to-match': (
    <>
      <path d="M2.5 3.5v9L8 8zM8.5 3.5v9L14 8z" />
    </>
  ),
  breakpoint: (
    <>
      <circle cx="8" cy="8" r="4.5" />
      <circle cx="8" cy="8" r="1.5" />
    </>
  ),
  edited: (
    <>
      <path d="m3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7 11.3 7" />
    </>
  ),
  stop: (
    <>
      <rect x="4" y="4" width="8" height="8" rx="1" />
    </>
  ),
  'details-pane': (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="M10 3v10" />
    </>
  ),
  'dock-pane': (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="M2 9.5h12" />
    </>
  ),
  'chevron-right': (
    <>
      <path d="m6 4 4 4-4 4" />
    </>
  ),
  'chevron-down': (
    <>
      <path d="m4 6 4 4 4-4" />
    </>
  ),
  'chevron-up': (
    <>
      <path d="m4 10 4-4 4 4" />
    </>
  ),
  ok: (
    <>
      <path d="M3 8.5 6.5 12 13 4.5" />
    </>
  ),
  close: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  link: (
    <>
      <path d="M6.5 9.5 9.5 6.5M7 4.5l1-1a3 3 0 0 1 4.3 4.3l-1 1M9 11.5l-1 1a3 3 0 0 1-4.3-4.3l1-1" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1" />
      <path d="M3.5 10.5h-1v-8h8v1" />
    </>
  ),
  open: (
    <>
      <path d="M8 10.5V2.5M4.5 6 8 2.5 11.5 6M2.5 10v3.5h11V10" />
    </>
  ),
  save: (
    <>
      <path d="M8 2.5v8M4.5 7 8 10.5 11.5 7M2.5 10v3.5h11V10" />
    </>
  ),
  go: (
    <>
      <path d="M3 8h9M8.5 4.5 12 8l-3.5 3.5" />
    </>
  ),
  denied: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m4.2 11.8 7.6-7.6" />
    </>
  ),
  error: (
    <>
      <path d="M8 2.5v6.5" strokeWidth="2.2" />
      <circle className="fill" cx="8" cy="13" r="1.5" />
    </>
  ),
  trap: (
    <>
      <path d="m3.5 3.5 9 9M12.5 3.5l-9 9" strokeWidth="1.8" />
    </>
  ),
  limit: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path className="fill" d="M8 2.5a5.5 5.5 0 0 0 0 11z" />
    </>
  ),
  'not-yet': (
    <>
      <circle cx="8" cy="8" r="5.5" strokeDasharray="1.2 2.25" />
    </>
  ),
  files: (
    <>
      <path d="M4 1.8h5l3.5 3.5v8.9H4zM9 1.8v3.5h3.5" />
    </>
  ),
  time: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.7V8l2.3 1.5" />
    </>
  ),
  random: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2" />
      <path className="fill" d="M5 5h1.6v1.6H5zM9.4 5H11v1.6H9.4zM5 9.4h1.6V11H5zM9.4 9.4H11V11H9.4z" />
    </>
  ),
  env: (
    <>
      <path d="M6 2.5c-2 0-2 1-2 2.5S4 8 2.5 8C4 8 4 9.5 4 11s0 2.5 2 2.5M10 2.5c2 0 2 1 2 2.5s0 3 1.5 3c-1.5 0-1.5 1.5-1.5 3s0 2.5-2 2.5" />
    </>
  ),
  network: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M2.2 8h11.6M8 2.2c2.6 2.5 2.6 9 0 11.6M8 2.2c-2.6 2.5-2.6 9 0 11.6" />
    </>
  ),
  stdio: (
    <>
      <rect x="1.8" y="3" width="12.4" height="10" rx="1" />
      <path d="m4.5 6 2 2-2 2M8.5 10.2h3" />
    </>
  ),
  process: (
    <>
      <rect x="4.5" y="4.5" width="7" height="7" rx="1" />
      <path d="M6.5 2v2.2M9.5 2v2.2M6.5 11.8V14M9.5 11.8V14M2 6.5h2.2M2 9.5h2.2M11.8 6.5H14M11.8 9.5H14" />
    </>
  ),
  guest: (
    <>
      <path d="M2.5 3h3.3a2.2 2.2 0 0 0 4.4 0h3.3v10.5h-11z" />
    </>
  ),
  isolation: (
    <>
      <path d="M8 1.8 13.2 4v4c0 3-2.2 5.2-5.2 6.2C5 13.2 2.8 11 2.8 8V4z" />
      <path d="M5.6 8 7.3 9.7 10.6 6.2" />
    </>
  ),
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  dots: (
    <>
      <path className="fill" d="M3 7.2h1.6v1.6H3zM7.2 7.2h1.6v1.6H7.2zM11.4 7.2H13v1.6h-1.6z" />
    </>
  ),
  warning: (
    <>
      <path d="M8 2.5 14 13.5H2zM8 6.5v3.5M8 11.8v.1" />
    </>
  ),
  ask: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M6.3 6.6a1.7 1.7 0 1 1 2.5 1.5c-.6.3-.8.7-.8 1.2M8 11.2v.1" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 7.3v3.5M8 5.2v.1" />
    </>
  ),
  mem: (
    <>
      <rect x="2.5" y="4.5" width="11" height="7" rx="1" />
      <path d="M5.5 7v2M8 7v2M10.5 7v2" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1" />
    </>
  ),
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z" />,
  tail: <path d="M8 2v8M4.8 7 8 10.2 11.2 7M3 13.5h10" />,
  disconnected: (
    <path d="M6.5 9.5 4.8 11.2a2.5 2.5 0 0 1-3.5-3.5L3 6M9.5 6.5l1.7-1.7a2.5 2.5 0 0 1 3.5 3.5L13 10M2.5 2.5l11 11" />
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path className="fill" d="M8 2.5a5.5 5.5 0 0 1 0 11z" />
    </>
  ),
  star: <path d="m8 2.4 1.7 3.6 3.9.5-2.9 2.7.8 3.9L8 11.2l-3.5 1.9.8-3.9-2.9-2.7 3.9-.5z" />,
  undo: <path d="M5.5 3 2.5 6l3 3M2.5 6h6.8a3.7 3.7 0 0 1 0 7.4H6" />,
  redo: <path d="m10.5 3 3 3-3 3M13.5 6H6.7a3.7 3.7 0 0 0 0 7.4H10" />,
} as const;

export type IconName = keyof typeof SHAPES;

/** Defines all symbols; stands once in the document. */
export function IconSprite(): JSX.Element {
  return (
    <svg width="0" height="0" className="icon-sprite" aria-hidden="true">
      <defs>
        {Object.entries(SHAPES).map(([name, shape]) => (
          <symbol key={name} id={`icon-${name}`} viewBox="0 0 16 16">
            {shape}
          </symbol>
        ))}
      </defs>
    </svg>
  );
}

export interface IconProps {
  readonly name: IconName;
  readonly size?: 12 | 14 | 16 | 20;
  readonly className?: string;
}

/** Decoration: what it says must also stand in words or in a label. */
export function Icon({ name, size = 16, className = '' }: IconProps): JSX.Element {
  return (
    <svg className={`icon icon-${size} ${className}`} aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  );
}
