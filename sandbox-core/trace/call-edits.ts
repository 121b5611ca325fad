// What a person or a fault schedule changed about a recorded call, read from its accesses of kind `edit`.
import { visibleText } from '../base/visible-text.ts';
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { CallValues } from './call-values.ts';

export interface CallEdit {
  readonly by: 'person' | 'schedule';
  /** In words, made visible: `answered ENOSPC`. */
  readonly what: string;
}

const EDIT = ACCESS_KINDS.indexOf('edit');
/** Bytes read of one edit; its words are ours and far shorter. */
const MOST_BYTES = 4096;

/** In their order. One that cannot be read, as only a file of another hand holds it, is told as a change without words. */
export function callEdits(values: CallValues): readonly CallEdit[] {
  const edits: CallEdit[] = [];
  for (let access = values.firstAccess; access < values.endAccess; access++) {
    if (values.chunk.accessKind[access] === EDIT) edits.push(editOf(values.text(access, MOST_BYTES)));
  }
  return edits;
}

export function isEdited({ chunk, firstAccess, endAccess }: CallValues): boolean {
  for (let access = firstAccess; access < endAccess; access++) if (chunk.accessKind[access] === EDIT) return true;
  return false;
}

function editOf(text: string): CallEdit {
  const { by, what } = parsed(text);
  return {
    by: by === 'schedule' ? 'schedule' : 'person',
    what: typeof what === 'string' ? visibleText(what) : 'in a way that this program cannot read',
  };
}

function parsed(text: string): { readonly by?: unknown; readonly what?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
