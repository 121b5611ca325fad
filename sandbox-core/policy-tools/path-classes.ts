// One path for each class of paths that no rule tells apart. All that rules ask of a path (is it this one, does it lie under
// that, does it or its name match a pattern) is put together to one automaton over its characters; each of its states that a
// path can end in is a class, and the first path found to end there stands for it. So nothing is left out: names that no rule
// spells out, and what several patterns match at once, have classes too.
import { LiteralTrie } from './literal-trie.ts';
import { patternStates, type PatternStates } from './pattern-states.ts';
import type { PolicyAtoms } from './policy-atoms.ts';

export interface PathClasses {
  /** Normal guest paths. */
  readonly paths: readonly string[];
  /** False where there were more than `most` states: then some classes have no path here. */
  readonly complete: boolean;
}

/** What is known of a path after some of its characters. */
interface State {
  readonly text: string;
  readonly node: number;
  /** Once off the tree of paths: the deepest directory of it that the path lies in. */
  readonly cover: number;
  readonly name: number;
  readonly component: Component;
  readonly patterns: readonly number[];
}

/** Of the last component: it is empty, `.`, `..`, or anything else. */
type Component = 0 | 1 | 2 | 3;

export function pathClasses(atoms: PolicyAtoms, most: number): PathClasses {
  const automaton = new PathAutomaton(atoms);
  const start = automaton.start();
  const seen = new Set([keyOf(start)]);
  const states = [start];
  const paths = ['/'];
  for (let at = 0; at < states.length; at++) {
    const state = states[at] ?? start;
    for (const character of automaton.charactersAt(state)) {
      const next = automaton.next(state, character);
      if (next === undefined || seen.has(keyOf(next))) continue;
      if (states.length >= most) return { paths, complete: false };
      seen.add(keyOf(next));
      states.push(next);
      if (next.component === 3) paths.push(next.text);
    }
  }
  return { paths, complete: true };
}

function keyOf({ node, cover, name, component, patterns }: State): string {
  return `${node} ${cover} ${name} ${component} ${patterns.join(' ')}`;
}

class PathAutomaton {
  readonly #paths = new LiteralTrie();
  readonly #names = new LiteralTrie();
  /** The deepest directory above a node of the tree of paths, and whether the node is a directory itself. */
  readonly #above = new Map<number, number>();
  readonly #directories = new Set<number>();
  readonly #patterns: readonly { readonly on: 'path' | 'name'; readonly states: PatternStates }[];
  /** Characters that patterns speak of, the slash, and one that nobody speaks of. */
  readonly #always: readonly string[];

  constructor({ paths, directories, names, patterns }: PolicyAtoms) {
    for (const path of paths) this.#paths.add(path);
    for (const path of directories) this.#directories.add(this.#paths.add(path).at(-1) ?? LiteralTrie.off);
    for (const path of paths) this.#place(path);
    for (const name of names) this.#names.add(name);
    this.#patterns = patterns.map(({ on, pieces }) => ({ on, states: patternStates(pieces) }));
    const spoken = new Set(patterns.flatMap(({ pieces }) => pieces.flatMap((piece) => [...piece])));
    const literal = new Set([...paths, ...names].flatMap((text) => [...text]));
    spoken.add('/');
    this.#always = [...spoken, characterOutside(spoken, literal)];
  }

  start(): State {
    const text = '/';
    const patterns = this.#patterns.map(({ on, states }) => (on === 'name' ? states.start : states.next(states.start, text)));
    return { text, node: this.#paths.next(LiteralTrie.root, text), cover: -1, name: LiteralTrie.root, component: 0, patterns };
  }

  charactersAt({ node, name }: State): Set<string> {
    return new Set([...this.#paths.charactersAt(node), ...this.#names.charactersAt(name), ...this.#always]);
  }

  /** Undefined where no normal path goes on like that. */
  next(state: State, character: string): State | undefined {
    const isSlash = character === '/';
    if (character === '\0' || (isSlash && state.component !== 3)) return undefined;
    const node = state.node === LiteralTrie.off ? LiteralTrie.off : this.#paths.next(state.node, character);
    return {
      text: state.text + character,
      node,
      cover: node === LiteralTrie.off ? this.#coverAfter(state, isSlash) : -1,
      name: isSlash ? LiteralTrie.root : this.#names.next(state.name, character),
      component: isSlash ? 0 : componentAfter(state.component, character),
      patterns: this.#patterns.map(({ on, states }, index) =>
        on === 'name' && isSlash ? states.start : states.next(state.patterns[index] ?? states.start, character),
      ),
    };
  }

  /** A path leaves the tree below a directory by a slash, beside it by anything else. */
  #coverAfter({ node, cover }: State, isSlash: boolean): number {
    if (node === LiteralTrie.off) return cover;
    return isSlash && this.#directories.has(node) ? node : (this.#above.get(node) ?? -1);
  }

  #place(path: string): void {
    let above = -1;
    let before = -1;
    const characters = [...path];
    for (const [index, node] of this.#paths.add(path).entries()) {
      if (index === 0 && this.#directories.has(node)) above = node;
      if (index > 0 && characters[index] === '/' && this.#directories.has(before)) above = before;
      this.#above.set(node, above);
      before = node;
    }
  }
}

function componentAfter(component: Component, character: string): Component {
  if (character !== '.' || component >= 2) return 3;
  return component === 0 ? 1 : 2;
}

function characterOutside(...sets: readonly ReadonlySet<string>[]): string {
  for (let code = 0x78; ; code = code === 0x7a ? 0xe000 : code + 1) {
    const character = String.fromCodePoint(code);
    if (sets.every((set) => !set.has(character))) return character;
  }
}
