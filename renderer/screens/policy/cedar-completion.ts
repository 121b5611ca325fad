// What can come at a place in a text in Cedar: words of the language, actions of the schema, and paths and calls that
// recordings named. Told from the pieces before the place, since a text that is being typed does not parse.
import type { CompletionItem, CompletionList } from './editor-props.ts';
import { cedarTokens, type CedarToken } from './cedar-tokens.ts';

export interface Named {
  readonly text: string;
  readonly calls: number;
}

export interface CedarWords {
  readonly actions: readonly { readonly name: string; readonly says: string; readonly isFile: boolean }[];
  readonly paths: readonly Named[];
  readonly calls: readonly Named[];
}

const RULE = 'permit (\n  principal,\n  action == Action::"fs.read",\n  resource in Dir::"/data"\n);';

const AT_START: readonly CompletionItem[] = [
  { label: 'permit', detail: 'a rule that permits', apply: RULE },
  { label: 'forbid', detail: 'a rule that wins over every permit', apply: RULE.replace('permit', 'forbid') },
];
const IN_HEAD: readonly CompletionItem[] = [
  { label: 'principal', detail: 'the guest' },
  { label: 'action', detail: 'what is asked for' },
  { label: 'resource', detail: 'of which file or thing' },
  { label: 'in', detail: 'lies in' },
  { label: 'is', detail: 'is of the type' },
  { label: 'Action::', detail: 'an action', apply: 'Action::"' },
  { label: 'Dir::', detail: 'a directory and all in it', apply: 'Dir::"' },
  { label: 'File::', detail: 'one path', apply: 'File::"' },
];
const BEHIND_HEAD: readonly CompletionItem[] = [
  { label: 'when', detail: 'holds where this is true', apply: 'when { ' },
  { label: 'unless', detail: 'holds where this is false', apply: 'unless { ' },
];
const IN_CONDITION: readonly CompletionItem[] = [
  ...IN_HEAD,
  { label: 'context', detail: 'how it is asked' },
  { label: 'like', detail: 'matches, * for any letters' },
  { label: 'has', detail: 'has the attribute' },
  { label: 'true' },
  { label: 'false' },
  { label: 'if' },
  { label: 'then' },
  { label: 'else' },
];
const ATTRIBUTES: Readonly<Record<string, readonly CompletionItem[]>> = {
  resource: [
    { label: 'path', detail: 'the whole path of a file' },
    { label: 'name', detail: 'what follows its last slash' },
  ],
  context: [{ label: 'call', detail: 'the host function that asks' }],
};

const MOST_NAMED = 200;

/** Null where nothing fits. `asked`: by a key; else only a word that was begun is completed. */
export function completeCedar(text: string, at: number, asked: boolean, words: CedarWords): CompletionList | null {
  const before = cedarTokens(text.slice(0, at));
  const last = before.at(-1);
  if (last?.kind === 'note') return null;
  const solid = before.filter(({ kind }) => kind !== 'blank' && kind !== 'note');
  const piece = (back: number): string => pieceOf(text, solid.at(-back));
  if (last?.kind === 'text' && isOpen(text, last, at)) return listed(last.from + 1, at, inText(piece, words));
  if (last?.kind === 'annotation') return listed(last.from, at, [{ label: '@id', detail: 'its name', apply: '@id("' }]);
  if (pieceOf(text, last) === '.') return listed(at, at, attributesOf(piece(2)));
  const isWord = last?.kind === 'name' || last?.kind === 'keyword';
  if (!isWord && !asked) return null;
  if (isWord && piece(2) === '.') return listed(last.from, at, attributesOf(piece(3)));
  return listed(isWord ? last.from : at, at, wordsAt(text, isWord ? solid.slice(0, -1) : solid));
}

function listed(from: number, to: number, items: readonly CompletionItem[]): CompletionList | null {
  return items.length === 0 ? null : { from, to, items };
}

function pieceOf(text: string, token: CedarToken | undefined): string {
  return token === undefined ? '' : text.slice(token.from, token.to);
}

/** Whether the text is still being typed at its end. */
function isOpen(text: string, { from, to }: CedarToken, at: number): boolean {
  const piece = text.slice(from, to);
  return to === at && (piece.length === 1 || !/^"(?:[^"\\]|\\.)*"$/.test(piece));
}

function attributesOf(subject: string): readonly CompletionItem[] {
  return Object.hasOwn(ATTRIBUTES, subject) ? (ATTRIBUTES[subject] ?? []) : [];
}

/** `piece(1)` is the open text, `piece(2)` what stands before it. */
function inText(piece: (back: number) => string, { actions, paths, calls }: CedarWords): readonly CompletionItem[] {
  if (piece(2) === '::') return idsOf(piece(3), actions, paths);
  const isCompared = ['==', '!=', 'like'].includes(piece(2)) && piece(4) === '.';
  if (!isCompared) return [];
  const attribute = `${piece(5)}.${piece(3)}`;
  if (attribute === 'context.call') return calls.map(named);
  if (attribute === 'resource.path') return paths.slice(0, MOST_NAMED).map(named);
  if (attribute === 'resource.name') return namesOf(paths);
  return [];
}

function idsOf(type: string, actions: CedarWords['actions'], paths: readonly Named[]): readonly CompletionItem[] {
  switch (type) {
    case 'Action':
      return actions.map(({ name, says }) => ({ label: name, detail: says }));
    case 'Dir':
      return directoriesOf(paths);
    case 'File':
      return paths.slice(0, MOST_NAMED).map(named);
    case 'Guest':
      return [{ label: 'guest', detail: 'the only one' }];
    case 'System':
      return [{ label: 'system', detail: 'all that is no file' }];
    default:
      return [];
  }
}

function named({ text, calls }: Named): CompletionItem {
  return { label: text, detail: `${calls} ${calls === 1 ? 'call' : 'calls'}`, apply: cedarText(text) };
}

/** Every directory above a path that was named. */
function directoriesOf(paths: readonly Named[]): readonly CompletionItem[] {
  const found = new Map<string, number>();
  for (const { text, calls } of paths) {
    for (let end = text.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : text.lastIndexOf('/', end - 1)) {
      const directory = end === 0 ? '/' : text.slice(0, end);
      found.set(directory, (found.get(directory) ?? 0) + calls);
    }
  }
  return [...found].slice(0, MOST_NAMED).map(([text, calls]) => named({ text, calls }));
}

function namesOf(paths: readonly Named[]): readonly CompletionItem[] {
  const names = new Set(paths.map(({ text }) => text.slice(text.lastIndexOf('/') + 1)).filter((name) => name !== ''));
  const endings = new Set([...names].flatMap((name) => /\.\w+$/.exec(name)?.[0] ?? []));
  return [
    ...[...endings].map((ending) => ({ label: `*${ending}`, detail: 'with like', apply: cedarText(`*${ending}`) })),
    ...[...names].slice(0, MOST_NAMED).map((label) => ({ label, apply: cedarText(label) })),
  ];
}

/** Inside of quotes. */
function cedarText(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}

/** Where in a policy the pieces end: before one, in its head, behind it, or in a condition. */
function wordsAt(text: string, solid: readonly CedarToken[]): readonly CompletionItem[] {
  const pieces = solid.map((token) => pieceOf(text, token));
  const policy = pieces.slice(pieces.lastIndexOf(';') + 1);
  const begun = policy.findIndex((piece) => piece === 'permit' || piece === 'forbid');
  if (begun < 0) return AT_START;
  let depth = 0;
  let braces = 0;
  for (const piece of policy.slice(begun)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === '{') braces += 1;
    if (piece === '}') braces -= 1;
  }
  return braces > 0 ? IN_CONDITION : depth > 0 ? IN_HEAD : BEHIND_HEAD;
}
