import { expect, test } from 'vitest';
import { FUNCTION_TESTS, guestWithFile } from '../../../test/fixtures/host/function-tests.ts';
import { HOST_FUNCTIONS } from '../host-functions.ts';

test.for([...FUNCTION_TESTS])('%s does what it says, and is recorded', ([name, check]) => {
  const guest = guestWithFile();
  check(guest);
  const number = HOST_FUNCTIONS.findIndex(({ signature }) => signature.name === name);
  const calls = guest.recorder.calls.filter(({ signature }) => signature === number);
  expect(calls.length).toBeGreaterThan(0);
  for (const call of calls) expect(call.arguments).toHaveLength(HOST_FUNCTIONS[number]?.type.parameters.length ?? -1);
});

/** Those that end the run never answer. */
const answering = [...FUNCTION_TESTS.keys()].filter((name) => !name.startsWith('proc_'));

test.for(answering)('%s writes nothing that it does not record', (name) => {
  const guest = guestWithFile();
  const parameters = HOST_FUNCTIONS.find(({ signature }) => signature.name === name)?.type.parameters ?? [];
  const before = guest.bytes.slice();
  guest.call(name, ...parameters.map((type) => (type === 'i32' ? 3 : 3n)));
  for (const { kind, pointer, bytes } of guest.last.accesses)
    if (kind === 'wrote' || kind === 'secret') before.set(bytes, pointer);
  expect(guest.bytes).toEqual(before);
});
