// Command lines to options: everything before the first plain word is ours, everything after it is the guest's.
import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

/** `flag` takes no value, `value` one, `values` may be repeated. */
export type OptionTable = Readonly<Record<string, 'flag' | 'value' | 'values'>>;

export interface ParsedArguments {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly file: string;
  /** What follows the file, without a leading `--`. */
  readonly rest: readonly string[];
}

export interface ParsedWords {
  readonly options: ParsedArguments['options'];
  readonly words: readonly string[];
}

/** `restIsGuests`: options end at FILE, as for `run`; otherwise they may stand on either side of it. */
export function parseArguments(args: readonly string[], table: OptionTable, restIsGuests: boolean): ParsedArguments {
  const tokens = tokensOf(args, table);
  const found = new Map<string, string[]>();
  let file: string | undefined;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (file !== undefined) throw new UsageError(`one file was expected; "${token.value}" is one too many`);
      file = token.value;
      if (restIsGuests) return { options: found, file, rest: withoutTerminator(args.slice(token.index + 1)) };
      continue;
    }
    addOption(found, token, table);
  }
  if (file === undefined) throw new UsageError('a file was expected');
  return { options: found, file, rest: [] };
}

/** Options and exactly the words that `names` asks for, in any order: `A.session`, `B.session`. */
export function parseWords(args: readonly string[], table: OptionTable, names: readonly string[]): ParsedWords {
  const parsed = parseAnyWords(args, table);
  const { words } = parsed;
  const missing = names[words.length];
  if (missing !== undefined) throw new UsageError(`${missing} was expected`);
  if (words.length > names.length) throw new UsageError(`"${words[names.length] ?? ''}" is one word too many`);
  return parsed;
}

/** Options and any number of plain words, in any order. */
export function parseAnyWords(args: readonly string[], table: OptionTable): ParsedWords {
  const options = new Map<string, string[]>();
  const words: string[] = [];
  for (const token of tokensOf(args, table)) {
    if (token.kind === 'positional') words.push(token.value);
    else if (token.kind === 'option') addOption(options, token, table);
  }
  return { options, words };
}

function tokensOf(args: readonly string[], table: OptionTable) {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [
      name,
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

function addOption(found: Map<string, string[]>, token: OptionToken, table: OptionTable): void {
  const value = checkedValue(token.name, token.rawName, token.value, table);
  const values = found.get(token.name) ?? [];
  if (values.length > 0 && table[token.name] !== 'values') throw new UsageError(`${token.rawName} was given twice`);
  found.set(token.name, [...values, value]);
}

/** Options and one word or more, in any order: files. */
export function parseFiles(
  args: readonly string[],
  table: OptionTable,
): { readonly options: ReadonlyMap<string, readonly string[]>; readonly files: readonly string[] } {
  const { options, words } = parseAnyWords(args, table);
  if (words.length === 0) throw new UsageError('a file was expected');
  return { options, files: words };
}

function checkedValue(name: string, rawName: string, value: string | undefined, table: OptionTable): string {
  const kind = Object.hasOwn(table, name) ? table[name] : undefined;
  if (kind === undefined || !rawName.startsWith('--')) throw new UsageError(`unknown option ${rawName}`);
  if (kind === 'flag') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return '';
  }
  if (value === undefined) throw new UsageError(`${rawName} needs a value`);
  return value;
}

function withoutTerminator(rest: readonly string[]): readonly string[] {
  return rest[0] === '--' ? rest.slice(1) : rest;
}
