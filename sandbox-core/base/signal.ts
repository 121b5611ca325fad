// A typed event source. It tells what happened; it never steers.

export type Disposer = () => void;

export class Signal<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  /** Calls `listener` for each later value until the returned disposer is called. */
  listen(listener: (value: Value) => void): Disposer {
    const own = (value: Value): void => listener(value);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) {
      // An earlier listener may have disposed of this one.
      if (this.#listeners.has(listener)) listener(value);
    }
  }
}
