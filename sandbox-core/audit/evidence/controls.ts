// The rows of the control map. Numbers are those of NIST SP 800-53 revision 5, the SOC 2 common criteria (2017, points of focus
// of 2022) and annex A of ISO/IEC 27001:2022; each title is ours.

export interface Control {
  readonly catalogue: string;
  readonly control: string;
  readonly title: string;
  readonly shows: string;
  readonly cannot: string;
  /** Where to look in the pack. */
  readonly files: readonly string[];
}

type Row = readonly [control: string, title: string, shows: string, cannot: string, files: readonly string[]];

const NIST: readonly Row[] = [
  [
    'AU-2',
    'Which events are logged',
    'That starts and ends of runs, opens that were granted, every denial, limits and what people did are entries of the log',
    'That these are the events your organisation chose; single calls on a file once it is open are in recordings, not here',
    ['decisions.csv', 'entries.jsonl'],
  ],
  [
    'AU-3',
    'What an entry says',
    'Kind, time, run, module digest, call, resource, rule and verdict of each decision, and who saw it',
    'Which person stood behind an act: the log knows of one user, the owner of its file',
    ['decisions.csv', 'entries.jsonl'],
  ],
  [
    'AU-5',
    'What happens when logging fails',
    'Runs that ended because the log could not be written, where their end could still be written',
    'Runs that were not started for that reason: there was no log to tell. The behaviour is tested in the program, not here',
    ['entries.jsonl'],
  ],
  [
    'AU-6',
    'Reviewing what was logged',
    'The material of a review: decisions as a table, and what verifying the log said when this pack was made',
    'That anybody read it, when, and what followed',
    ['decisions.csv', 'verify.txt'],
  ],
  [
    'AU-7',
    'Reducing and reporting without changing',
    'A narrowed pack keeps the hash of each entry that it leaves out, so that the rest still verifies',
    'What the entries that were left out said',
    ['entries.jsonl', 'manifest.json'],
  ],
  [
    'AU-8',
    'Time stamps',
    'The time of each entry in UTC, as the clock of the machine had it, and the order, which the chain holds',
    'That the clock was right: no outside source of time signs the entries',
    ['entries.jsonl'],
  ],
  [
    'AU-9',
    'Keeping the log from being changed',
    'Whether the hash chain is whole and whether each checkpoint matches the entries before it and its signature',
    'Entries after the last checkpoint that were left out or written anew; anything by someone who holds the key and all copies; what the permissions of the log file are',
    ['verify.json', 'entries.jsonl', 'checkpoints/', 'keys.txt'],
  ],
  [
    'AU-10',
    'Who stands behind an act',
    'That whoever held the log’s key signed the checkpoints',
    'Which person that was, or that a person meant what an entry says',
    ['checkpoints/', 'keys.txt'],
  ],
  [
    'AU-11',
    'How long entries are kept',
    'The time of the first and the last entry that are there',
    'A rule on keeping them, or that a log before this one was kept',
    ['manifest.json', 'entries.jsonl'],
  ],
  [
    'AU-12',
    'That the parts of the system log',
    'Entries that the engine saw itself, marked apart from those that a guest process told',
    'What a hostile guest process left out of its own report; what other software did',
    ['decisions.csv', 'isolation.json'],
  ],
  [
    'AC-3',
    'Enforcing decisions on access',
    'Each open that was granted and each call that was denied, with the rule and its text, and the policy in force',
    'That the gate has no way around it; what a guest did through a fault of the engine or of the machine',
    ['decisions.csv', 'policies/'],
  ],
  [
    'AC-4',
    'Which way information may flow',
    'Which folders a guest could read and write, and what it was denied; no host path is named to it',
    'What information the bytes were that it read or wrote, and flows outside the guest',
    ['isolation.json', 'decisions.csv', 'policies/'],
  ],
  [
    'AC-6',
    'No more rights than needed',
    'Which rights each run had and which of its opens used one',
    'That fewer would have done: that takes recordings and a judgement of what the guest is for',
    ['policies/', 'decisions.csv'],
  ],
  [
    'SI-4',
    'Watching the system',
    'Denials and limits of each run with times and counts',
    'That anybody was told in time; attacks that no denied call and no limit shows',
    ['decisions.csv', 'entries.jsonl'],
  ],
  [
    'SI-7',
    'Software and data unchanged',
    'The SHA-256 of each module that ran, of each policy and of each file of this pack',
    'That these are the modules that were meant to run: nothing here says which digests were approved',
    ['modules.csv', 'policies/', 'manifest.json'],
  ],
  [
    'SI-16',
    'Keeping memory apart',
    'Which layers around each guest were known to hold at its start',
    'That no fault in the engine or the processor lets a guest out; layers are tried by attempts, not proven',
    ['isolation.json'],
  ],
];

const SOC: readonly Row[] = [
  [
    'CC6.1',
    'Access by rule to what is protected',
    'The policy of each run and the decisions made under it',
    'Access by any way other than a guest of Wasm Sandbox',
    ['policies/', 'decisions.csv'],
  ],
  [
    'CC6.3',
    'Rights given, changed and taken by role',
    'When a policy was first and last in use, and what a person did to policies and grants in the app',
    'Who approved it, and roles: there are none in the log',
    ['policies/uses.csv', 'policies/changes.csv'],
  ],
  [
    'CC6.8',
    'Software that should not run',
    'Digest and name of each module that ran, what it was denied, and starts that were refused',
    'Software that ran outside Wasm Sandbox; whether a module is malicious',
    ['modules.csv', 'decisions.csv'],
  ],
  [
    'CC7.1',
    'Finding changes of configuration',
    'Which policy each run was under, so that a change between two runs of a module shows',
    'Changes to the machine and to Wasm Sandbox itself',
    ['policies/uses.csv', 'modules.csv'],
  ],
  [
    'CC7.2',
    'Watching for what is unusual',
    'Denials, limits that were nearly or wholly used, and the endings of runs',
    'That anybody watched, and what is usual',
    ['decisions.csv', 'entries.jsonl'],
  ],
  [
    'CC7.3',
    'Judging events',
    'The entries from which an event can be told again, and whether they are unchanged',
    'The judgement and who made it',
    ['entries.jsonl', 'verify.txt'],
  ],
  [
    'CC8.1',
    'Changes are authorised and tested',
    'The text of each policy, and the order in which they were in use',
    'Authorisation and tests before use',
    ['policies/'],
  ],
];

const ISO: readonly Row[] = [
  [
    'A.8.2',
    'Far-reaching rights',
    'Grants of folders and stops, edits and removals by a person at the app',
    'Accounts of the operating system and who used them',
    ['policies/changes.csv', 'entries.jsonl'],
  ],
  [
    'A.8.3',
    'Limits on access to information',
    'What each guest was granted and denied, by which rule',
    'Access by people and by other software',
    ['decisions.csv', 'policies/'],
  ],
  [
    'A.8.7',
    'Harmful software',
    'What a module tried and was denied, with its digest',
    'Whether a module is harmful: no scanner ran',
    ['decisions.csv', 'modules.csv'],
  ],
  [
    'A.8.9',
    'Configuration under control',
    'Each policy as it was when it was in use, held to its digest',
    'Which configuration was the intended one',
    ['policies/'],
  ],
  [
    'A.8.12',
    'Data getting out',
    'That a guest was denied a path or a resource, and which folders it could write',
    'What it wrote where it was allowed to, and channels such as timing',
    ['decisions.csv', 'isolation.json'],
  ],
  [
    'A.8.15',
    'Logging',
    'A log that is chained and signed, and whether it is whole',
    'Logs of anything but guests; what a guest process left out; keeping the key apart from the log',
    ['entries.jsonl', 'verify.json', 'checkpoints/'],
  ],
  [
    'A.8.16',
    'Watching activity',
    'The activity of guests in decisions, limits and endings',
    'That somebody is told of it and acts',
    ['decisions.csv', 'entries.jsonl'],
  ],
  [
    'A.8.17',
    'Clocks that agree',
    'The times that the machine’s clock gave, and their order',
    'That the clock agreed with another',
    ['entries.jsonl'],
  ],
  [
    'A.8.24',
    'Use of cryptography',
    'SHA-256, Ed25519 and, where the log was made so, ML-DSA-65: the public keys and signatures',
    'Where the private key is, who can read it, and when it was changed',
    ['keys.txt', 'checkpoints/'],
  ],
  [
    'A.8.32',
    'Changes under control',
    'Which policies followed one another, and what a person did to them in the app',
    'The decision behind a change',
    ['policies/uses.csv', 'policies/changes.csv'],
  ],
];

/** In the order of the map. */
export const CONTROLS: readonly Control[] = [
  ...named('NIST SP 800-53 rev. 5: AU, AC, SI', NIST),
  ...named('SOC 2 common criteria', SOC),
  ...named('ISO/IEC 27001:2022, A.8', ISO),
];

function named(catalogue: string, rows: readonly Row[]): Control[] {
  return rows.map(([control, title, shows, cannot, files]) => ({ catalogue, control, title, shows, cannot, files }));
}
