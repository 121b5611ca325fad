import { expect, test } from 'vitest';
import { isOwnPage, mayLoad, originOf, PAGE_ORIGIN, pageAddress } from './page-address.ts';

const page = `${PAGE_ORIGIN}/index.html`;

test('pageAddress() takes a development server of this machine, in a checkout only', () => {
  expect([
    pageAddress(false, 'http://localhost:5173/'),
    pageAddress(true, 'http://localhost:5173/'),
    pageAddress(false, 'http://localhost.example.com/'),
    pageAddress(false, 'https://example.com/'),
    pageAddress(false, 'file:///etc/passwd'),
    pageAddress(false, 'not an address'),
    pageAddress(false, undefined),
  ]).toEqual(['http://localhost:5173/', page, page, page, page, page, page]);
});

test('isOwnPage() answers the top frame of our own page and no other', () => {
  const top = { url: `${page}#/trace`, parent: null };
  expect(isOwnPage(top, page)).toBe(true);
  const others = [
    null,
    { url: page, parent: top },
    { url: 'app://wasm-sandbox.evil/index.html', parent: null },
    { url: 'app://evil/index.html', parent: null },
    { url: 'app://evil@wasm-sandbox:1/index.html', parent: null },
    { url: 'https://wasm-sandbox/index.html', parent: null },
    { url: 'about:blank', parent: null },
    { url: 'data:text/html,hello', parent: null },
    { url: 'file:///index.html', parent: null },
    { url: '', parent: null },
  ];
  expect(others.map((frame) => isOwnPage(frame, page))).toEqual(others.map(() => false));
});

test('mayLoad() lets the page reach its own files and nothing else', () => {
  const allowed = [page, `${PAGE_ORIGIN}/assets/a.js`, 'data:image/png;base64,AAAA'];
  const refused = [
    'https://example.com/',
    'http://127.0.0.1:80/',
    'file:///etc/passwd',
    'ws://wasm-sandbox/',
    'chrome://gpu',
    'app://x/',
  ];
  expect(allowed.map((address) => mayLoad(address, page))).toEqual(allowed.map(() => true));
  expect(refused.map((address) => mayLoad(address, page))).toEqual(refused.map(() => false));
});

test('mayLoad() lets the page of a development server open its reload socket', () => {
  const served = 'http://localhost:5173/';
  expect([mayLoad('ws://localhost:5173/?token=x', served), mayLoad('ws://localhost:5174/', served)]).toEqual([true, false]);
});

test('originOf() tells custom schemes apart and answers nothing for what is no address', () => {
  expect([originOf('app://a/x'), originOf('app://b/x'), originOf('::')]).toEqual(['app://a', 'app://b', '']);
});
