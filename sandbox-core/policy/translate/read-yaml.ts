// YAML to foreign values, each with its line and column. Its parser builds trees by recursion, so a scan of our own bounds
// how deep a text can be before the parser sees it. There are no aliases: no format that we read has use for them.
import type * as Yaml from 'yaml';
import type { Checked, Diagnostic } from '../../base/diagnostic.ts';
import { placeAt } from '../cedar/text-place.ts';
import { FOREIGN_CAPS } from './caps.ts';
import type { ForeignNode } from './foreign-node.ts';
import { bracketBreach, nthMatch, refusedText, textBreach } from './text-caps.ts';
import { shown } from './translation.ts';

export async function readYaml(given: string): Promise<Checked<ForeignNode>> {
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  const breach = textBreach(text) ?? bracketBreach(text) ?? indentationBreach(text) ?? markBreach(text);
  if (breach) return { ok: false, diagnostics: [breach] };
  // Only who reads YAML waits for its parser to load.
  const yaml = await import('yaml');
  const document = yaml.parseDocument(text, {
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error) return refusedText(text, error.pos[0], `the text is no YAML here: ${shown(error.message)}`);
  if (document.contents === null) return refusedText(text, 0, 'the text is empty; a table of names and values was expected');
  const walk = new Walk(yaml, text);
  const value = walk.node(document.contents, 0, document.contents.range?.[0] ?? 0);
  return walk.fault ? { ok: false, diagnostics: [walk.fault] } : { ok: true, value };
}

/** How far a line is indented bounds how many blocks it can be in: dashes and question marks open some on one line. */
function indentationBreach(text: string): Diagnostic | undefined {
  for (const match of text.matchAll(/^[ \t?:-]+/gm)) {
    if (match[0].length <= FOREIGN_CAPS.indentation) continue;
    const message = `the line is indented by more than ${FOREIGN_CAPS.indentation} columns`;
    return { code: 'foreign-caps', message, place: placeAt(text, match.index) };
  }
  return undefined;
}

function markBreach(text: string): Diagnostic | undefined {
  const at = nthMatch(text, /["'&*!]/g, FOREIGN_CAPS.marks);
  if (at === undefined) return undefined;
  const message = `the text has more than ${FOREIGN_CAPS.marks} quotes, anchors, aliases and tags`;
  return { code: 'foreign-caps', message, place: placeAt(text, at) };
}

class Walk {
  /** The first, after which nothing more is looked at. */
  fault: Diagnostic | undefined;
  readonly #yaml: typeof Yaml;
  readonly #text: string;
  readonly #places: (offset: number) => { line: number; column: number };
  #values = 0;

  constructor(yaml: typeof Yaml, text: string) {
    this.#yaml = yaml;
    this.#text = text;
    this.#places = placesIn(text);
  }

  node(node: unknown, depth: number, at: number): ForeignNode {
    const place = { kind: 'text' as const, ...this.#places(at) };
    this.#count(depth, at);
    if (this.fault || node === null || node === undefined) return { kind: 'nothing', place };
    if (this.#yaml.isAlias(node)) this.#refuse(at, 'an alias stands here; the value itself was expected');
    else if (this.#yaml.isNode(node) && hasForeignTag(node))
      this.#refuse(at, 'the value has a tag of its own; a plain value was expected');
    else if (this.#yaml.isMap(node)) return { kind: 'map', members: this.#members(node, depth), place };
    else if (this.#yaml.isSeq(node)) {
      return { kind: 'list', items: node.items.map((item) => this.node(item, depth + 1, offsetOf(item, at))), place };
    } else if (this.#yaml.isScalar(node)) return { ...scalar(node.value), place };
    return { kind: 'other', place };
  }

  #members(map: Yaml.YAMLMap, depth: number): Map<string, ForeignNode> {
    const members = new Map<string, ForeignNode>();
    for (const { key, value } of map.items as readonly Yaml.Pair[]) {
      const at = offsetOf(key, 0);
      const name = this.#yaml.isScalar(key) ? key.value : undefined;
      if (typeof name !== 'string') this.#refuse(at, 'a key is no string; a name was expected');
      else if (name === '__proto__') this.#refuse(at, 'the key "__proto__" is not allowed');
      else if (members.has(name)) this.#refuse(at, `the key "${shown(name)}" stands twice in the same table; once was expected`);
      else members.set(name, this.node(value, depth + 1, at));
      if (this.fault) break;
    }
    return members;
  }

  #count(depth: number, at: number): void {
    this.#values++;
    if (depth > FOREIGN_CAPS.depth) this.#refuse(at, `values are nested more than ${FOREIGN_CAPS.depth} deep`);
    if (this.#values > FOREIGN_CAPS.values) this.#refuse(at, `the text has more than ${FOREIGN_CAPS.values} values`);
  }

  #refuse(at: number, message: string): void {
    this.fault ??= { code: 'foreign-text', message, place: placeAt(this.#text, at) };
  }
}

function hasForeignTag(node: Yaml.Node): boolean {
  return node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:');
}

function offsetOf(node: unknown, otherwise: number): number {
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  const start: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof start === 'number' ? start : otherwise;
}

type Scalar =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'nothing' | 'other' };

function scalar(value: unknown): Scalar {
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'boolean') return { kind: 'truth', value };
  return { kind: value === null ? 'nothing' : 'other' };
}

function placesIn(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
