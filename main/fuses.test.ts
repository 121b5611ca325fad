import { expect, test } from 'vitest';
import { fusesFor } from './fuses.ts';

test('fusesFor() closes every way into a release from the command line and the environment (THREATS 96)', () => {
  const { RunAsNode, EnableNodeOptionsEnvironmentVariable, EnableNodeCliInspectArguments, OnlyLoadAppFromAsar } =
    fusesFor('release');
  expect({ RunAsNode, EnableNodeOptionsEnvironmentVariable, EnableNodeCliInspectArguments, OnlyLoadAppFromAsar }).toEqual({
    RunAsNode: false,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    OnlyLoadAppFromAsar: true,
  });
});

test('fusesFor() gives a test build the inspector and nothing else', () => {
  expect(fusesFor('test')).toEqual({ ...fusesFor('release'), EnableNodeCliInspectArguments: true });
});
