// Beside the report: what guests run in, when it was tested, why it stands as it does, and what would make it better.
import type { JSX } from 'react';
import { escapes, layersText, verdictOf } from '../../store/isolation-words.ts';
import { useInfo, useSession } from '../../store/use-workspace.ts';
import { DetailsHead, DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Empty } from '../../ui/states.tsx';

export function IsolationDetails(): JSX.Element {
  const status = useSession((state) => state.isolation);
  const info = useInfo();
  if (status === null) return <Empty icon="isolation" title="Not known yet" why="The engine has not answered." />;
  const out = escapes(status).map(({ attempt }) => attempt);
  const advice = [...new Set(status.layers.map((layer) => layer.advice).filter((each) => each !== ''))];
  return (
    <>
      <DetailsHead>
        <div className="details-title">
          <Icon name="isolation" />
          <h2 className="cut">Isolation</h2>
        </div>
        <KeyValues
          wrap
          pairs={[
            { name: 'Guests', value: status.guests },
            { name: 'Engine', value: info?.engine ?? '' },
            { name: 'Layers', value: layersText(status) },
            { name: 'Tested', value: status.testedAt === null ? 'never' : new Date(status.testedAt).toLocaleString() },
          ]}
        />
      </DetailsHead>
      <DetailsSection title="Why" keys="Ctrl+." id="why">
        <p className="sentence">{verdictOf(status).says}</p>
        {out.length > 0 && <p className="sentence">A guest that took over its process could: {out.join('; ')}.</p>}
      </DetailsSection>
      {advice.length > 0 && (
        <DetailsSection title="What you can do">
          <ul className="advice">
            {advice.map((each) => (
              <li key={each} className="sentence">
                {each}
              </li>
            ))}
          </ul>
        </DetailsSection>
      )}
      <DetailsSection title="How it is tested">
        <p className="sentence ink-2">
          A child process is started exactly as guests are, once inside all layers and once inside each alone. It reaches for
          files, the network, other processes and the kernel. What it gets counts as out. On the command line: wasm-sandbox
          doctor.
        </p>
      </DetailsSection>
    </>
  );
}
