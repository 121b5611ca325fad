// Where an entry stands in the chain: its hash between those of its neighbours, its leaf, who signed it, and a proof to take away.
import { useState, type JSX } from 'react';
import { useStore } from 'zustand';
import type { AuditEntry } from '../../../app/contract/audit-timeline-schemas.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { shortHash } from './line-words.ts';

export function ChainSection({ entry }: { readonly entry: AuditEntry }): JSX.Element {
  const { client } = useWorkspace();
  const [failure, setFailure] = useState<string | null>(null);
  const { line, hash, expected, before, after, leafIndex, leafHash, signedOver } = entry;
  const save = async (): Promise<void> => {
    setFailure(null);
    try {
      const { name, bytes } = await client.call('audit.proof', { seq: line.seq });
      saveFile(name, [bytes]);
    } catch (thrown) {
      setFailure(describeFailure(thrown).message);
    }
  };
  return (
    <DetailsSection title="Chain">
      <ol className="chain data">
        <Link seq={line.seq - 1} hash={before} />
        <Link seq={line.seq} hash={hash} own />
        {after !== null && <Link seq={line.seq + 1} hash={after} />}
      </ol>
      <ChainWords entry={entry} />
      {expected !== hash && (
        <KeyValues
          pairs={[
            { name: 'Should be', value: shortHash(expected, 24), data: true, title: expected },
            { name: 'Is', value: shortHash(hash, 24), data: true, title: hash },
          ]}
        />
      )}
      <KeyValues
        pairs={[
          { name: 'Leaf', value: <Figure value={leafIndex} />, data: true },
          { name: 'Leaf hash', value: shortHash(leafHash, 24), data: true, title: leafHash },
          { name: 'Signed', value: signedOver === null ? 'not yet' : `in the checkpoint over ${signedOver} entries` },
        ]}
      />
      <div className="actions">
        <Button icon="save" onPress={() => void save()}>
          Save the proof
        </Button>
      </div>
      {failure !== null && (
        <p className="sentence" role="alert">
          {failure}
        </p>
      )}
    </DetailsSection>
  );
}

function Link({ seq, hash, own = false }: { readonly seq: number; readonly hash: string; readonly own?: boolean }): JSX.Element {
  return (
    <li className={own ? 'on' : ''}>
      <span className={own ? '' : 'ink-3'}>{seq === 0 ? 'begins' : <Figure value={seq} />}</span>
      <span className={own ? 'cut' : 'cut ink-2'} title={hash}>
        {shortHash(hash, 16)}
      </span>
    </li>
  );
}

function ChainWords({ entry: { line, hash, expected } }: { readonly entry: AuditEntry }): JSX.Element {
  const { auditView } = useWorkspace();
  const report = useStore(auditView, (state) => state.report);
  const broken = report?.findings.find(({ seq }) => seq !== null)?.seq ?? null;
  if (expected !== hash) {
    return (
      <p className="sentence line">
        <Icon name="warning" size={14} /> Its hash does not follow from the one before it and its text.
      </p>
    );
  }
  if (broken !== null && line.seq > broken) {
    return <p className="sentence ink-2">The chain breaks before it, at entry {broken}: nothing vouches for what comes after.</p>;
  }
  return (
    <p className="sentence ink-2 small">
      Each entry’s hash is made of the one before it and its own text.
      {report !== null && line.seq <= report.entries
        ? ' Verified.'
        : ' Follows from the one before; the whole log was not verified since.'}
    </p>
  );
}
