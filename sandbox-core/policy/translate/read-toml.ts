// TOML to foreign values, each with its JSON pointer: its parser tells lines and columns of errors only.
import type { TomlError } from 'smol-toml';
import type { Checked, Diagnostic } from '../../base/diagnostic.ts';
import { FOREIGN_CAPS } from './caps.ts';
import type { ForeignNode } from './foreign-node.ts';
import { bracketBreach, textBreach } from './text-caps.ts';
import { shown } from './translation.ts';

export async function readToml(given: string): Promise<Checked<ForeignNode>> {
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  const breach = textBreach(text) ?? bracketBreach(text);
  if (breach) return { ok: false, diagnostics: [breach] };
  // Only who reads TOML waits for its parser to load.
  const toml = await import('smol-toml');
  try {
    const walk = new Walk();
    const value = walk.node(toml.parse(text, { maxDepth: FOREIGN_CAPS.brackets }), '', 0);
    return walk.fault ? { ok: false, diagnostics: [walk.fault] } : { ok: true, value };
  } catch (thrown) {
    if (!(thrown instanceof toml.TomlError)) throw thrown;
    return { ok: false, diagnostics: [syntaxDiagnostic(thrown)] };
  }
}

/** The parser's sentence is its message's first line; below it draws the place. */
function syntaxDiagnostic({ message, line, column }: TomlError): Diagnostic {
  const [sentence = ''] = message.replace('Invalid TOML document: ', '').split('\n');
  return { code: 'foreign-text', message: `the text is no TOML here: ${shown(sentence)}`, place: { kind: 'text', line, column } };
}

class Walk {
  /** The first, after which nothing more is looked at. */
  fault: Diagnostic | undefined;
  #values = 0;

  node(value: unknown, pointer: string, depth: number): ForeignNode {
    const place = { kind: 'pointer' as const, pointer };
    this.#values++;
    if (depth > FOREIGN_CAPS.depth) this.#refuse(`values are nested more than ${FOREIGN_CAPS.depth} deep`);
    if (this.#values > FOREIGN_CAPS.values) this.#refuse(`the text has more than ${FOREIGN_CAPS.values} values`);
    if (this.fault) return { kind: 'nothing', place };
    if (typeof value === 'string') return { kind: 'text', value, place };
    if (typeof value === 'number') return { kind: 'number', value, place };
    if (typeof value === 'boolean') return { kind: 'truth', value, place };
    if (Array.isArray(value)) {
      return {
        kind: 'list',
        items: value.map((item: unknown, index) => this.node(item, `${pointer}/${index}`, depth + 1)),
        place,
      };
    }
    if (!isTable(value)) return { kind: 'other', place };
    return { kind: 'map', members: this.#members(value, pointer, depth), place };
  }

  #members(table: object, pointer: string, depth: number): Map<string, ForeignNode> {
    const members = new Map<string, ForeignNode>();
    for (const [name, value] of Object.entries(table)) {
      if (name === '__proto__') this.#refuse('the key "__proto__" is not allowed');
      const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
      members.set(name, this.node(value, `${pointer}/${step}`, depth + 1));
      if (this.fault) break;
    }
    return members;
  }

  #refuse(message: string): void {
    this.fault ??= { code: 'foreign-text', message, place: { kind: 'whole' } };
  }
}

/** Tables are plain objects; dates are of a class. */
function isTable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
