// Beside a comparison: which two runs it is of, and how each of them ended.
import type { JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import { usePlace, useRun, useSession } from '../../store/use-workspace.ts';
import { DetailsSection } from '../../ui/details.tsx';
import { Ending } from '../../ui/ending.tsx';
import { Empty } from '../../ui/states.tsx';

export function CompareDetails(): JSX.Element {
  const b = useRun();
  const against = usePlace((place) => place.against);
  const a = useSession((state) => state.runs.find(({ id }) => id === against) ?? null);
  if (a === null || b === null) return <Empty icon="compare" title="No two runs chosen" why="How both ended appears here." />;
  return (
    <>
      <Side letter="A" run={a} />
      <Side letter="B" run={b} />
    </>
  );
}

function Side({ letter, run }: { readonly letter: string; readonly run: RunSummary }): JSX.Element {
  return (
    <DetailsSection title={`${letter}: run ${run.number}, ${run.moduleName}`}>
      <Ending run={run} />
      <p className="sentence">{run.sentence ?? 'It goes on.'}</p>
    </DetailsSection>
  );
}
