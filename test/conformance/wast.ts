// Reads the scripts of the official test suite (.wast): one command a top-level expression. Modules in text form stay text, for
// an assembler; everything else becomes data. Nothing recurses, so nesting costs memory only.

/** `start` and `end` are places in the source. */
export type Node =
  | { readonly kind: 'list'; readonly items: readonly Node[]; readonly start: number; readonly end: number }
  | { readonly kind: 'word'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'string'; readonly bytes: Uint8Array; readonly start: number; readonly end: number };

type List = Extract<Node, { kind: 'list' }>;

export type WastModule =
  /** `definition` modules are not instantiated where they stand. */
  | { readonly form: 'text'; readonly name: string | undefined; readonly definition: boolean; readonly source: string }
  | { readonly form: 'binary'; readonly name: string | undefined; readonly definition: boolean; readonly bytes: Uint8Array }
  | { readonly form: 'quote'; readonly name: string | undefined; readonly definition: boolean; readonly source: string };

export interface WastAction {
  readonly kind: 'invoke' | 'get';
  /** `$name` of the instance, undefined for the latest. */
  readonly module: string | undefined;
  readonly field: string;
  readonly arguments: readonly Node[];
}

export type WastCommand = { readonly line: number } & (
  | { readonly kind: 'module'; readonly module: WastModule }
  | { readonly kind: 'instance'; readonly name: string | undefined; readonly module: string | undefined }
  | { readonly kind: 'register'; readonly as: string; readonly module: string | undefined }
  | { readonly kind: 'action'; readonly action: WastAction }
  | { readonly kind: 'assert-return'; readonly action: WastAction; readonly expected: readonly Node[] }
  | {
      readonly kind: 'assert-trap' | 'assert-exhaustion' | 'assert-exception';
      readonly action: WastAction;
      readonly message: string;
    }
  | {
      readonly kind: 'assert-malformed' | 'assert-invalid' | 'assert-unlinkable' | 'assert-trap-module';
      readonly module: WastModule;
      readonly message: string;
    }
);

const COMMANDS: ReadonlySet<string> = new Set([
  'module',
  'register',
  'invoke',
  'get',
  'assert_return',
  'assert_trap',
  'assert_exhaustion',
  'assert_exception',
  'assert_malformed',
  'assert_malformed_custom',
  'assert_invalid',
  'assert_invalid_custom',
  'assert_unlinkable',
]);

export function readWast(source: string): WastCommand[] {
  const lists = readNodes(source).filter((node) => node.kind === 'list');
  const [first] = lists;
  // A script may be the fields of one module, without the word.
  if (first && !COMMANDS.has(headOf(first))) {
    return [
      { kind: 'module', line: 1, module: { form: 'text', name: undefined, definition: false, source: `(module ${source}\n)` } },
    ];
  }
  const lineOf = lineCounter(source);
  return lists.map((list) => readCommand(source, list, lineOf(list.start)));
}

function readCommand(source: string, list: List, line: number): WastCommand {
  const head = headOf(list);
  switch (head) {
    case 'module':
      return wordAt(list, 1) === 'instance'
        ? { kind: 'instance', line, name: wordAt(list, 2), module: wordAt(list, 3) }
        : { kind: 'module', line, module: readWastModule(source, list) };
    case 'register':
      return { kind: 'register', line, as: stringAt(list, 1), module: wordAt(list, 2) };
    case 'invoke':
    case 'get':
      return { kind: 'action', line, action: readAction(list) };
    case 'assert_return':
      return { kind: 'assert-return', line, action: readAction(listAt(list, 1)), expected: list.items.slice(2) };
    case 'assert_trap':
    case 'assert_exhaustion':
    case 'assert_exception':
      return readTrapAssertion(source, list, line, head.replace('_', '-') as 'assert-trap');
    case 'assert_malformed':
    case 'assert_malformed_custom':
      return { kind: 'assert-malformed', line, module: readWastModule(source, listAt(list, 1)), message: stringAt(list, 2) };
    case 'assert_invalid':
    case 'assert_invalid_custom':
      return { kind: 'assert-invalid', line, module: readWastModule(source, listAt(list, 1)), message: stringAt(list, 2) };
    case 'assert_unlinkable':
      return { kind: 'assert-unlinkable', line, module: readWastModule(source, listAt(list, 1)), message: stringAt(list, 2) };
    default:
      throw new SyntaxError(`line ${line}: unknown command ${head}`);
  }
}

function readTrapAssertion(
  source: string,
  list: List,
  line: number,
  kind: 'assert-trap' | 'assert-exhaustion' | 'assert-exception',
): WastCommand {
  const subject = listAt(list, 1);
  const message = list.items[2] === undefined ? '' : stringAt(list, 2);
  if (headOf(subject) === 'module') return { kind: 'assert-trap-module', line, module: readWastModule(source, subject), message };
  return { kind, line, action: readAction(subject), message };
}

function readAction(list: List): WastAction {
  const module = wordAt(list, 1);
  const at = module === undefined ? 1 : 2;
  return {
    kind: headOf(list) === 'get' ? 'get' : 'invoke',
    module,
    field: stringAt(list, at),
    arguments: list.items.slice(at + 1),
  };
}

function readWastModule(source: string, list: List): WastModule {
  const definition = wordAt(list, 1) === 'definition';
  let at = definition ? 2 : 1;
  const word = wordAt(list, at);
  const name = word?.startsWith('$') === true ? word : undefined;
  if (name !== undefined) at += 1;
  const form = wordAt(list, at);
  if (form === 'binary') return { form, name, definition, bytes: joined(list.items.slice(at + 1)) };
  if (form === 'quote') return { form, name, definition, source: new TextDecoder().decode(joined(list.items.slice(at + 1))) };
  const from = list.items[at]?.start ?? list.end - 1;
  return { form: 'text', name, definition, source: `(module ${name ?? ''} ${source.slice(from, list.end)}` };
}

/** Words, strings and lists, without comments and annotations. */
export function readNodes(source: string): Node[] {
  const token = /;;[^\n\r]*|\(;|\(|\)|"(?:[^"\\]|\\[^])*"|[^\s()";]+|;/g;
  const top: Node[] = [];
  const open: { readonly items: Node[]; readonly start: number }[] = [];
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const [text] = match;
    const start = match.index;
    const into = open.at(-1)?.items ?? top;
    if (text === '(;') token.lastIndex = commentEnd(source, start);
    else if (text.startsWith(';')) continue;
    else if (text === '(') open.push({ items: [], start });
    else if (text === ')') {
      const closed = open.pop();
      if (!closed) throw new SyntaxError(`a parenthesis too many at ${start}`);
      const list: List = { kind: 'list', items: closed.items, start: closed.start, end: start + 1 };
      // Annotations mean nothing to a script; in a module's text they stay for the assembler.
      if (!headOf(list).startsWith('@')) (open.at(-1)?.items ?? top).push(list);
    } else if (text.startsWith('"'))
      into.push({ kind: 'string', bytes: unescaped(text.slice(1, -1)), start, end: start + text.length });
    else into.push({ kind: 'word', text, start, end: start + text.length });
  }
  if (open.length > 0) throw new SyntaxError(`a parenthesis at ${open.at(-1)?.start} is never closed`);
  return top;
}

/** Block comments nest. */
function commentEnd(source: string, start: number): number {
  const mark = /\(;|;\)/g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(source); match; match = mark.exec(source)) {
    depth += match[0] === '(;' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  throw new SyntaxError(`a comment at ${start} is never closed`);
}

const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['"', 34],
  ["'", 39],
  ['\\', 92],
]);

function unescaped(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const [part] of text.matchAll(/\\u\{[0-9a-fA-F_]+\}|\\[0-9a-fA-F]{2}|\\[^]|[^\\]+/g)) {
    if (!part.startsWith('\\')) parts.push(encoder.encode(part));
    else if (part.startsWith('\\u{'))
      parts.push(encoder.encode(String.fromCodePoint(Number.parseInt(part.slice(3, -1).replaceAll('_', ''), 16))));
    else if (part.length === 3) parts.push(Uint8Array.of(Number.parseInt(part.slice(1), 16)));
    else parts.push(Uint8Array.of(ESCAPES.get(part.slice(1)) ?? 0));
  }
  return concatenated(parts);
}

function joined(nodes: readonly Node[]): Uint8Array {
  return concatenated(nodes.flatMap((node) => (node.kind === 'string' ? [node.bytes] : [])));
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Line of ascending places, counted once. */
function lineCounter(source: string): (place: number) => number {
  let line = 1;
  let counted = 0;
  return (place) => {
    for (; counted < place; counted += 1) if (source[counted] === '\n') line += 1;
    return line;
  };
}

function headOf(list: List): string {
  const [first] = list.items;
  return first?.kind === 'word' ? first.text : '';
}

function wordAt(list: List, index: number): string | undefined {
  const node = list.items[index];
  return node?.kind === 'word' ? node.text : undefined;
}

function stringAt(list: List, index: number): string {
  const node = list.items[index];
  if (node?.kind !== 'string') throw new SyntaxError(`a string was expected at ${node?.start ?? list.end}`);
  return new TextDecoder().decode(node.bytes);
}

function listAt(list: List, index: number): List {
  const node = list.items[index];
  if (node?.kind !== 'list') throw new SyntaxError(`a list was expected at ${node?.start ?? list.end}`);
  return node;
}
