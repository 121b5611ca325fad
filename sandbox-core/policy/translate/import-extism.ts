// An Extism manifest (JSON) → ours: folders, time and memory. Its guests get settings, variables and HTTP by functions of
// Extism that there are none of here.
import type { Checked } from '../../base/diagnostic.ts';
import { PAGE_BYTES, type Bytes, type Nanos } from '../../base/units.ts';
import type { Limits } from '../../limits/limits.ts';
import { BOUNDS } from '../manifest-from-file.ts';
import { Findings, loseOthers, membersOf, numberOf, textOf, type ForeignNode } from './foreign-node.ts';
import { guestPathOf } from './foreign-path.ts';
import { imported } from './imported.ts';
import { readJson } from './read-json.ts';
import type { Grant } from './settle-grants.ts';
import type { ImportedPolicy } from './translation.ts';

const LOST = {
  wasm: 'which modules run is said when they are run, not in a policy',
  config: 'settings that a guest asks Extism for; nothing here hands them out',
  allowed_hosts: 'network rights come later; until then no host can be reached',
};

const LOST_MEMORY = {
  max_http_response_bytes: 'there is no HTTP for guests, so there is no response to bound',
  max_var_bytes: 'there are no variables that last from call to call',
};

export async function importExtism(text: string): Promise<Checked<ImportedPolicy>> {
  const read = readJson(text);
  if (!read.ok) return read;
  const findings = new Findings();
  const members = membersOf(read.value, 'the manifest', findings);
  loseOthers(members, ['allowed_paths', 'timeout_ms', 'memory'], LOST, findings);
  const paths = membersOf(members.get('allowed_paths'), 'allowed_paths', findings);
  const grants = [...paths].flatMap(([host, node]) => grantOf(host, node, findings) ?? []);
  const limits = { ...wallTime(members.get('timeout_ms'), findings), ...memory(members.get('memory'), findings) };
  return imported({ grants, limits }, findings);
}

/** `ro:` before a host path makes it read-only. */
function grantOf(name: string, node: ForeignNode, findings: Findings): Grant | undefined {
  const isReadOnly = name.startsWith('ro:');
  const host = isReadOnly ? name.slice(3) : name;
  const path = textOf(node, `allowed_paths "${name}"`, findings);
  if (path === undefined) return undefined;
  const guest = path.startsWith('/') ? guestPathOf(path) : undefined;
  if (guest === undefined || host === '') {
    findings.lose(
      node.place,
      name,
      'its guest path is not absolute or leads out of "/", or its host path is empty, so it is left out',
    );
    return undefined;
  }
  return { host, guest, access: isReadOnly ? ['read'] : ['read', 'write'], place: node.place };
}

function wallTime(node: ForeignNode | undefined, findings: Findings): Partial<Limits> {
  if (node?.kind === 'nothing') {
    findings.lose(node.place, 'timeout_ms', 'every run here has a longest time, so it keeps the usual one');
    return {};
  }
  const milliseconds = numberOf(node, 'timeout_ms', findings);
  if (node === undefined || milliseconds === undefined) return {};
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 1)
    findings.refuse(node.place, 'timeout_ms', String(milliseconds), 'a whole number from 1');
  const [, most] = BOUNDS.wallTime;
  if (milliseconds * 1e6 > most) findings.lose(node.place, 'timeout_ms', 'a run here takes 168h at most, so it is cut to that');
  return { wallTime: Math.min(milliseconds * 1e6, most) as Nanos };
}

function memory(node: ForeignNode | undefined, findings: Findings): Partial<Limits> {
  const members = membersOf(node, 'memory', findings);
  loseOthers(members, ['max_pages', 'max'], LOST_MEMORY, findings);
  const pagesNode = members.get('max_pages') ?? members.get('max');
  const pages = numberOf(pagesNode, 'memory.max_pages', findings);
  if (pagesNode === undefined || pages === undefined) return {};
  if (!Number.isSafeInteger(pages) || pages < 1)
    findings.refuse(pagesNode.place, 'memory.max_pages', String(pages), 'a whole number from 1');
  const [, most] = BOUNDS.memory;
  if (pages * PAGE_BYTES > most)
    findings.lose(pagesNode.place, 'memory.max_pages', 'memory here is 16 GiB at most, so it is cut to that');
  return { memory: { most: Math.min(pages * PAGE_BYTES, most) as Bytes, onExceed: 'fail' } };
}
