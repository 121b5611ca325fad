// The names by which parts speak of one thing without holding it.
import type { Brand } from './brand.ts';

/** A module by the SHA-256 of its bytes: 64 lower-case hexadecimal digits. */
export type ModuleId = Brand<string, 'ModuleId'>;

/** One execution: `r` and 12 lower-case base-36 characters, sortable by start. */
export type RunId = Brand<string, 'RunId'>;

/** Row of a host call in its recording, from 0. People are shown this plus one: call #1 is row 0. */
export type CallIndex = Brand<number, 'CallIndex'>;

/** Number of a rule in its policy, from 1; 0 stands for the default, which denies. */
export type RuleId = Brand<number, 'RuleId'>;
