// Our manifest → a component section of Spin (TOML), without the module that it runs. Its guests only read files.
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import { exportedFiles, withoutDenied } from './exported-files.ts';
import { lostRest } from './lost-rest.ts';
import { shown, type ExportedPolicy, type Lost } from './translation.ts';

export async function exportSpin(manifest: Manifest, rules: readonly Rule[], component = 'guest'): Promise<ExportedPolicy> {
  const files = exportedFiles(manifest, rules);
  const lost: Lost[] = [...files.lost];
  const trees = withoutDenied(files, lost);
  for (const { access, place, guest } of trees)
    if (access.includes('write'))
      lost.push({ place, what: shown(guest), why: 'files cannot be changed there, so that right is left out' });
  const readable = trees.filter(({ access }) => access.includes('read'));
  const section = {
    allowed_outbound_hosts: [],
    files: readable.map(({ host, guest }) => ({ source: host, destination: guest })),
    // Unlike an assignment, this makes a plain key of any name.
    environment: Object.fromEntries(manifest.env),
  };
  const { stringify } = await import('smol-toml');
  const text = stringify({ component: Object.fromEntries([[component, section]]) });
  return { text: text.endsWith('\n') ? text : `${text}\n`, lost: [...lost, ...lostRest(manifest, ['env'])] };
}
