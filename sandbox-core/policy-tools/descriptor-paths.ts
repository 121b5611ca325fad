// Which guest path each descriptor of a directory stands for, followed through a recording: a rename and a link name their
// second path by a descriptor, and the recording keeps only the first as a resource.
import { guestDirectoryOf, isNormalGuestPath } from '../base/guest-path.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { CallValues } from '../trace/call-values.ts';
import type { RecordedMount } from './recorded-policy.ts';

/** Far more than a run may open, so that only a made-up recording reaches it. */
const MOST_OPEN = 65_536;
const FIRST_PREOPEN = 3;

export class DescriptorPaths {
  readonly #paths = new Map<number, string>();

  /** Descriptors that the run began with: one for each mount, then the root that shows but grants nothing. */
  constructor(mounts: readonly Pick<RecordedMount, 'guest'>[]) {
    for (const [index, { guest }] of mounts.entries()) this.#paths.set(FIRST_PREOPEN + index, guest);
    if (!mounts.some(({ guest }) => guest === '/')) this.#paths.set(FIRST_PREOPEN + mounts.length, '/');
  }

  /** Takes in a path_open that succeeded, of this resource. */
  opened(signature: CallSignature, values: CallValues, path: string): void {
    const parameter = signature.answer?.parameter;
    const access = parameter === undefined ? -1 : values.find('wrote', Number(values.unsigned(parameter)));
    const bytes = access < 0 ? undefined : values.bytes(access);
    if (bytes?.length !== 4 || this.#paths.size >= MOST_OPEN) return;
    this.#paths.set(new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true), path);
  }

  /** Takes in a fd_renumber that succeeded. */
  renumbered(values: CallValues): void {
    const path = this.#paths.get(Number(values.unsigned(0)));
    const to = Number(values.unsigned(1));
    if (path === undefined) this.#paths.delete(to);
    else if (this.#paths.size < MOST_OPEN) this.#paths.set(to, path);
  }

  /** The path that a text means from a descriptor, links not looked at; undefined where the recording does not tell. */
  target(values: CallValues, descriptor: number, text: number): string | undefined {
    const directory = this.#paths.get(Number(values.unsigned(descriptor)));
    const access = values.find('read', Number(values.unsigned(text)));
    return directory === undefined || access < 0 ? undefined : pathBelow(directory, values.text(access, 4096));
  }
}

function pathBelow(directory: string, text: string): string | undefined {
  let path = text.startsWith('/') ? '/' : directory;
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') path = guestDirectoryOf(path);
    else path = path === '/' ? `/${part}` : `${path}/${part}`;
  }
  return isNormalGuestPath(path) ? path : undefined;
}
