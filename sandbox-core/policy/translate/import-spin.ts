// A component section of Spin's manifest (TOML, versions 1 and 2) → ours: files, which its guests only read, and variables.
import type { Checked } from '../../base/diagnostic.ts';
import { cedarString } from './cedar-words.ts';
import { deniedIn } from './denied-paths.ts';
import { Findings, itemsOf, loseOthers, membersOf, textOf, textsOf, type ForeignNode } from './foreign-node.ts';
import { guestPathOf, treeOf } from './foreign-path.ts';
import { imported } from './imported.ts';
import { readToml } from './read-toml.ts';
import type { Grant } from './settle-grants.ts';
import { shown, type ImportedPolicy } from './translation.ts';

const NETWORK = 'network rights come later; until then no host can be reached';
const STORES = 'there are no stores for guests, so none can be reached';

const LOST = {
  id: 'a manifest has no name',
  description: 'a manifest has no words about itself',
  source: 'which module runs is said when it is run, not in a policy',
  build: 'how a module is built is no matter of a policy',
  trigger: 'a guest here is run when somebody runs it',
  tool: 'what other tools keep there is no matter of a policy',
  targets: 'where else it could run is no matter of a policy',
  allowed_outbound_hosts: NETWORK,
  allowed_http_hosts: NETWORK,
  key_value_stores: STORES,
  sqlite_databases: STORES,
  ai_models: 'there are no models for guests, so none can be asked',
  variables: 'settings that a guest asks Spin for; nothing here hands them out',
  config: 'settings that a guest asks Spin for; nothing here hands them out',
  dependencies: 'modules are run alone here, not joined with others',
  dependencies_inherit_configuration: 'modules are run alone here, not joined with others',
};

const LOST_AROUND = {
  spin_manifest_version: 'it is the version of another format',
  spin_version: 'it is the version of another format',
  name: 'a manifest has no name',
  version: 'a manifest has no version of its own',
  description: 'a manifest has no words about itself',
  authors: 'a manifest has no words about itself',
  application: 'a manifest has no words about itself, and a guest here is run when somebody runs it',
  trigger: 'a guest here is run when somebody runs it',
  variables: 'settings that a guest asks Spin for; nothing here hands them out',
};

/** `component`: which of several sections; it may be left out where there is one. */
export async function importSpin(text: string, component?: string): Promise<Checked<ImportedPolicy>> {
  const read = await readToml(text);
  if (!read.ok) return read;
  const findings = new Findings();
  const file = membersOf(read.value, 'the file', findings);
  // The version says how the file is to be read, and was heeded.
  loseOthers(file, ['component', 'spin_manifest_version', 'spin_version'], LOST_AROUND, findings);
  const section = sectionOf(file.get('component'), component, findings);
  const members = membersOf(section, 'component', findings);
  loseOthers(members, ['files', 'exclude_files', 'environment'], LOST, findings);
  const grants = itemsOf(members.get('files'), 'files', findings).flatMap((item) => grantOf(item, findings) ?? []);
  const excluded = textsOf(members.get('exclude_files'), 'exclude_files', findings);
  const forbids = excluded.flatMap(({ value, place }) =>
    grants.flatMap((grant) => {
      const { forbids: some, exact } = deniedIn(grant, 'read', value);
      if (!exact) findings.lose(place, value, `it cannot be said exactly, so more of ${shown(grant.guest)} is denied`);
      return some;
    }),
  );
  const env = [...membersOf(members.get('environment'), 'environment', findings)].flatMap(([name, node]) => {
    const value = textOf(node, `environment.${name}`, findings);
    return value === undefined ? [] : [[name, value] as const];
  });
  return imported({ grants, forbids, env }, findings);
}

/** Version 2 has a table of them by name, version 1 a list with an `id` in each. */
function sectionOf(node: ForeignNode | undefined, wanted: string | undefined, findings: Findings): ForeignNode | undefined {
  const sections = new Map<string, ForeignNode>(
    node?.kind === 'list'
      ? node.items.map((item, index) => [
          textOf(membersOf(item, 'component', findings).get('id'), 'id', findings) ?? `${index}`,
          item,
        ])
      : membersOf(node, 'component', findings),
  );
  const names = [...sections.keys()];
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  const found = name === undefined ? undefined : sections.get(name);
  if (found === undefined) {
    const listed =
      names.length === 0 ? 'a section [component.NAME]' : `the name of one of them (${names.map(shown).slice(0, 10).join(', ')})`;
    const has = wanted === undefined ? `${names.length} sections` : `without a section of the name "${shown(wanted)}"`;
    findings.refuse(node?.place ?? { kind: 'pointer', pointer: '' }, 'the file', has, listed);
  }
  for (const [other, { place }] of sections)
    if (other !== name && found !== undefined)
      findings.lose(place, other, 'it is another component, of which nothing is carried over');
  return found;
}

/** A pattern of files at their own places, or `{ source, destination }`. */
function grantOf(item: ForeignNode, findings: Findings): Grant | undefined {
  const { place } = item;
  if (item.kind === 'text') {
    const tree = item.value.startsWith('/') ? undefined : treeOf(item.value, 'by name');
    if (tree !== undefined) return { ...tree, access: ['read'], place };
    findings.lose(place, item.value, UNSAYABLE);
    return undefined;
  }
  const members = membersOf(item, 'an item of files', findings);
  loseOthers(members, ['source', 'destination'], {}, findings);
  const source = textOf(members.get('source'), 'source', findings);
  const destination = textOf(members.get('destination'), 'destination', findings);
  if (source === undefined || destination === undefined) {
    findings.refuse(place, 'an item of files', 'incomplete', '{ source, destination }');
    return undefined;
  }
  return copiedTo(source, destination, item, findings);
}

const UNSAYABLE = 'no mount can say what it speaks of, so it is left out';

function copiedTo(source: string, destination: string, { place }: ForeignNode, findings: Findings): Grant | undefined {
  const guest = destination.startsWith('/') ? guestPathOf(destination) : undefined;
  const tree = treeOf(source, 'by name');
  if (guest !== undefined && tree?.condition === undefined && tree !== undefined) {
    return { host: tree.host, guest, access: ['read'], place };
  }
  const file = tree === undefined || guest === undefined ? undefined : fileTo(tree.host, source, guest, place);
  if (file === undefined) findings.lose(place, source, UNSAYABLE);
  return file;
}

/** One file, which keeps its name: its folder is mounted, and all else in it stays out of reach. */
function fileTo(host: string, source: string, guest: string, place: Grant['place']): Grant | undefined {
  const name = source.slice(source.lastIndexOf('/') + 1);
  const folder = guestPathOf(guest.slice(0, guest.lastIndexOf('/') + 1));
  if (/[*?[\]{}]/.test(source) || folder === undefined || !guest.endsWith(`/${name}`)) return undefined;
  return { host, guest: folder, access: ['read'], condition: `resource.path == ${cedarString(guest)}`, place };
}
