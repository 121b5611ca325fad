import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNormalGuestPath } from '../../base/guest-path.ts';
import { ERRNO, errnoName } from '../errno.ts';
import { checkedName, decodePath, guestPathFrom } from './path-name.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('decodePath() has one errno for each kind of text that is no path', () => {
  const answers = [
    encode(''),
    encode('a\0b'),
    new Uint8Array([0x61, 0xff]),
    encode('a'.repeat(4096)),
    encode('a'.repeat(4095)),
    encode('a/é'),
  ];
  const told = answers.map((bytes) => {
    const decoded = decodePath(bytes);
    return typeof decoded === 'number' ? errnoName(decoded) : decoded.path.length;
  });
  expect(told).toEqual(['NOENT', 'INVAL', 'ILSEQ', 'NAMETOOLONG', 4095, 3]);
});

test('guestPathFrom() always makes a normal path, and tells exactly when it climbs out', () => {
  const name = fc.constantFrom('a', 'b', 'c.d', '..', '.', '', '...', '..a', 'é');
  fc.assert(
    fc.property(
      fc.constantFrom('/', '/data', '/data/deep/er'),
      fc.array(name, { minLength: 1, maxLength: 12 }),
      (from, names) => {
        const path = names.join('/');
        const named = guestPathFrom(from, path);
        expect(isNormalGuestPath(named.path)).toBe(true);
        expect(named).toEqual(byModel(from, path));
      },
    ),
  );
});

/** What a shell would do, told by the URL standard instead of our own loop. */
function byModel(from: string, path: string): { path: string; escapes: boolean } {
  const absolute = path.startsWith('/');
  let depth = 0;
  let escapes = absolute;
  for (const name of path.split('/')) {
    if (name === '..') depth--;
    else if (name !== '' && name !== '.') depth++;
    if (depth < 0) {
      escapes = true;
      if (absolute || from === '/') depth = 0;
    }
  }
  const start = absolute || from === '/' ? '/' : `${from}/`;
  const clean = `${start}${path}`.replaceAll(/\/+/g, '/');
  const resolved = decodeURIComponent(new URL(`x://h${clean}`).pathname);
  return { path: resolved.length > 1 ? resolved.replace(/\/$/, '') : '/', escapes };
}

test('checkedName() refuses what means a device or a stream on Windows, on every system', () => {
  const refused = [
    'CON',
    'con',
    'nul.txt',
    'COM1',
    'com¹',
    'LPT³.log',
    'CONIN$',
    'a:b',
    'file::$DATA',
    '\\\\?\\C',
    'a\\b',
    'a.',
    'a ',
  ];
  const fine = ['console', 'com', 'com10', 'null', 'auxiliary', '.git', 'a b', 'COMMON', '…', 'a..b'];
  expect(refused.filter((name) => checkedName(name) !== ERRNO.INVAL)).toEqual([]);
  expect(fine.filter((name) => checkedName(name) !== ERRNO.SUCCESS)).toEqual([]);
  expect([checkedName('a'.repeat(255)), checkedName('a'.repeat(256)), checkedName('é'.repeat(128))]).toEqual([
    ERRNO.SUCCESS,
    ERRNO.NAMETOOLONG,
    ERRNO.NAMETOOLONG,
  ]);
});
