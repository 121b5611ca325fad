// The filter language asked of a call that is held at the gate: where a stepper stops, and which calls a fault schedule means.
import { SIGNATURES } from '../../host/gate.ts';
import { ACTIONS } from '../../policy/request.ts';
import { DEFAULT_RULE } from '../../policy/decision.ts';
import { compileQuery } from '../../query/match.ts';
import { parseQuery } from '../../query/parse.ts';
import type { CheckedQuery } from '../../query/fault.ts';
import type { Chunk } from '../../recording/record/chunk.ts';
import type { RecordingHeader } from '../../recording/store/recording-header.ts';
import { traceFields } from '../../trace/trace-fields.ts';
import { TraceSource } from '../../trace/trace-source.ts';

export type CallCondition = (pending: Chunk) => boolean;

/** What filters ask of a header; a run that goes on has no other. */
const HEADER: RecordingHeader = {
  engine: '',
  engineVersion: '',
  run: '',
  startedAt: 0n,
  moduleName: '',
  moduleDigest: '',
  manifestText: undefined,
  policies: [],
  planJson: '{}',
  privateJson: undefined,
  signatures: SIGNATURES,
  actions: ACTIONS,
  rules: [DEFAULT_RULE],
};

/** `where` in the filter language, with the fields of the trace; an empty text means every call. */
export function callCondition(where: string): CheckedQuery<CallCondition> {
  const table = traceFields(HEADER);
  const parsed = parseQuery(where, table);
  if (!parsed.ok) return parsed;
  const source = new TraceSource(HEADER, table, { slow: { isSlow: () => false }, marked: new Set() });
  const matcher = compileQuery(parsed.value, source);
  const mask = new Uint8Array(1);
  return {
    ok: true,
    value: (pending) => {
      matcher.judge(source.batch({ columns: pending, whole: () => pending }), mask);
      return mask[0] === 1;
    },
  };
}
