// Our manifest → one of Extism, without the modules that it runs.
import { PAGE_BYTES } from '../../base/units.ts';
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import { exportedFiles, withoutDenied, type ExportedTree } from './exported-files.ts';
import { lostRest } from './lost-rest.ts';
import { shown, type ExportedPolicy, type Lost } from './translation.ts';

export async function exportExtism(manifest: Manifest, rules: readonly Rule[]): Promise<ExportedPolicy> {
  const files = exportedFiles(manifest, rules);
  const lost: Lost[] = [...files.lost];
  const paths = new Map<string, string>();
  for (const tree of withoutDenied(files, lost)) addPath(tree, paths, lost);
  const { wallTime, memory } = manifest.limits;
  const place = { kind: 'pointer' as const, pointer: '/limits' };
  if (wallTime % 1e6 !== 0)
    lost.push({ place, what: 'wallTime', why: 'time counts in milliseconds there, so it is less by a part of one' });
  if (memory.most % PAGE_BYTES !== 0)
    lost.push({ place, what: 'memory', why: 'memory counts in pages there, so it is less by a part of one' });
  if (memory.onExceed === 'stop')
    lost.push({ place, what: 'memory', why: 'a guest that asks for more is told so there, and goes on' });
  const file = {
    wasm: [],
    allowed_hosts: [],
    // Unlike an assignment, this makes a plain key of any name.
    allowed_paths: Object.fromEntries(paths),
    timeout_ms: Math.floor(wallTime / 1e6),
    memory: { max_pages: Math.floor(memory.most / PAGE_BYTES) },
  };
  return { text: `${JSON.stringify(file, undefined, 2)}\n`, lost: [...lost, ...lostRest(manifest, ['wallTime', 'memory'])] };
}

function addPath({ host, guest, access, place }: ExportedTree, paths: Map<string, string>, lost: Lost[]): void {
  const lose = (why: string): void => {
    lost.push({ place, what: shown(guest), why });
  };
  if (!access.includes('read')) return lose('what can be changed can be read there too, so it is left out');
  if (host.startsWith('ro:')) return lose('its host path begins as a sign of Extism does, so it is left out');
  const name = `${access.includes('write') ? '' : 'ro:'}${host}`;
  if (paths.has(name)) return lose('a host path can stand at one place only there, so it is left out');
  paths.set(name, guest);
}
