// Work that waits for the engine, done one piece after the other: a key pressed twice in a row goes two steps, since the
// second begins where the first arrived.

export class InTurn {
  #last: Promise<void> = Promise.resolve();

  /** `work` looks up where it stands when it begins, not when it was asked for. What it throws is dropped. */
  run(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch(() => undefined);
  }
}
