// Several directors as one: the first that changes a call decides; what it does not change, the next one sees.
import type { After, Before, CallDirector, DirectedCall } from '../../host/call-director.ts';

const GO = { kind: 'go' } as const;

export class Directors implements CallDirector {
  readonly #all: readonly CallDirector[];

  constructor(all: readonly CallDirector[]) {
    this.#all = all;
  }

  attends(): boolean {
    return this.#all.some((director) => director.attends());
  }

  before(call: DirectedCall): Before {
    for (const director of this.#all) {
      const directive = director.before(call);
      if (directive.kind !== 'go') return directive;
    }
    return GO;
  }

  after(call: DirectedCall): After {
    for (const director of this.#all) {
      const directive = director.after(call);
      if (directive.kind !== 'go') return directive;
    }
    return GO;
  }
}
