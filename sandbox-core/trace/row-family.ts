// The family of a recorded call: that of the action it asked for, else of its signature. fd_write is of the files, but not
// when it writes to stdout.
import { FAMILIES } from '../base/family.ts';
import { ACTION_FAMILY, type Action } from '../policy/request.ts';
import type { CallColumns } from '../recording/record/chunk.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';

/** Place in FAMILIES of the call at place `index` of a chunk. */
export function rowFamilies(header: RecordingHeader): (chunk: CallColumns, index: number) => number {
  const byAction = header.actions.map((name) =>
    isAction(name) && name !== 'handle.use' ? FAMILIES.indexOf(ACTION_FAMILY[name]) : -1,
  );
  const bySignature = header.signatures.map(({ family }) => FAMILIES.indexOf(family));
  return (chunk, index) => {
    const family = byAction[chunk.action[index] ?? 0] ?? -1;
    return family >= 0 ? family : (bySignature[chunk.signature[index] ?? 0] ?? 0);
  };
}

function isAction(name: string): name is Action {
  return Object.hasOwn(ACTION_FAMILY, name);
}
