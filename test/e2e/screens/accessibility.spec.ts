// axe finds nothing on any screen, in either theme and in the states that are not plain.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Scenario } from '../../fixtures/scripted-engine.ts';
import { expect, test } from './scripted-window.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface State {
  readonly name: string;
  readonly scenario: Scenario;
  readonly reach: (page: Page) => Promise<void>;
}

const STATES: readonly State[] = [
  { name: 'Modules', scenario: 'work', reach: async () => undefined },
  { name: 'Modules of a first start', scenario: 'first', reach: async () => undefined },
  { name: 'Modules with hostile names', scenario: 'hostile', reach: async () => undefined },
  { name: 'Module', scenario: 'work', reach: (page) => page.keyboard.press('Control+2') },
  { name: 'Policy', scenario: 'work', reach: (page) => page.keyboard.press('Control+3') },
  { name: 'Trace', scenario: 'work', reach: (page) => page.keyboard.press('Control+4') },
  {
    name: 'Trace with a denied call',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).waitFor();
      await page.keyboard.press(']');
      await page.getByRole('heading', { name: 'path_open' }).waitFor();
      await page.getByRole('tab', { name: 'Bytes' }).click();
    },
  },
  {
    name: 'Trace that cannot be read',
    scenario: 'broken',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByText('The calls of this run cannot be read').waitFor();
    },
  },
  {
    name: 'the palette',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find or do' }).fill('go');
    },
  },
  { name: 'the keys', scenario: 'work', reach: (page) => page.keyboard.press('?') },
];

for (const theme of ['dark', 'light'] as const) {
  for (const state of STATES) {
    test(`axe finds nothing in ${state.name}, ${theme}`, async ({ open, page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await open(state.scenario);
      await state.reach(page);
      await page.waitForTimeout(400);
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    });
  }
}
