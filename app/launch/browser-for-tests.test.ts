import { expect, test } from 'vitest';
import { missingPackages } from './browser-for-tests.mjs';

const none = (): boolean => false;
const only =
  (...files: string[]) =>
  (file: string): boolean =>
    files.includes(file);

test('missingPackages() names all that the tests need where nothing is there', () => {
  expect(missingPackages(undefined, none)).toEqual(['chromium', 'fonts-dejavu-core', 'bubblewrap']);
});

test('missingPackages() still wants bubblewrap where a Chromium is named', () => {
  expect(missingPackages('/opt/chromium', none)).toEqual(['bubblewrap']);
  expect(missingPackages('/opt/chromium', only('/usr/bin/bwrap'))).toEqual([]);
});

test('missingPackages() names what is not there alone', () => {
  expect(missingPackages('', only('/usr/bin/chromium', '/usr/bin/bwrap'))).toEqual(['fonts-dejavu-core']);
});
