// The audit log on its way out, or the entries of it that a filter leaves.
import type { StreamInput, StreamItem } from '../contract/contract.ts';
import type { Audit } from './audit.ts';
import type { AuditTimeline } from './audit-timeline.ts';

export async function* exportedEntries(
  audit: Pick<Audit, 'export'>,
  timeline: Pick<AuditTimeline, 'matching'>,
  input: StreamInput<'audit.export'>,
  abort: AbortSignal,
): AsyncGenerator<StreamItem<'audit.export'>> {
  const { where = '' } = input;
  const only = where === '' ? undefined : await timeline.matching(where, abort);
  yield* audit.export(input, only, abort);
}
