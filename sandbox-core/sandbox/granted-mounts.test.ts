import { expect, test } from 'vitest';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { MountEntry } from '../policy/manifest.ts';
import { grantedMounts } from './granted-mounts.ts';

const grants = new Map([['data', { path: '/srv/data', writable: false }]]);
const mounting = (mount: Omit<MountEntry, 'guest'>) =>
  grantedMounts({ ...emptyManifest(), mounts: [{ guest: '/d', ...mount }] }, grants);
const host = { guest: '/d', source: { kind: 'host', path: '/srv/data' }, rights: ['read'] };

test('grantedMounts() gives what a grant covers, by its name or by its very path', () => {
  expect(mounting({ source: { kind: 'grant', name: 'data' }, rights: ['read'] })).toEqual([host]);
  expect(mounting({ source: { kind: 'path', path: '/srv/data' }, rights: ['read'] })).toEqual([host]);
  expect(mounting({ source: { kind: 'memory' }, rights: ['create'] })).toMatchObject([{ source: { kind: 'memory' } }]);
});

test('grantedMounts() refuses what no grant covers, without naming a path of the host', () => {
  const refused = (mount: Omit<MountEntry, 'guest'>): string => {
    try {
      return JSON.stringify(mounting(mount));
    } catch (thrown) {
      return (thrown as Error).message;
    }
  };
  expect(refused({ source: { kind: 'grant', name: 'other' }, rights: ['read'] })).toBe(
    'the policy mounts the grant "other" at /d, which no grant gives',
  );
  expect(refused({ source: { kind: 'path', path: '/srv' }, rights: ['read'] })).toBe(
    'the policy mounts a folder of the host at /d, which no grant gives',
  );
  expect(refused({ source: { kind: 'grant', name: 'data' }, rights: ['write'] })).toContain('its grant is read-only');
});
