// Our manifest → a policy of Wassette (YAML, the policy-mcp format).
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import { exportedFiles, type ExportedTree } from './exported-files.ts';
import { guestPathOf } from './foreign-path.ts';
import { lostRest } from './lost-rest.ts';
import { shown, type ExportedPolicy, type Lost } from './translation.ts';

const MEGABYTE = 1e6;

export async function exportWassette(manifest: Manifest, rules: readonly Rule[]): Promise<ExportedPolicy> {
  const { trees, denials, lost: found } = exportedFiles(manifest, rules);
  const lost: Lost[] = [...found];
  const plain = trees.filter(({ host, place, guest }) => {
    if (!/[*?[\]{}$]/.test(host)) return true;
    lost.push({ place, what: shown(guest), why: 'its host path has signs that are patterns there, so it is left out' });
    return false;
  });
  const allow = plain.filter(isSeenAsItIs).map(({ host, access }) => ({ uri: uriOf(host), access: [...access] }));
  const deny = denials.map(({ host, access }) => ({ uri: uriOf(host), access: [access] }));
  const preopens = plain
    .filter((tree) => !isSeenAsItIs(tree))
    .map(({ host, guest, access }) => ({ host_path: host, guest_path: guest, access: [...access] }));
  const policy = {
    version: '1.0',
    permissions: {
      storage: { allow, ...(deny.length === 0 ? {} : { deny }) },
      ...runtimeOf(manifest.args, preopens),
      resources: { memory: megabytes(manifest, lost) },
    },
  };
  const { stringify } = await import('yaml');
  return {
    text: stringify(policy, { aliasDuplicateObjects: false, lineWidth: 0 }),
    lost: [...lost, ...lostRest(manifest, ['args', 'memory'])],
  };
}

function isSeenAsItIs({ host, guest }: ExportedTree): boolean {
  return guestPathOf(host) === guest;
}

function uriOf(host: string): string {
  return host === '/' ? 'fs:///**' : `fs://${host.replace(/\/+$/, '')}/**`;
}

function runtimeOf(args: readonly string[], preopens: readonly object[]): object {
  if (args.length === 0 && preopens.length === 0) return {};
  const wasi = { inherit_env: false, ...(args.length === 0 ? {} : { args }), ...(preopens.length === 0 ? {} : { preopens }) };
  return { runtime: { wasm: { engine: 'wasmtime', wasi } } };
}

function megabytes({ limits }: Manifest, lost: Lost[]): number {
  const place = { kind: 'pointer' as const, pointer: '/limits/memory' };
  const whole = Math.floor(limits.memory.most / MEGABYTE);
  if (whole * MEGABYTE !== limits.memory.most)
    lost.push({ place, what: 'memory', why: 'memory counts in megabytes there, so it is less by a part of one' });
  if (limits.memory.onExceed === 'stop')
    lost.push({ place, what: 'memory', why: 'a guest that asks for more is told so there, and goes on' });
  return whole;
}
