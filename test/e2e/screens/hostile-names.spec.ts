// THREATS 89: markup and script in every name a module can have, opened with the real engine on every screen.
import { expect, test } from '@playwright/test';
import { exporting, functionImport, joined, moduleFrom, NO_BODY, NO_TYPE, section, SECTION, utf8 } from '../../hostile/encode.ts';
import { name, unsigned } from '../../../sandbox-core/rewrite/encode.ts';
import { startBrowserHost, type BrowserHost } from './browser-host.ts';

/** Each tells of itself by setting a property of the window, in the ways that pages have been fooled. */
const MARKS = [
  '<img src=x onerror="PWN">',
  '<svg onload="PWN">',
  '<script>PWN</script>',
  '"><script>PWN</script>',
  "'><img src=x onerror=PWN>",
  '</title><script>PWN</script>',
  '</style><script>PWN</script>',
  '<iframe srcdoc="<script>parent.PWN</script>">',
  '<a href="javascript:PWN">x</a>',
  '<details open ontoggle="PWN">',
  '<body onload="PWN">',
  '<input autofocus onfocus="PWN">',
  '<math><mtext></mtext><mglyph><style><img src=x onerror=PWN></style></mglyph></math>',
  '${PWN}',
  '{{constructor.constructor("PWN")()}}',
  'javascript:PWN',
  '__proto__',
  'constructor',
  'toString',
  'then',
  '\u202egnp.exe',
  'a\u200bb',
  '\u001b]52;c;UFdO\u0007',
  '&lt;script&gt;PWN&lt;/script&gt;',
  '<style>*{display:none}</style>',
];
const PAYLOADS = MARKS.flatMap((mark, number) => [mark, `${mark}${number}`]).map((text) =>
  text.replaceAll('PWN', 'window.__pwned=1'),
);

/** Exports, imports and custom sections under every payload; runs nothing, since nobody offers its imports. */
function hostileModule(): Uint8Array {
  const custom = PAYLOADS.map((text) => section(SECTION.custom, name(text)));
  const names = PAYLOADS.map((text) => joined([unsigned(utf8(text).length), utf8(text), [0x00, 0x00]]));
  return moduleFrom(
    section(SECTION.type, [1], NO_TYPE),
    section(SECTION.import, unsigned(PAYLOADS.length), ...PAYLOADS.map((text) => functionImport(text, text))),
    section(SECTION.function, [1, 0]),
    section(SECTION.export, unsigned(names.length), ...names),
    section(SECTION.code, [1], NO_BODY),
    ...custom,
  );
}

let host: BrowserHost;
test.beforeAll(async () => {
  host = await startBrowserHost();
});
test.afterAll(() => host.end());

test('fifty payload names on every screen are letters and nothing else', async ({ page }) => {
  expect(new Set(PAYLOADS).size).toBe(50);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => faults.push('a window was opened'));
  await page.goto(host.link);
  await expect(page.getByRole('button', { name: /^thief/ })).toBeVisible();
  const files = [
    { name: '<img src=x onerror="window.__pwned=1">.wasm', buffer: Buffer.from(hostileModule()) },
    { name: '"><svg onload=window.__pwned=1>.wasm', buffer: Buffer.from(exporting(PAYLOADS.map(utf8))) },
  ];
  for (const file of files) {
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+o');
    await (await chooser).setFiles({ ...file, mimeType: 'application/wasm' });
    await expect(page.getByText(file.name.slice(0, 12)).first()).toBeVisible();
    for (const screen of ['1', '2', '3', '4']) {
      await page.keyboard.press(`Control+${screen}`);
      await expect(page.locator('main')).toBeVisible();
      await page.waitForTimeout(150);
    }
    await page.keyboard.press('F5');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('run');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+1');
  }
  expect(await page.evaluate(() => '__pwned' in window)).toBe(false);
  expect(await page.title()).toBe('Wasm Sandbox');
  expect(
    await page.locator('main :is(img, script, iframe, style, math, details, input[autofocus]), main a[href^=javascript]').count(),
  ).toBe(0);
  expect(faults).toEqual([]);
});
