// One call, recorded or held, as the page is told of it: described, with the why of its decision.
import {
  ACTIONS,
  callDetails,
  explain,
  recordedRules,
  type Action,
  type CallDetails as DescribedCall,
  type CallSource,
  type Explanation,
  type RecordedRule,
  type RuleId,
} from '../../sandbox-core/index.ts';
import type { CallDetails } from '../contract/schemas.ts';

/** Throws NOT_FOUND where there is no such row. */
export function callForPage(source: CallSource, row: number): CallDetails {
  const call = callDetails(source, row);
  const { name, family, outcome, time, duration, result, memoryPages } = call;
  return {
    row,
    name,
    family,
    outcome,
    time,
    duration,
    result,
    why: whyOf(call, source.header.rules),
    arguments: call.arguments.map((argument) => ({ ...argument })),
    edits: call.edits.map((edit) => ({ ...edit })),
    bytes: call.accesses.map(({ kind, pointer, length, bytes }) => ({ kind, pointer, length, data: new Uint8Array(bytes) })),
    memoryPages,
  };
}

function whyOf(call: DescribedCall, rules: readonly RecordedRule[]): CallDetails['why'] {
  const { ruleNumber } = call;
  const explained = explanationOf(call, rules);
  if (explained === undefined) return { sentence: 'The policy was not asked.', rule: ruleNumber, ruleText: '', pointer: '' };
  const sentence = explained.fix === '' ? explained.sentence : `${explained.sentence} It would take ${explained.fix}.`;
  return { sentence, rule: ruleNumber, ruleText: explained.ruleText, pointer: explained.pointer };
}

/** Undefined for what asks for no action that this program knows. */
export function explanationOf(call: DescribedCall, rules: readonly RecordedRule[]): Explanation | undefined {
  const { outcome, ruleNumber, action } = call;
  if (!isAction(action)) return undefined;
  const asked = { action, resource: call.resources.at(-1) ?? '', call: call.name };
  const question = { ...asked, outcome, rule: ruleNumber as RuleId };
  return explain(question, recordedRules({ rules }));
}

function isAction(name: string): name is Action {
  return ACTIONS.some((action) => action === name);
}
