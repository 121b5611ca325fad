// THREATS 105 and 13: no grant may overlap what belongs to the application, however it is spelt, nor the system's own trees.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GrantedFolders, parseRoot } from '../../../app/node-host/grants.ts';

let home: string;
let granted: GrantedFolders;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  for (const folder of ['state/app/sessions/inner', 'work/data', 'work/data-secret', 'elsewhere'])
    mkdirSync(join(home, folder), { recursive: true });
  symlinkSync(join(home, 'state/app/sessions'), join(home, 'elsewhere/link'));
  symlinkSync(join(home, 'state'), join(home, 'elsewhere/up'));
  granted = new GrantedFolders([join(home, 'state/app/sessions'), join(home, 'not/there/yet')]);
});

afterAll(() => rmSync(home, { recursive: true }));

function add(folder: string): ReturnType<GrantedFolders['add']> {
  return granted.add({ name: undefined, folder: folder.startsWith('/') ? folder : join(home, folder), writable: false });
}

describe('a grant', () => {
  it.each([
    ['the folder itself', 'state/app/sessions'],
    ['a folder in it', 'state/app/sessions/inner'],
    ['the folder that holds it', 'state/app'],
    ['the home of it all', '.'],
    ['a link to it', 'elsewhere/link'],
    ['a path through a link', 'elsewhere/up/app'],
    ['a roundabout spelling', 'work/../state//app/./sessions/'],
  ])('of %s is refused as the application’s own', (_what, folder) => {
    expect(add(folder)).toMatchObject({ ok: false, message: expect.stringContaining('belongs to this application') as string });
  });

  it.each(['/', '/proc', '/proc/self', '/proc/self/fd', '/sys', '/sys/kernel', '/dev', '/dev/shm'])(
    'of %s is refused',
    (folder) => {
      expect(add(folder).ok).toBe(false);
    },
  );

  it.each(['work/nothing', '/etc/passwd', 'work/data\0'])('of %j, which is no folder, is refused', (folder) => {
    expect(add(folder)).toMatchObject({ ok: false, message: expect.stringContaining('is not a folder') as string });
  });

  it('of a sibling of a similar name is allowed', () => {
    expect(add('work/data-secret')).toMatchObject({ ok: true, grant: { name: 'data-secret', writable: false } });
  });

  it('is refused later when another folder stands in its place', () => {
    const added = add('work/data');
    if (!added.ok) throw new Error(added.message);
    expect(granted.refusal(added.grant)).toBeUndefined();
    renameSync(join(home, 'work/data'), join(home, 'work/data-2'));
    expect(granted.refusal(added.grant)).toContain('not there');
    mkdirSync(join(home, 'work/data'));
    expect(granted.refusal(added.grant)).toContain('another folder');
    rmSync(join(home, 'work/data'), { recursive: true });
    symlinkSync(join(home, 'state/app/sessions'), join(home, 'work/data'));
    expect(granted.refusal(added.grant)).toContain('another folder');
  });

  it('is refused later when the application’s folder has come to lie in it', () => {
    const own = join(home, 'late/own');
    const folders = new GrantedFolders([own]);
    mkdirSync(join(home, 'late'));
    const added = folders.add({ name: 'late', folder: join(home, 'late'), writable: true });
    if (!added.ok) throw new Error(added.message);
    mkdirSync(own);
    expect(folders.refusal(added.grant)).toContain('belongs to this application');
  });

  it('says nothing of host paths once it is made', () => {
    expect(
      granted
        .list()
        .map((grant) => granted.refusal(grant) ?? '')
        .join(),
    ).not.toContain(home);
  });

  it('does not take another’s name', () => {
    const folders = new GrantedFolders([]);
    const first = folders.add({ name: 'a', folder: join(home, 'work'), writable: true });
    const second = folders.add({ name: 'a', folder: join(home, 'elsewhere'), writable: true });
    expect([first.ok, second.ok]).toEqual([true, false]);
  });
});

it('parseRoot() reads a folder with or without a name', () => {
  expect(parseRoot('data=/a=b:ro')).toEqual({ name: 'data', folder: '/a=b', writable: false });
  expect(parseRoot('/a=b')).toEqual({ name: undefined, folder: '/a=b', writable: true });
  expect(parseRoot('./x')).toEqual({ name: undefined, folder: './x', writable: true });
  expect([parseRoot(''), parseRoot(':ro'), parseRoot('n='), parseRoot('-x=/a')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
