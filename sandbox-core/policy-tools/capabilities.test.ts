import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import type { RuleId } from '../base/ids.ts';
import { callReach } from '../module/call-graph.ts';
import { readModule } from '../module/read-module.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { Rule } from '../policy/decision.ts';
import type { MountRight } from '../policy/manifest.ts';
import type { PolicyRequest } from '../policy/request.ts';
import { rulesOf } from '../policy/rules.ts';
import { capabilities, type Capability, type RecordedUse } from './capabilities.ts';
import type { DistinctRequest } from './distinct-requests.ts';
import { effectivePolicy, type EffectivePolicy } from './effective-policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  path_open: '(param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)',
  path_unlink_file: '(param i32 i32 i32) (result i32)',
  fd_write: '(param i32 i32 i32 i32) (result i32)',
  random_get: '(param i32 i32) (result i32)',
};

/** A module that imports these, and whose `_start` calls the first `called` of them. */
async function rowsOf(names: readonly string[], called: number, ...rest: Rest): Promise<ReadonlyMap<string, Capability>> {
  const imports = names.map((name) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${TYPES[name] ?? ''}))`);
  const calls = names.slice(0, called).map((name) => {
    const values = (TYPES[name] ?? '').match(/(?<=param )[^)]*/)?.[0].split(' ') ?? [];
    return `${values.map((type) => `${type}.const 0`).join(' ')} call $${name} drop`;
  });
  const bytes = await parse(`(module ${imports.join(' ')} (func (export "_start") ${calls.join(' ')}))`);
  const module = readModule(bytes);
  if (!module.ok) throw new Error(module.diagnostics[0]?.message);
  const reach = callReach(bytes, module.value);
  if (!reach.ok) throw new Error(reach.diagnostics[0]?.message);
  return new Map(capabilities(module.value, reach.value, ...rest).map((row) => [row.action, row]));
}

type Rest = [policy: EffectivePolicy, recorded?: readonly RecordedUse[]];

function policy(rights: readonly MountRight[], ...more: readonly Pick<Rule, 'effect' | 'actions' | 'under'>[]): EffectivePolicy {
  const own = rulesOf({ ...emptyManifest(), mounts: [{ guest: '/data', source: { kind: 'memory' }, rights }] });
  const cedar = { name: 'x', source: 'x.cedar', line: 1, column: 1 };
  return effectivePolicy([
    ...own,
    ...more.map((rule, index) => ({ ...rule, id: (index + 9) as RuleId, text: '', pointer: '', cedar })),
  ]);
}

function recorded(
  own: EffectivePolicy,
  ...requests: readonly (Partial<DistinctRequest> & { asks: PolicyRequest[] })[]
): RecordedUse {
  const none = { call: 'path_open', denied: false, rule: 8 as RuleId, calls: 1, firstRow: 0 };
  return { policy: own, requests: requests.map(({ asks, ...rest }) => ({ ...none, ...rest, parts: asks })) };
}

const read = (resource: string): PolicyRequest => ({ action: 'fs.read', resource, call: 'path_open' });

/** `action flag because` of those with a flag. */
function found(rows: ReadonlyMap<string, Capability>): string[] {
  return [...rows.values()].flatMap(({ action, flag, because }) =>
    flag === 'none' ? [] : [[action, flag, because].join(' ').trim()],
  );
}

describe('capabilities()', () => {
  it('joins what is granted, declared and reached', async () => {
    const rows = await rowsOf(['path_open', 'fd_write'], 1, policy(['read']));
    expect(rows.get('fs.read')).toEqual({
      family: 'files',
      action: 'fs.read',
      grantedBy: [8],
      declaredBy: [{ module: 'wasi_snapshot_preview1', name: 'path_open', reach: 'reached' }],
      path: {
        from: '_start',
        steps: [
          { functionIndex: 2, how: 'root' },
          { functionIndex: 0, how: 'direct' },
        ],
      },
      used: { calls: 0, first: undefined },
      denied: { calls: 0, first: undefined },
      flag: 'none',
      because: undefined,
    });
    expect(rows.get('fs.write')?.declaredBy.map(({ name, reach }) => `${name} ${reach}`)).toEqual([
      'path_open reached',
      'fd_write unreached',
    ]);
    expect(found(rows)).toEqual(['stdio.write dead-import']);
  });

  it('finds grants that no import declares or no call reaches, but not what every run has', async () => {
    expect(found(await rowsOf(['path_unlink_file'], 0, policy(['read', 'create'])))).toEqual([
      'fs.read over-granted undeclared',
      'fs.list over-granted undeclared',
      'fs.create over-granted undeclared',
      'fs.delete over-granted unreached',
      'fs.link over-granted undeclared',
    ]);
    expect(found(await rowsOf(['random_get'], 1, policy([])))).toEqual([]);
  });

  it('takes writing for files only where files are opened', async () => {
    const alone = await rowsOf(['fd_write'], 1, policy([]));
    expect([alone.get('fs.write')?.declaredBy, alone.get('stdio.write')?.declaredBy.length]).toEqual([[], 1]);
    const dead = await rowsOf(['fd_write', 'path_open'], 1, policy([]));
    expect([dead.get('fs.write')?.flag, dead.get('fs.write')?.path]).toEqual(['dead-import', undefined]);
  });

  it('finds what recordings did not use and what they were denied', async () => {
    const own = policy(['read', 'write']);
    const use = recorded(own, { asks: [read('/data/a')], calls: 3, firstRow: 5 }, { asks: [read('/data/b')], firstRow: 7 });
    const rows = await rowsOf(['path_open'], 1, own, [use]);
    expect(rows.get('fs.read')?.used).toEqual({ calls: 4, first: { recording: 0, row: 5 } });
    expect(found(rows)).toEqual(['fs.list over-granted unused', 'fs.write over-granted unused']);
    const outside = recorded(own, { asks: [read('/etc/passwd')], denied: true, rule: 0 as RuleId, firstRow: 2 });
    const denied = await rowsOf(['path_open'], 1, own, [use, outside]);
    expect([denied.get('fs.read')?.flag, denied.get('fs.read')?.denied]).toEqual([
      'denied-use',
      { calls: 1, first: { recording: 1, row: 2 } },
    ]);
  });

  it('blames a denied call on the action that is denied, and one that led out of its mount whatever the rules say', async () => {
    const own = policy(['read']);
    const both = recorded(own, {
      asks: [read('/data/a'), { ...read('/data/a'), action: 'fs.write' }],
      denied: true,
      rule: 0 as RuleId,
    });
    const rows = await rowsOf(['path_open'], 1, own, [both]);
    expect([rows.get('fs.read')?.flag, rows.get('fs.write')?.flag]).toEqual(['none', 'denied-use']);
    const out = recorded(own, { asks: [read('/data/link')], denied: true, rule: 0 as RuleId });
    expect((await rowsOf(['path_open'], 1, own, [out])).get('fs.read')?.flag).toBe('denied-use');
  });

  it('counts no rule as granting what others forbid or nothing mounts', async () => {
    const all = { effect: 'forbid', actions: ['fs.read', 'fs.list'], under: '/' } as const;
    const elsewhere = { effect: 'permit', actions: ['fs.write'], under: '/etc' } as const;
    const rows = await rowsOf([], 0, policy(['read'], all, elsewhere));
    expect(['fs.read', 'fs.list', 'fs.write'].map((action) => rows.get(action)?.grantedBy)).toEqual([[], [], []]);
    expect(found(rows)).toEqual([]);
  });
});
