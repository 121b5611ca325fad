// One host call in full: every argument with what it stands for, and the guest bytes it touched.
import { FAMILIES, type Family } from '../base/family.ts';
import { visibleText } from '../base/visible-text.ts';
import { ACCESS_KINDS, CALL_OUTCOMES, type AccessKind, type CallOutcome } from '../recording/record/call-outcome.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { RecordedRule } from '../recording/store/recording-header.ts';
import type { Recording } from '../recording/store/recording.ts';
import { callEdits, type CallEdit } from './call-edits.ts';
import { argumentText, pointerText } from './argument-text.ts';
import { CallValues } from './call-values.ts';
import { resultText } from './describe-call.ts';
import { rowFamilies } from './row-family.ts';
import { signatureAt } from './trace-rows.ts';

/** Bytes shown of one access. */
const MOST_BYTES = 4096;
/** Accesses shown of one call. */
const MOST_ACCESSES = 256;

export interface ArgumentDetails {
  readonly name: string;
  readonly value: string;
  /** The raw value or the place it was read from, where `value` does not say it; else empty. */
  readonly note: string;
}

export interface AccessDetails {
  readonly kind: Exclude<AccessKind, 'resource' | 'edit'>;
  readonly pointer: number;
  /** How many bytes there were; `bytes` may hold fewer. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

export interface CallDetails {
  readonly row: number;
  readonly module: string;
  readonly name: string;
  readonly family: Family;
  readonly outcome: CallOutcome;
  readonly time: number;
  readonly duration: number;
  readonly memoryPages: number;
  readonly arguments: readonly ArgumentDetails[];
  readonly result: string;
  /** Name of what the policy was asked. */
  readonly action: string;
  /** What it was asked about, made visible; mostly none or one, the last of several decided. */
  readonly resources: readonly string[];
  readonly ruleNumber: number;
  /** Undefined where the recording lists none of this number. */
  readonly rule: RecordedRule | undefined;
  /** What was changed about it on purpose; mostly nothing. */
  readonly edits: readonly CallEdit[];
  /** At most 256, each with at most 4 KiB. */
  readonly accesses: readonly AccessDetails[];
  /** How many there were. */
  readonly accessCount: number;
}

/** What describing a call takes of a recording: a call that is held, and not recorded yet, has as much. */
export type CallSource = Pick<Recording, 'header' | 'chunkOf'>;

/** Throws NOT_FOUND where there is no such row. */
export function callDetails(recording: CallSource, row: number): CallDetails {
  const chunk = recording.chunkOf(row);
  const index = row - chunk.firstRow;
  const signature = signatureAt(recording, chunk, index);
  const values = new CallValues(chunk, index);
  const ruleNumber = chunk.rule[index] ?? 0;
  const accesses = accessesOf(values);
  return {
    row,
    module: visibleText(signature.module),
    name: visibleText(signature.name),
    family: FAMILIES[rowFamilies(recording.header)(chunk, index)] ?? signature.family,
    outcome: CALL_OUTCOMES[chunk.outcome[index] ?? 0] ?? 'ok',
    time: chunk.start[index] ?? 0,
    duration: chunk.duration[index] ?? 0,
    memoryPages: chunk.memoryPages[index] ?? 0,
    arguments: signature.parameters.map((_, parameter) => argumentDetails(signature, parameter, values)),
    result: resultText(signature, values),
    action: visibleText(recording.header.actions[chunk.action[index] ?? 0] ?? ''),
    resources: values.resources.map(visibleText),
    ruleNumber,
    rule: recording.header.rules.find(({ id }) => id === ruleNumber),
    edits: callEdits(values),
    accesses: accesses.slice(0, MOST_ACCESSES),
    accessCount: accesses.length,
  };
}

function argumentDetails(signature: CallSignature, parameter: number, values: CallValues): ArgumentDetails {
  const name = visibleText(signature.parameters[parameter]?.name ?? '');
  return { name, value: argumentText(signature, parameter, values), note: argumentNote(signature, parameter, values) };
}

function argumentNote(signature: CallSignature, parameter: number, values: CallValues): string {
  const raw = values.unsigned(parameter);
  switch (signature.parameters[parameter]?.kind) {
    case 'text':
      return `at ${pointerText(raw)}`;
    case 'vectors':
      return `${values.unsigned(parameter + 1)} vectors at ${pointerText(raw)}`;
    case 'flags':
      return pointerText(raw);
    case 'choice':
      return String(raw);
    case 'timestamp':
      return `${BigInt.asUintN(64, values.argument(parameter) ?? 0n)} ns`;
    case 'out':
      return outNote(signature, parameter, values);
    default:
      return '';
  }
}

/** What was written to the place that an `out` parameter points to. */
function outNote(signature: CallSignature, parameter: number, values: CallValues): string {
  const access = values.find('wrote', Number(values.unsigned(parameter)));
  if (access < 0) return 'nothing written';
  if (signature.answer?.parameter === parameter) return resultText(signature, values);
  return `${values.chunk.accessLength[access] ?? 0} B written`;
}

function accessesOf(values: CallValues): AccessDetails[] {
  const accesses: AccessDetails[] = [];
  for (let access = values.firstAccess; access < values.endAccess; access++) {
    const kind = ACCESS_KINDS[values.chunk.accessKind[access] ?? 0];
    if (kind === undefined || kind === 'resource' || kind === 'edit') continue;
    accesses.push({
      kind,
      pointer: values.chunk.accessPointer[access] ?? 0,
      length: values.chunk.accessLength[access] ?? 0,
      bytes: values.bytes(access).slice(0, MOST_BYTES),
    });
  }
  return accesses;
}
