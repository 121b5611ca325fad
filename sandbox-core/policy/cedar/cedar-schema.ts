// What there is to speak of in a Cedar text, in Cedar's own words: the guest, what it may ask for, and of what.
import { GUEST_ID, SYSTEM_ID } from '../condition/evaluate.ts';
import { ACTIONS, asksPath, type Action } from '../request.ts';

/** All but growth, which is recorded and never asked. */
export const ASKED_ACTIONS: readonly Action[] = ACTIONS.filter((action) => action !== 'memory.grow');

/** Published as resources/schemas/sandbox.cedarschema. */
export function cedarSchema(): string {
  const named = (actions: readonly Action[]): string => actions.map((action) => `"${action}"`).join(',\n  ');
  return `// What a policy text of a sandbox may speak of.

// Who asks: there is one guest.
entity Guest enum ["${GUEST_ID}"];

// What is asked for where it is no file: the clock, the streams, a descriptor.
entity System enum ["${SYSTEM_ID}"];

// A directory by its path as the guest sees it: absolute, without "." or ".." and without a slash at its end.
entity Dir in [Dir];

// A path that is asked for. It lies in each directory above it and, should it be one, in itself.
entity File in [Dir] = {
  // The whole path: "/data/in/a.txt".
  path: String,
  // What follows the last slash: "a.txt".
  name: String
};

action
  ${named(ASKED_ACTIONS.filter(asksPath))}
appliesTo {
  principal: [Guest],
  resource: [File],
  // The host function that asks: "path_open".
  context: { call: String }
};

action
  ${named(ASKED_ACTIONS.filter((action) => !asksPath(action)))}
appliesTo {
  principal: [Guest],
  resource: [System],
  context: { call: String }
};
`;
}
