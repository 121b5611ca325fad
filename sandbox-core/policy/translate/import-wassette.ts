// A policy of Wassette (YAML, the policy-mcp format) → ours: storage, preopens, arguments and memory.
import type { Checked } from '../../base/diagnostic.ts';
import type { Bytes } from '../../base/units.ts';
import type { Limits } from '../../limits/limits.ts';
import { BOUNDS } from '../manifest-from-file.ts';
import type { Access, Forbid } from './cedar-words.ts';
import { deniedIn } from './denied-paths.ts';
import { Findings, itemsOf, loseOthers, membersOf, textOf, textsOf, truthOf, type ForeignNode } from './foreign-node.ts';
import { guestPathOf, treeOf } from './foreign-path.ts';
import { imported } from './imported.ts';
import { readYaml } from './read-yaml.ts';
import type { Grant } from './settle-grants.ts';
import type { ImportedPolicy, LostPlace } from './translation.ts';

const LOST = { description: 'a manifest has no words about itself' };

const LOST_PERMISSIONS = {
  environment: 'it names variables without their values, and those of the host are never passed',
  ipc: 'there is no way from a guest to other processes',
};

const LOST_RUNTIME = {
  docker: 'a guest runs in a jailed process, not in a container',
  hyperlight: 'a guest runs in a jailed process, not in a virtual machine',
};

const LOST_WASM = {
  engine: 'the engine is always V8',
  module: 'which module runs is said when it is run, not in a policy',
};

const LOST_RESOURCES = {
  cpu: 'there is no limit on a share of a processor, only on time of it',
  io: 'there is no limit on operations a second that is of files alone',
};

export async function importWassette(text: string): Promise<Checked<ImportedPolicy>> {
  const read = await readYaml(text);
  if (!read.ok) return read;
  const findings = new Findings();
  const members = membersOf(read.value, 'the policy', findings);
  loseOthers(members, ['version', 'permissions'], LOST, findings);
  checkVersion(members.get('version'), findings);
  const permissions = membersOf(members.get('permissions'), 'permissions', findings);
  loseOthers(permissions, ['storage', 'network', 'runtime', 'resources'], LOST_PERMISSIONS, findings);
  network(permissions.get('network'), findings);
  const storage = membersOf(permissions.get('storage'), 'storage', findings);
  loseOthers(storage, ['allow', 'deny'], {}, findings);
  const allowed = entriesOf(storage.get('allow'), 'uri', findings).flatMap((entry) => grantFor(entry, findings) ?? []);
  const { args, preopens } = runtime(permissions.get('runtime'), findings);
  const grants = [...allowed, ...preopens];
  const denied = entriesOf(storage.get('deny'), 'uri', findings);
  const forbids = denied.flatMap((entry) => forbidsFor(entry, grants, findings));
  return imported({ args, grants, forbids, limits: limitsOf(permissions.get('resources'), findings) }, findings);
}

function checkVersion(node: ForeignNode | undefined, findings: Findings): void {
  const place: LostPlace = node?.place ?? { kind: 'pointer', pointer: '' };
  const version = node === undefined ? undefined : textOf(node, 'version', findings);
  if (version === undefined ? node === undefined : !version.startsWith('1.'))
    findings.refuse(place, 'version', version ?? 'left out', '"1.0"');
}

/** What it denies cannot be reached as it is, so that only what it allows is lost. */
function network(node: ForeignNode | undefined, findings: Findings): void {
  const members = membersOf(node, 'network', findings);
  loseOthers(members, ['deny'], { allow: 'network rights come later; until then no host can be reached' }, findings);
}

interface Entry {
  readonly path: string;
  readonly access: readonly Access[];
  readonly place: LostPlace;
  readonly members: ReadonlyMap<string, ForeignNode>;
}

/** A list of `{ uri, access }`, or of preopens, whose path stands under another key. */
function entriesOf(node: ForeignNode | undefined, key: 'uri' | 'host_path', findings: Findings): Entry[] {
  return itemsOf(node, 'a list of permissions', findings).flatMap((item) => {
    const members = membersOf(item, 'a permission', findings);
    loseOthers(members, [key, 'access', ...(key === 'uri' ? [] : ['guest_path'])], {}, findings);
    const uri = textOf(members.get(key), key, findings);
    if (uri === undefined) {
      findings.refuse(item.place, 'a permission', `without ${key}`, `{ ${key}, access }`);
      return [];
    }
    const access = textsOf(members.get('access'), 'access', findings).flatMap((one) => accessOf(one, findings) ?? []);
    return [{ path: uri.replace(/^fs:\/\//, ''), access, place: item.place, members }];
  });
}

function accessOf(node: Extract<ForeignNode, { readonly kind: 'text' }>, findings: Findings): Access | undefined {
  if (node.value === 'read' || node.value === 'write') return node.value;
  findings.refuse(node.place, 'access', `"${node.value}"`, '"read" or "write"');
  return undefined;
}

function grantFor({ path, access, place }: Entry, findings: Findings): Grant | undefined {
  const tree = treeOf(path, 'by name');
  if (tree !== undefined && access.length > 0) return { ...tree, access, place };
  findings.lose(place, path, UNSAYABLE);
  return undefined;
}

const UNSAYABLE = 'no mount can say what it speaks of, so it is left out';

/** For each grant by itself, since a preopen shows the host's paths as others. A denial that cannot be said exactly denies more. */
function forbidsFor({ path, access, place }: Entry, grants: readonly Grant[], findings: Findings): Forbid[] {
  const denied = access.flatMap((one) => grants.map((grant) => deniedIn(grant, one, path)));
  if (denied.some(({ exact }) => !exact)) findings.lose(place, path, 'it cannot be said exactly, so more is denied');
  return denied.flatMap(({ forbids }) => forbids);
}

function runtime(
  node: ForeignNode | undefined,
  findings: Findings,
): { readonly args: readonly string[]; readonly preopens: readonly Grant[] } {
  const members = membersOf(node, 'runtime', findings);
  loseOthers(members, ['wasm'], LOST_RUNTIME, findings);
  const wasm = membersOf(members.get('wasm'), 'runtime.wasm', findings);
  loseOthers(wasm, ['wasi'], LOST_WASM, findings);
  const wasi = membersOf(wasm.get('wasi'), 'runtime.wasm.wasi', findings);
  loseOthers(wasi, ['inherit_env', 'args', 'preopens'], {}, findings);
  const inherit = wasi.get('inherit_env');
  if (inherit !== undefined && truthOf(inherit, 'inherit_env', findings) === true)
    findings.lose(inherit.place, 'inherit_env', "the host's own environment is never passed");
  const args = textsOf(wasi.get('args'), 'args', findings).map(({ value }) => value);
  const preopens = entriesOf(wasi.get('preopens'), 'host_path', findings).flatMap((entry) => preopenOf(entry, findings) ?? []);
  return { args, preopens };
}

function preopenOf({ path, access, place, members }: Entry, findings: Findings): Grant | undefined {
  const named = textOf(members.get('guest_path'), 'guest_path', findings) ?? '';
  const guest = named.startsWith('/') ? guestPathOf(named) : undefined;
  if (guest === undefined || access.length === 0 || path === '' || /[*$]/.test(path)) {
    findings.lose(place, path, UNSAYABLE);
    return undefined;
  }
  return { host: path, guest, access, place };
}

function limitsOf(node: ForeignNode | undefined, findings: Findings): Partial<Limits> {
  const members = membersOf(node, 'resources', findings);
  loseOthers(members, ['memory', 'limits'], LOST_RESOURCES, findings);
  const limits = membersOf(members.get('limits'), 'resources.limits', findings);
  loseOthers(limits, ['memory'], LOST_RESOURCES, findings);
  const memory = limits.get('memory') ?? members.get('memory');
  if (memory === undefined || memory.kind === 'nothing') return {};
  const bytes = bytesOf(memory);
  const [least, most] = BOUNDS.memory;
  if (bytes === undefined || bytes < least)
    findings.refuse(memory.place, 'memory', 'no amount that fits', 'megabytes, or an amount such as "512Mi"');
  else if (bytes > most) findings.lose(memory.place, 'memory', 'memory here is 16 GiB at most, so it is cut to that');
  return { memory: { most: Math.min(bytes ?? most, most) as Bytes, onExceed: 'fail' } };
}

const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
]);

/** A plain number counts megabytes, a string is an amount with a suffix. */
function bytesOf(node: ForeignNode): number | undefined {
  if (node.kind === 'number') return Number.isSafeInteger(node.value * 1e6) ? node.value * 1e6 : undefined;
  const match = node.kind === 'text' ? /^(\d{1,12})(k|M|G|Ki|Mi|Gi)?$/.exec(node.value) : null;
  const factor = SUFFIXES.get(match?.[2] ?? '');
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
