// One line of the trace, read from a table of the contract. Texts are decoded when a row is first looked at.
import { decodeTable, type Table } from '../../app/contract/table.ts';
import type { CallDetails } from '../../app/contract/schemas.ts';
import { FAMILY_NAMES } from '../ui/palette.ts';

export interface CallRow {
  readonly row: number;
  /** Nanoseconds since the run's start. */
  readonly time: number;
  readonly duration: number;
  readonly family: CallDetails['family'];
  readonly outcome: CallDetails['outcome'];
  readonly rule: number;
  /** Pages of memory when the call began. */
  readonly memory: number;
  /** Guest bytes that the host read and wrote. */
  readonly bytes: number;
  /** Instructions of the guest since the call before; -1 where they were not counted. */
  readonly computed: number;
  /** How many like calls the line stands for or, at the head of an unfolded run, opens; 1 for a call by itself. */
  readonly alike: number;
  /** First and last row of the run of like calls it belongs to. */
  readonly head: number;
  readonly last: number;
  /** Shortest and longest measured duration in the run, in nanoseconds; 0 where none was measured. */
  readonly least: number;
  readonly most: number;
  /** When the run's last call had ended. */
  readonly until: number;
  readonly name: string;
  readonly arguments: string;
  readonly result: string;
  /** Whether a person or a fault schedule changed the call. */
  readonly edited: boolean;
}

const OUTCOMES: readonly CallDetails['outcome'][] = ['ok', 'denied', 'error', 'ended'];

/** Rows of one answer; each is made once, so that a drawn row stays the same object. */
export class CallPage {
  readonly length: number;
  readonly #table: Table;
  readonly #rows: (CallRow | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.#table = decodeTable(bytes);
    this.length = this.#table.rows;
  }

  at(index: number): CallRow | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return (this.#rows[index] ??= rowOf(this.#table, index));
  }
}

function rowOf(table: Table, index: number): CallRow {
  return {
    row: table.number('row', index),
    time: table.number('time', index),
    duration: table.number('duration', index),
    family: FAMILY_NAMES[table.number('family', index)] ?? 'process',
    outcome: OUTCOMES[table.number('outcome', index)] ?? 'error',
    rule: table.number('rule', index),
    memory: table.number('memory', index),
    bytes: table.number('bytes', index),
    computed: table.number('computed', index),
    alike: table.number('alike', index),
    head: table.number('head', index),
    last: table.number('last', index),
    least: table.number('least', index),
    most: table.number('most', index),
    until: table.number('until', index),
    name: table.text('name', index),
    arguments: table.text('arguments', index),
    result: table.text('result', index),
    edited: table.number('edited', index) === 1,
  };
}
