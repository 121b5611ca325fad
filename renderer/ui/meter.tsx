// How much of a limit is used: a thin bar in ink, never a colour.
import type { JSX } from 'react';
import './meter.css';

export interface MeterProps {
  readonly label: string;
  readonly used: number;
  readonly most: number;
  /** The same in words. */
  readonly text: string;
}

export function Meter({ label, used, most, text }: MeterProps): JSX.Element {
  const share = most > 0 ? Math.min(1, used / most) : 0;
  return (
    <span
      className="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={text}
    >
      <span className={share > 0.8 ? 'hot' : ''} style={{ width: `${Math.max(share > 0 ? 1 : 0, share * 100)}%` }} />
    </span>
  );
}
