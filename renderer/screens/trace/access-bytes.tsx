// One stretch of guest memory that a call touches: what was done, how much and where, and its first bytes.
import type { JSX } from 'react';
import type { CallDetails } from '../../../app/contract/schemas.ts';
import { KeyValues } from '../../ui/details.tsx';
import { HexView } from '../../ui/hex-view.tsx';
import { addressText, bytesText } from '../../ui/quantities.ts';

const BYTES_A_ROW = 8;
const ROWS = 8;

/** Bytes of an access that are shown; the dock has them all. */
export const BYTES_SHOWN = ROWS * BYTES_A_ROW;

interface AccessBytesProps {
  readonly access: CallDetails['bytes'][number];
  readonly family: CallDetails['family'];
  /** `read`, or `reads` where it is still to come. */
  readonly verb: string;
  readonly label: string;
}

export function AccessBytes({ access, family, verb, label }: AccessBytesProps): JSX.Element {
  const { length, pointer, data } = access;
  const place = (
    <>
      <span className="data">{bytesText(length)}</span> at <span className="data">{addressText(pointer)}</span>
    </>
  );
  return (
    <div className="details-bytes">
      <KeyValues pairs={[{ name: verb, value: place }]} />
      <HexView
        width={BYTES_A_ROW}
        bytes={data.subarray(0, BYTES_SHOWN)}
        start={pointer}
        markClass={`of-${family}`}
        label={label}
        most={ROWS + 1}
      />
    </div>
  );
}
