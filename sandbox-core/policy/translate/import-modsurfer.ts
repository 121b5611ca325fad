// A checkfile of Modsurfer (YAML) → ours. It says which modules may run at all, where a manifest says what a module may do:
// of what it excludes, calls are denied; what else it asks of a module is lost.
import type { Checked } from '../../base/diagnostic.ts';
import { cedarString, type Forbid } from './cedar-words.ts';
import { Findings, itemsOf, loseOthers, membersOf, textOf, truthOf, type ForeignNode } from './foreign-node.ts';
import { imported } from './imported.ts';
import { readYaml } from './read-yaml.ts';
import type { ImportedPolicy } from './translation.ts';

const LOST = {
  url: 'a checkfile from elsewhere is not fetched, so nothing of it is carried over',
  exports: 'what a module exports is not judged',
  size: 'how large a module may be, no manifest says',
  complexity: 'how complex a module may be, no manifest says',
};

const LOST_IMPORTS = {
  include: 'that a module must import something is not asked for',
  contains: 'that a module must import something is not asked for',
};

/** The one module that imports are offered from; those of others are refused before a run. */
const WASI = 'wasi_snapshot_preview1';

export async function importModsurfer(text: string): Promise<Checked<ImportedPolicy>> {
  const read = await readYaml(text);
  if (!read.ok) return read;
  const findings = new Findings();
  const file = membersOf(read.value, 'the checkfile', findings);
  loseOthers(file, ['validate'], {}, findings);
  if (!file.has('validate')) findings.refuse(read.value.place, 'the checkfile', 'without "validate"', 'a table of that name');
  const checks = membersOf(file.get('validate'), 'validate', findings);
  loseOthers(checks, ['allow_wasi', 'wasi', 'imports'], LOST, findings);
  const allowed = truthOf(checks.get('allow_wasi') ?? checks.get('wasi'), 'allow_wasi', findings);
  const imports = membersOf(checks.get('imports'), 'imports', findings);
  loseOthers(imports, ['exclude', 'excludes', 'namespace'], LOST_IMPORTS, findings);
  const namespace = membersOf(imports.get('namespace'), 'namespace', findings);
  loseOthers(namespace, ['exclude', 'excludes'], LOST_IMPORTS, findings);
  const forbids: Forbid[] = [
    ...(allowed === false ? [{}] : []),
    ...excludedOf(imports).flatMap((node) => functionForbid(node, findings)),
    ...excludedOf(namespace).flatMap((node) => namespaceForbids(node, findings)),
  ];
  if (forbids.length > 0) {
    const { place } = checks.get('imports') ?? checks.get('allow_wasi') ?? checks.get('wasi') ?? read.value;
    findings.lose(place, 'exclusion', 'a module that imports it is not refused; it runs, and each such call is denied');
  }
  return imported({ forbids }, findings);
}

/** `excludes` is how it was called at first. */
function excludedOf(members: ReadonlyMap<string, ForeignNode>): readonly ForeignNode[] {
  const nodes = [members.get('exclude'), members.get('excludes')];
  return nodes.flatMap((node) => (node === undefined ? [] : [node]));
}

function functionForbid(list: ForeignNode, findings: Findings): Forbid[] {
  return itemsOf(list, 'exclude', findings).flatMap((item) => {
    if (item.kind === 'text') return [callForbid(item.value)];
    const members = membersOf(item, 'an item of exclude', findings);
    loseOthers(members, ['namespace', 'name'], TYPES, findings);
    const namespace = textOf(members.get('namespace'), 'namespace', findings);
    const name = textOf(members.get('name'), 'name', findings);
    if (name === undefined) findings.refuse(item.place, 'an item of exclude', 'without a name', '"name"');
    return name === undefined || (namespace !== undefined && namespace !== WASI) ? [] : [callForbid(name)];
  });
}

const TYPES = {
  params: 'a function is known by its name, whatever its type, so that more is denied',
  results: 'a function is known by its name, whatever its type, so that more is denied',
};

function namespaceForbids(list: ForeignNode, findings: Findings): Forbid[] {
  return itemsOf(list, 'namespace.exclude', findings).flatMap((item) => {
    if (item.kind === 'text') return item.value === WASI ? [{}] : [];
    const members = membersOf(item, 'an item of namespace.exclude', findings);
    loseOthers(members, ['name', 'functions'], {}, findings);
    if (textOf(members.get('name'), 'name', findings) !== WASI) return [];
    const functions = members.get('functions');
    return functions === undefined || (functions.kind === 'list' && functions.items.length === 0)
      ? [{}]
      : functionForbid(functions, findings);
  });
}

function callForbid(name: string): Forbid {
  return { when: `context.call == ${cedarString(name)}` };
}
