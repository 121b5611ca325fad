// The text of the policy that decided, as the log kept it, with what had changed since the one before.
import { useMemo, useState, type JSX } from 'react';
import type { AuditEntry } from '../../../app/contract/audit-timeline-schemas.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { ChangedLines } from '../../ui/changed-lines.tsx';
import { DetailsSection } from '../../ui/details.tsx';
import { aroundChanges, lineChanges, type ChangedLine } from '../../ui/line-changes.ts';
import { countText } from '../../ui/quantities.ts';
import { describeFailure } from '../../ui/view-boundary.tsx';

const AROUND = 2;
const MOST_LINES = 16;
const MOST_WHOLE = 2000;

export interface PolicyAsItWasProps {
  readonly entry: AuditEntry;
  /** Its digest. */
  readonly policy: string;
}

export function PolicyAsItWas({ entry, policy }: PolicyAsItWasProps): JSX.Element {
  const { client } = useWorkspace();
  const { policyBefore } = entry;
  const { value, failure } = useAnswer(`${policy} ${policyBefore ?? ''}`, 0, async () => {
    const now = await client.call('audit.policy', { digest: policy });
    const before = policyBefore === null ? null : await client.call('audit.policy', { digest: policyBefore });
    return { now: now.text, before: before?.text ?? null, cut: now.cut };
  });
  const title = entry.line.version === 0 ? 'Policy as it was' : `Policy as it was, v${entry.line.version}`;
  return (
    <DetailsSection title={title}>
      {failure !== null && failure !== undefined ? (
        <p className="sentence ink-2">{describeFailure(failure).message}</p>
      ) : (
        value !== null && <PolicyText now={value.now} before={value.before} cut={value.cut} version={entry.line.version} />
      )}
    </DetailsSection>
  );
}

interface PolicyTextProps {
  readonly now: string;
  readonly before: string | null;
  readonly cut: boolean;
  readonly version: number;
}

function PolicyText({ now, before, cut, version }: PolicyTextProps): JSX.Element {
  const [whole, setWhole] = useState(false);
  const lines = useMemo(() => lineChanges(before ?? now, now), [before, now]);
  const shown = whole ? lines.slice(0, MOST_WHOLE) : aroundChanges(lines, AROUND, MOST_LINES);
  return (
    <>
      <ChangedLines lines={shown} label="Text of the policy" />
      <p className="ink-2 small">
        {changeWords(lines, before === null ? 0 : version - 1)}
        {cut && ' Only its beginning is shown.'}
      </p>
      {lines.length > shown.length || whole ? (
        <div className="actions">
          <Button onPress={() => setWhole(!whole)}>{whole ? 'Show less' : `All ${countText(lines.length, 'line')}`}</Button>
        </div>
      ) : null}
    </>
  );
}

function changeWords(lines: readonly ChangedLine[], before: number): string {
  if (before === 0) return 'The first policy of this module in the log.';
  const [added, gone] = [lines.filter(({ kind }) => kind === 'added').length, lines.filter(({ kind }) => kind === 'gone').length];
  if (added + gone === 0) return `The same text as v${before}.`;
  return `Since v${before}: ${countText(added, 'line')} added, ${gone} taken away.`;
}
