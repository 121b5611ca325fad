// Texts that policies spell out, as a tree of their characters: how far a text has come in it says which of them it may yet be.

export class LiteralTrie {
  static readonly root = 0;
  /** The text is none of them, and no beginning of one. */
  static readonly off = -1;
  readonly #edges: Map<string, number>[] = [new Map()];

  /** Answers the node of each character's end, in order. */
  add(text: string): number[] {
    let node = LiteralTrie.root;
    return [...text].map((character) => {
      node = this.#edges[node]?.get(character) ?? this.#grow(node, character);
      return node;
    });
  }

  next(node: number, character: string): number {
    return this.#edges[node]?.get(character) ?? LiteralTrie.off;
  }

  charactersAt(node: number): Iterable<string> {
    return this.#edges[node]?.keys() ?? [];
  }

  #grow(node: number, character: string): number {
    const grown = this.#edges.push(new Map()) - 1;
    this.#edges[node]?.set(character, grown);
    return grown;
  }
}
