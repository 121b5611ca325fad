// Forbids in Cedar as imports write them: what keeps a mount from permitting more than the foreign file did.
import { guestDirectoryOf } from '../../base/guest-path.ts';
import { cedarString } from '../cedar-string.ts';
import type { Action } from '../request.ts';

export { cedarString };

export interface Forbid {
  /** All there are, where left out. */
  readonly actions?: readonly Action[];
  /** The directory it speaks of; all resources where left out. */
  readonly under?: string;
  readonly when?: string;
  readonly unless?: string;
}

const READING: readonly Action[] = ['fs.read', 'fs.list', 'fs.link'];
const WRITING: readonly Action[] = ['fs.write', 'fs.create', 'fs.delete', 'fs.link'];
/** What a rename asks for: of the name it takes, and of the one it gives. */
const RENAMING: readonly Action[] = ['fs.create', 'fs.delete'];
export const RENAME_CALL = 'path_rename';
const RENAMED = `context.call == ${cedarString(RENAME_CALL)}`;

export type Access = 'read' | 'write';

/** Only where `allowed` holds, one condition of several, may anything under the directory be read, or changed. */
export function onlyWhere(access: Access, under: string, allowed: readonly string[]): Forbid[] {
  const unless = allowed.length === 1 ? (allowed[0] ?? '') : allowed.map((one) => `(${one})`).join(' || ');
  if (access === 'write') return [{ actions: WRITING, under, unless }];
  // A file that may not be read must not be moved to where it may.
  return [
    { actions: READING, under, unless },
    { actions: RENAMING, under, when: RENAMED, unless },
  ];
}

/** Nothing under the directory may be read, or changed; nor may a directory above it be renamed, which would take it along. */
export function denial(access: Access, under: string, when?: string): Forbid[] {
  const condition = when === undefined ? {} : { when };
  const above = directoriesAbove(under).map(cedarString);
  const moved =
    above.length === 0 ? [] : [{ actions: RENAMING, when: `${RENAMED} && [${above.join(', ')}].contains(resource.path)` }];
  if (access === 'write') return [{ actions: WRITING, under, ...condition }, ...moved];
  const renamed = when === undefined ? RENAMED : `${RENAMED} && (${when})`;
  return [{ actions: READING, under, ...condition }, { actions: RENAMING, under, when: renamed }, ...moved];
}

export function directoriesAbove(path: string): string[] {
  const above: string[] = [];
  for (let at = path; at !== '/';) {
    at = guestDirectoryOf(at);
    above.push(at);
  }
  return above;
}

/** One text with an id for each policy; empty for none. The same forbid is said once. */
export function forbidsText(forbids: readonly Forbid[]): string {
  const bodies = [...new Set(forbids.map(bodyOf))];
  return bodies.map((body, index) => `@id("imported-${index + 1}")\n${body}`).join('\n');
}

function bodyOf({ actions, under, when, unless }: Forbid): string {
  const action = actions === undefined ? 'action' : `action in [${actions.map((name) => `Action::"${name}"`).join(', ')}]`;
  const resource = under === undefined ? 'resource' : `resource in Dir::${cedarString(under)}`;
  const clauses = [when === undefined ? '' : `\nwhen { ${when} }`, unless === undefined ? '' : `\nunless { ${unless} }`];
  return `forbid (\n  principal,\n  ${action},\n  ${resource}\n)${clauses.join('')};\n`;
}
