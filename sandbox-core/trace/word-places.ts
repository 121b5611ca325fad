// Where one word of a filter can occur at all, told from names, numbers and raw bytes: so that a row is put in words only
// when that may matter. Every answer but `absent` is only a "perhaps", except `named`.
import { FAMILIES } from '../base/family.ts';
import { visibleText } from '../base/visible-text.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import { someErrnoContains } from './errno.ts';

/** Words of ours in a row's texts, besides names and numbers (describe-call.ts, argument-text.ts, instant-text.ts). */
const OWN_WORDS = ['fd', 'stdin', 'stdout', 'stderr', 'vectors', 'at', 'ok', 'ended'];

/** Only what numbers, instants, durations and escapes are made of: in nearly every row. */
const NUMBER_LIKE = /^[0-9a-fx.:+\-tznsµmbur]*$/;
/** Signs of ours that stand between other things, and letters whose case is not plain: looked for in the finished text only. */
const NOT_PLAIN = /[^\x21-\x7e]|[|",\\{}]/;

export type Occurrence = 'named' | 'perhaps' | 'absent';

export class WordPlaces {
  readonly #named: readonly boolean[];
  readonly #inFlags: readonly boolean[];
  readonly #families: readonly boolean[];
  readonly #outcomes: readonly boolean[];
  readonly #anywhere: boolean;
  readonly #inErrno: boolean;
  readonly #needle: Uint8Array;
  /** The chunk last asked about, and whether its bytes hold the word at all. */
  #chunk: Chunk | undefined;
  #inChunk = false;

  /** `word` in lower case. */
  constructor(word: string, header: RecordingHeader) {
    this.#named = header.signatures.map(({ name }) => containsWord(visibleText(name), word));
    this.#inFlags = header.signatures.map((signature) => flagNames(signature).some((name) => containsWord(name, word)));
    this.#families = FAMILIES.map((family) => containsWord(family, word));
    this.#outcomes = CALL_OUTCOMES.map((outcome) => containsWord(outcome, word));
    this.#anywhere = NOT_PLAIN.test(word) || NUMBER_LIKE.test(word) || OWN_WORDS.some((own) => own.includes(word));
    this.#inErrno = someErrnoContains(word);
    // The escapes \n, \r, \t and \0 end in a sign that seems to begin the word behind them.
    this.#needle = new TextEncoder().encode(/^[nrt0]/.test(word) ? word.slice(1) : word);
  }

  occurrence(chunk: Chunk, index: number, family: number): Occurrence {
    const signature = chunk.signature[index] ?? 0;
    if (this.#named[signature] || this.#families[family] || this.#outcomes[chunk.outcome[index] ?? 0]) return 'named';
    if (this.#anywhere || this.#inFlags[signature] || (this.#inErrno && chunk.result[index] !== 0)) return 'perhaps';
    return this.#inData(chunk, index) ? 'perhaps' : 'absent';
  }

  #inData(chunk: Chunk, index: number): boolean {
    if (this.#chunk !== chunk) {
      this.#chunk = chunk;
      this.#inChunk = this.#inBytes(chunk.data, 0, chunk.data.length);
    }
    if (!this.#inChunk) return false;
    const from = chunk.dataStart[chunk.accessStart[index] ?? 0] ?? 0;
    return this.#inBytes(chunk.data, from, chunk.dataStart[chunk.accessStart[index + 1] ?? 0] ?? 0);
  }

  /** Whether the word stands in the bytes in ASCII of any case, or a sign that becomes ASCII in lower case: İ (C4 B0), K (E2 84 AA). */
  #inBytes(data: Uint8Array, from: number, to: number): boolean {
    const needle = this.#needle;
    const lower = needle[0] ?? 0;
    const upper = upperCase(lower);
    for (let at = from; at < to; at++) {
      const byte = data[at] ?? 0;
      if (byte === 0xc4 || byte === 0xe2) {
        if (data[at + 1] === (byte === 0xc4 ? 0xb0 : 0x84)) return true;
      } else if ((byte === lower || byte === upper) && at + needle.length <= to && standsAt(needle, data, at)) return true;
    }
    return needle.length === 0;
  }
}

function standsAt(needle: Uint8Array, data: Uint8Array, at: number): boolean {
  for (let each = 1; each < needle.length; each++) {
    const lower = needle[each] ?? 0;
    const byte = data[at + each] ?? 0;
    if (byte !== lower && byte !== upperCase(lower)) return false;
  }
  return true;
}

function upperCase(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 32 : byte;
}

function flagNames(signature: CallSignature): string[] {
  return signature.parameters.flatMap(({ names = [] }) => [...names]);
}

function containsWord(text: string, word: string): boolean {
  return text.toLowerCase().includes(word);
}
