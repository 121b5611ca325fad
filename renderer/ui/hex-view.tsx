// Bytes as hexadecimal and text, sixteen or eight to a row, with a marked range. Bytes stay numbers until they are digits.
import type { JSX } from 'react';
import './hex-view.css';

/** Addresses, `to` not included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export interface HexViewProps {
  readonly bytes: Uint8Array;
  /** Address of the first byte. */
  readonly start: number;
  readonly width?: 8 | 16;
  /** Marked bytes, by address. */
  readonly marked?: ByteRange | readonly ByteRange[] | null;
  /** Bytes that are not as they were, by address. */
  readonly changed?: (at: number) => boolean;
  /** Colours the mark by family, as `of-files`. */
  readonly markClass?: string;
  readonly label: string;
  /** Rows at most; the rest is said in words. */
  readonly most?: number;
}

export function HexView(props: HexViewProps): JSX.Element {
  const { bytes, start, width = 16, marked = null, changed = () => false, markClass = '', most = 256 } = props;
  const ranges = marked === null ? [] : 'from' in marked ? [marked] : marked;
  const first = start - (start % width);
  const rows = Math.min(most, Math.ceil((start + bytes.length - first) / width));
  return (
    <div className={`hex-view data hex-${width} ${markClass}`} role="group" aria-label={props.label}>
      {Array.from({ length: rows }, (_, row) => (
        <HexRow key={row} address={first + row * width} {...{ bytes, start, width, changed }} marked={ranges} />
      ))}
    </div>
  );
}

interface HexRowProps {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly width: number;
  readonly marked: readonly ByteRange[];
  readonly changed: (at: number) => boolean;
}

function HexRow({ address, bytes, start, width, marked, changed }: HexRowProps): JSX.Element {
  const cells = Array.from({ length: width }, (_, column) => ({ at: address + column, value: bytes[address + column - start] }));
  const isMarked = (at: number): boolean => marked.some(({ from, to }) => at >= from && at < to);
  return (
    <div className="hex-row">
      <span className="hex-address">{address.toString(16).toUpperCase().padStart(8, '0')}</span>
      <span className="hex-bytes">
        {cells.map(({ at, value }) => (
          <span
            key={at}
            className={`${isMarked(at) ? 'marked' : ''} ${changed(at) ? 'changed' : ''} ${value === 0 ? 'zero' : ''}`}
          >
            {value === undefined ? '  ' : value.toString(16).toUpperCase().padStart(2, '0')}
          </span>
        ))}
      </span>
      <span className="hex-text">
        {cells.map(({ at, value }) => (
          <span key={at} className={`${isMarked(at) ? 'marked' : ''} ${value === undefined || isPrintable(value) ? '' : 'zero'}`}>
            {value === undefined ? ' ' : isPrintable(value) ? String.fromCharCode(value) : '.'}
          </span>
        ))}
      </span>
    </div>
  );
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}
