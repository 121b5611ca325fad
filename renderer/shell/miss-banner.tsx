// Said throughout a run in which what no rule permits is let through, and beside its trace afterwards.
import type { JSX } from 'react';
import { usePlace, useRun } from '../store/use-workspace.ts';
import { Banner } from '../ui/banner.tsx';

export function MissBanner(): JSX.Element | null {
  const run = useRun();
  const screen = usePlace((place) => place.screen);
  if (run?.misses !== 'let-through' || (run.state === 'ended' && screen !== 'trace')) return null;
  return (
    <Banner
      icon="warning"
      label="Misses"
      title={`Run ${run.number} lets through what no rule permits`}
      says="inside its mounts, and marked by the rule of onMiss; what makes or removes a name is denied"
    />
  );
}
