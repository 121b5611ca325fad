// The selected entry in full: what and when, why, the policy as it was, its place in the chain, and where it leads.
import type { JSX } from 'react';
import { useStore } from 'zustand';
import type { AuditEntry } from '../../../app/contract/audit-timeline-schemas.ts';
import { clockText } from '../../charts/wall-clock.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { callNumber } from '../../ui/call-number.ts';
import { DetailsHead, DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Broken, Empty } from '../../ui/states.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { ChainSection } from './chain-section.tsx';
import { goToCall, goToRule } from './go-to.ts';
import { entryWhy, lineAuthor, lineKind, lineText } from './line-words.ts';
import { PolicyAsItWas } from './policy-as-it-was.tsx';
import { useSelectedEntry } from './use-selected-entry.ts';

export function AuditDetails(): JSX.Element {
  const { client, auditView } = useWorkspace();
  const report = useStore(auditView, (state) => state.report);
  const known = useSession(({ runs }) => runs.filter(({ state }) => state === 'ended').length);
  const seq = useSelectedEntry(known);
  const { value, failure } = useAnswer(seq === null ? null : String(seq), `${report?.at ?? 0} ${known}`, () =>
    client.call('audit.entry', { seq: seq ?? 1 }),
  );
  if (seq === null)
    return <Empty icon="audit" title="No entry selected" why="What it says, why, and its place in the chain stands here." />;
  if (failure !== null && failure !== undefined) {
    const missing = report?.findings.find((finding) => finding.seq === seq);
    return (
      <Broken
        title={`Entry ${seq} cannot be read`}
        {...describeFailure(failure)}
        message={missing?.message ?? describeFailure(failure).message}
      />
    );
  }
  return value === null ? <></> : <EntryInFull key={seq} entry={value} />;
}

function EntryInFull({ entry }: { readonly entry: AuditEntry }): JSX.Element {
  const { line } = entry;
  const { icon, word } = lineKind(line);
  return (
    <>
      <DetailsHead>
        <div className="details-title">
          <Icon name={icon} />
          <h2 className="cut audit-title">{word}</h2>
          <span className="space" />
          <span className="ink-2 data details-number">
            entry <Figure value={line.seq} />
          </span>
        </div>
        <p className={`sentence audit-what ${line.kind === 'decision' ? 'data' : ''}`}>{lineText(line)}</p>
        <KeyValues
          pairs={[
            { name: 'At', data: true, value: clockText(line.time), title: new Date(line.time).toLocaleString() },
            {
              name: 'Date',
              value: new Date(line.time).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' }),
            },
            ...(line.run === null
              ? []
              : [
                  {
                    name: 'Run',
                    value: `${line.number ?? line.run}${entry.module === '' ? '' : `, ${entry.module}`}`,
                    title: line.run,
                  },
                ]),
            { name: 'By', value: lineAuthor(line) },
            { name: 'Seen by', value: SEEN[line.by ?? 'engine'] },
            ...(line.count === 1 ? [] : [{ name: 'Times', data: true, value: <Figure value={line.count} /> }]),
          ]}
        />
        <Links entry={entry} />
      </DetailsHead>
      <DetailsSection title="Why" keys="Ctrl+." id="why">
        <p className="sentence">{entryWhy(entry)}</p>
      </DetailsSection>
      {entry.policy !== null && <PolicyAsItWas entry={entry} policy={entry.policy} />}
      <ChainSection entry={entry} />
      <DetailsSection title="Fields">
        <KeyValues wrap pairs={entry.fields.map(({ name, value }) => ({ name, value, data: true, title: value }))} />
      </DetailsSection>
    </>
  );
}

const SEEN = {
  engine: 'the engine itself',
  guest: 'told by the guest’s process',
  you: 'the engine; done by you',
} as const;

function Links({ entry }: { readonly entry: AuditEntry }): JSX.Element | null {
  const workspace = useWorkspace();
  const { line, moduleDigest, pointer } = entry;
  const isKept = useSession(({ runs }) => runs.some(({ id }) => id === line.run));
  const isOpen = useSession(({ modules }) => modules.some(({ id }) => id === moduleDigest));
  if (!isKept && !isOpen) return null;
  return (
    <div className="actions">
      {isKept && (
        <Button icon="trace" keys="G" onPress={() => void goToCall(workspace, line.seq)}>
          {line.row === null ? 'Run in Trace' : `Call #${callNumber(line.row)}`}
        </Button>
      )}
      {isOpen && line.rule !== null && (
        <Button icon="policy" onPress={() => goToRule(workspace, moduleDigest, pointer)}>
          {line.rule === 0 ? 'Policy' : `Rule ${line.rule}`}
        </Button>
      )}
    </div>
  );
}
