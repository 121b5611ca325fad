// A number with its thousands parted by a margin, never by a character, so that copies stay clean.
import { memo, type JSX } from 'react';
import { thousands } from './quantities.ts';

export interface FigureProps {
  readonly value: number | string;
  /** Digits after the point, in groups of three too. */
  readonly digits?: number;
}

export const Figure = memo(function Figure({ value, digits = 0 }: FigureProps): JSX.Element {
  const text = typeof value === 'number' ? value.toFixed(digits) : value;
  const sign = text.startsWith('-') ? '−' : '';
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return (
    <span className="figure">
      {sign}
      {thousands(whole).map((group, index) => grouped(group, index))}
      {fraction && '.'}
      {fractionGroups(fraction).map((group, index) => grouped(group, index))}
    </span>
  );
});

function grouped(group: string, index: number): JSX.Element | string {
  return index === 0 ? (
    group
  ) : (
    <span key={index} className="thousand">
      {group}
    </span>
  );
}

function fractionGroups(fraction: string): readonly string[] {
  return fraction.match(/\d{1,3}/g) ?? [];
}
