// What a filter can ask of a recorded call: the fields that every recording has, and one for each parameter of the host
// functions that this one names.
import { FAMILIES } from '../base/family.ts';
import { CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { ParameterDescription, ParameterKind } from '../recording/record/call-signature.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import type { Field, FieldKind, FieldTable } from '../query/fields.ts';
import { ERRNO_NAMES } from './errno.ts';

/** Before the name of a parameter. */
export const ARGUMENT = 'arg.';

/** What `is:` can ask. `marked` needs marks, which the caller has. */
export const FLAGS = ['slow', 'first', 'repeat', 'failed', 'marked'] as const;

export type Flag = (typeof FLAGS)[number];

/** The fields that do not depend on the recording, in the order of help. */
export const CALL_FIELDS: FieldTable = [
  { name: 'name', kind: 'text', help: 'the function that was called' },
  { name: 'module', kind: 'text', help: 'the module it was imported from' },
  { name: 'family', kind: 'choice', help: 'what the call asked for', values: FAMILIES },
  { name: 'outcome', kind: 'choice', help: 'how the call ended', values: CALL_OUTCOMES },
  { name: 'errno', kind: 'choice', help: 'the error that the guest got', values: ERRNO_NAMES.slice(1) },
  { name: 'rule', kind: 'integer', help: 'number of the rule that decided, 0 for the default' },
  { name: 'action', kind: 'text', help: 'what the policy was asked for, such as fs.read' },
  { name: 'resource', kind: 'text', help: 'what the policy was asked about, for files the absolute path' },
  { name: 'fd', kind: 'integer', help: 'a file descriptor that the call was given or gave' },
  { name: 'args', kind: 'text', help: 'the arguments as the row shows them' },
  { name: 'result', kind: 'text', help: 'the result as the row shows it' },
  { name: 'answer', kind: 'integer', help: 'the number that a successful call gave beside its errno' },
  { name: 'dur', kind: 'duration', help: 'how long the call took' },
  { name: 't', kind: 'time', help: "when the call began, since the run's start" },
  { name: 'seq', kind: 'integer', help: 'number of the call, from 1' },
  { name: 'bytes', kind: 'bytes', help: 'how many bytes of guest memory the host read and wrote in the call' },
  { name: 'memory', kind: 'bytes', help: 'size of memory 0 when the call began' },
  { name: 'fuel', kind: 'integer', help: 'instructions of the guest since the call before, where they were counted' },
  { name: 'mem', kind: 'address', help: 'addresses of which the call read or wrote some' },
  { name: 'is', kind: 'flag', help: 'slow, first of its name, repeat of the call before, failed, or marked', values: FLAGS },
  { name: 'caller', kind: 'text', help: 'guest function on the stack', missing: 'this recording holds no stacks' },
  { name: 'depth', kind: 'integer', help: 'frames on the stack', missing: 'this recording holds no stacks' },
];

const KIND_OF: Readonly<Record<ParameterKind, FieldKind>> = {
  fd: 'integer',
  integer: 'integer',
  signed: 'integer',
  count: 'integer',
  length: 'bytes',
  vectors: 'text',
  text: 'text',
  choice: 'text',
  flags: 'text',
  timestamp: 'duration',
  pointer: 'address',
  out: 'address',
};

/** `marks`: whether the caller has any to ask for. */
export function traceFields(header: RecordingHeader, marks = false): FieldTable {
  const fields = CALL_FIELDS.map((field) => (field.name === 'is' && !marks ? withoutMarks(field) : field));
  return [...fields, ...argumentFields(header)];
}

function withoutMarks(field: Field): Field {
  return {
    ...field,
    help: 'slow, first of its name, repeat of the call before, or failed',
    values: FLAGS.filter((flag) => flag !== 'marked'),
  };
}

/** A name that several functions give to different things is text, as their rows show it. */
function argumentFields(header: RecordingHeader): Field[] {
  const found = new Map<string, { kind: FieldKind; functions: string[]; values: Set<string> }>();
  for (const signature of header.signatures) {
    for (const parameter of signature.parameters) {
      // A name of odd signs could not be written in a filter.
      if (!/^[A-Za-z_][\w.-]*$/.test(parameter.name)) continue;
      const kind = KIND_OF[parameter.kind];
      const known = found.get(parameter.name) ?? { kind, functions: [], values: new Set() };
      found.set(parameter.name, known);
      if (known.kind !== kind) known.kind = 'text';
      known.functions.push(signature.name);
      for (const name of namesOf(parameter)) known.values.add(name);
    }
  }
  return [...found].map(([name, { kind, functions, values }]) => ({
    name: `${ARGUMENT}${name}`,
    kind,
    help: `argument of ${functionsText(functions)}`,
    ...(kind === 'text' && values.size > 0 ? { values: [...values] } : {}),
  }));
}

function namesOf({ kind, names = [] }: ParameterDescription): readonly string[] {
  return kind === 'choice' || kind === 'flags' ? names : [];
}

function functionsText(functions: readonly string[]): string {
  const [first = '', second = ''] = functions;
  if (functions.length === 1) return first;
  return functions.length === 2 ? `${first} and ${second}` : `${first} and ${functions.length - 1} others`;
}
