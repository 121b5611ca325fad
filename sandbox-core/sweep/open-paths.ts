// Which file each call of a run is about, by the guest path it was opened by: WASI preview 1 by the names of its functions.
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { CallValues } from '../trace/call-values.ts';
import { answerNumber } from '../trace/describe-call.ts';

/** Descriptors followed: more than a run may open, so that only a made-up recording reaches it. */
const MOST_OPEN = 65_536;

export class OpenPaths {
  readonly #paths = new Map([
    [0, 'stdin'],
    [1, 'stdout'],
    [2, 'stderr'],
  ]);

  /** What the policy was asked on, else what the descriptor was opened by; empty where neither is known. */
  pathOf(signature: CallSignature, values: CallValues): string {
    const [resource] = values.resources;
    if (resource !== undefined) return resource;
    if (signature.parameters[0]?.kind !== 'fd') return '';
    return this.#paths.get(Number(values.unsigned(0))) ?? '';
  }

  /** Takes in a call that succeeded. */
  take(signature: CallSignature, values: CallValues): void {
    switch (signature.name) {
      case 'path_open': {
        const descriptor = answerNumber(signature, values);
        if (descriptor !== undefined && this.#paths.size < MOST_OPEN) {
          this.#paths.set(Number(descriptor), this.pathOf(signature, values));
        }
        return;
      }
      case 'fd_close':
        this.#paths.delete(Number(values.unsigned(0)));
        return;
      case 'fd_renumber': {
        const [from, to] = [Number(values.unsigned(0)), Number(values.unsigned(1))];
        const path = this.#paths.get(from);
        this.#paths.delete(from);
        if (path !== undefined) this.#paths.set(to, path);
      }
    }
  }
}
