// What the pointer is over, told to every view within the frame and outside of React: a moment of the run, and a row if it is one.

export interface Hovered {
  readonly time: number;
  readonly row: number | null;
}

export class Hover {
  readonly #listeners = new Set<(hovered: Hovered | null) => void>();
  #now: Hovered | null = null;

  get now(): Hovered | null {
    return this.#now;
  }

  set(hovered: Hovered | null): void {
    if (hovered?.time === this.#now?.time && hovered?.row === this.#now?.row) return;
    this.#now = hovered;
    for (const listener of this.#listeners) listener(hovered);
  }

  /** Returns the disposer. */
  listen(listener: (hovered: Hovered | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
