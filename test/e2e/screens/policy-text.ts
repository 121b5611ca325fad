// The texts of the policy editor as tests read and write them: the editor draws lines, no field with a value.
import { expect, type Locator, type Page } from '@playwright/test';

export const MANIFEST = 'Manifest as text';
export const RULES = 'Rules in Cedar';

export function editorOf(page: Page, name: string): Locator {
  return page.getByRole('textbox', { name });
}

export async function openPolicy(page: Page): Promise<Locator> {
  // The screen that is there first, before a key leads away from it.
  await page.getByText('img.wasm').first().waitFor();
  await page.keyboard.press('Control+3');
  const editor = editorOf(page, MANIFEST);
  await expect(editor).toContainText('version', { timeout: 20_000 });
  return editor;
}

/** All of it: only the lines in view are in the document. The editor hangs its view on its own element. */
export function textOf(editor: Locator): Promise<string> {
  return editor.evaluate((element) => {
    if (!('cmTile' in element)) throw new Error('this is no editor');
    const tile = element.cmTile as {
      readonly root: { readonly view: { readonly state: { readonly doc: { toJSON(): string[] } } } };
    };
    return tile.root.view.state.doc.toJSON().join('\n');
  });
}

export async function expectText(editor: Locator, text: string | RegExp): Promise<void> {
  const poll = expect.poll(() => textOf(editor));
  await (typeof text === 'string' ? poll.toBe(text) : poll.toMatch(text));
}
