// Raw guest output to lines that are safe to look at: UTF-8 across writes, each stream with its own decoder; what moves a
// cursor, reorders letters or hides is written as an escape (ESC as ␛). The same rule as the engine's `visibleLines`.

/** Controls, separators, bidirectional marks, zero-width and invisible characters, surrogates, tags. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\r', '\\r'],
  ['\0', '\\0'],
  ['\u001b', '␛'],
]);

/** Visible text without line feeds; tabs stay, everything else hidden becomes `\u{202e}` or its short form. */
export function visibleLine(text: string): string {
  return text.replace(HIDDEN, (character) => {
    if (character === '\t') return character;
    return SHORT.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

export type StreamName = 'stdout' | 'stderr';

export interface TerminalLine {
  readonly from: StreamName;
  readonly text: string;
}

const MOST_LINES = 20_000;
/** A longer line goes on in the next; nothing on screen gets wider than this. */
const LONGEST_LINE = 4096;

export class TerminalLines {
  readonly #lines: TerminalLine[] = [];
  readonly #decoders = { stdout: new TextDecoder('utf-8'), stderr: new TextDecoder('utf-8') };
  /** Whether the last line still grows, and whose it is. */
  #open: StreamName | null = null;
  #dropped = 0;

  get length(): number {
    return this.#lines.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  at(index: number): TerminalLine | undefined {
    return this.#lines[index];
  }

  write(from: StreamName, bytes: Uint8Array): void {
    this.#add(from, this.#decoders[from].decode(bytes, { stream: true }));
  }

  /** Both streams are at their end: what a decoder still holds is shown as broken characters. */
  end(): void {
    this.#add('stdout', this.#decoders.stdout.decode());
    this.#add('stderr', this.#decoders.stderr.decode());
  }

  #add(from: StreamName, text: string): void {
    if (text === '') return;
    const parts = text.replaceAll('\r\n', '\n').split('\n');
    parts.forEach((part, index) => {
      if (part !== '' || index < parts.length - 1) this.#append(from, visibleLine(part));
      if (index < parts.length - 1) this.#open = null;
    });
    const tooMany = this.#lines.length - MOST_LINES;
    if (tooMany > 0) {
      this.#lines.splice(0, tooMany);
      this.#dropped += tooMany;
    }
  }

  #append(from: StreamName, text: string): void {
    const last = this.#lines.at(-1);
    let rest = text;
    if (this.#open === from && last !== undefined) {
      const joined = last.text + rest;
      this.#lines[this.#lines.length - 1] = { from, text: joined.slice(0, LONGEST_LINE) };
      rest = joined.slice(LONGEST_LINE);
      if (rest === '') return;
    }
    do {
      this.#lines.push({ from, text: rest.slice(0, LONGEST_LINE) });
      rest = rest.slice(LONGEST_LINE);
    } while (rest !== '');
    this.#open = from;
  }
}
