// axe finds nothing on any screen, in either theme and in the states that are not plain.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Scenario } from '../../fixtures/scripted-engine.ts';
import { editorOf, openPolicy, RULES } from './policy-text.ts';
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
  {
    name: 'Policy with a rule that is wrong, and the least policy',
    scenario: 'work',
    reach: async (page) => {
      await openPolicy(page);
      await page.getByRole('tab', { name: 'Rules' }).click();
      await editorOf(page, RULES).fill('permit (principal, action == Action::"fs.raed", resource);');
      await page.getByText(/unrecognized action/).waitFor();
      await page.getByRole('tab', { name: 'Least policy' }).click();
      await page.getByRole('list', { name: 'Parts of the least policy' }).waitFor();
    },
  },
  {
    name: 'Policy with capabilities',
    scenario: 'work',
    reach: async (page) => {
      await openPolicy(page);
      await page.getByRole('tab', { name: 'Capabilities' }).click();
      await page.getByRole('table', { name: /^For each action/ }).waitFor();
    },
  },
  {
    name: 'Policy with completions, and versions',
    scenario: 'work',
    reach: async (page) => {
      await openPolicy(page);
      await page.keyboard.press('Control+s');
      await page.getByRole('tab', { name: 'Versions' }).click();
      await page.getByRole('button', { name: 'Compare version 1' }).click();
      await page.getByRole('tab', { name: 'Rules' }).click();
      await editorOf(page, RULES).click();
      await page.keyboard.type('forb');
      await page.getByRole('option', { name: /^forbid/ }).waitFor();
    },
  },
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
    name: 'a filter with completions',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('outcome:');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'a filter that is wrong',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('-outcome:ok dur:>1mz');
      await page.getByText(/not a unit/).waitFor();
    },
  },
  {
    name: 'a filter that nothing matches',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('name:path_opne');
      await page.getByRole('button', { name: /^name:path_open/ }).waitFor();
    },
  },
  {
    name: 'the menu of a cell',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).focus();
      await page.keyboard.press(']');
      await page.locator('[role=row][aria-selected=true]').waitFor();
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'find with matches',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).waitFor();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('name:path_open');
      await page.getByText(/ found$/).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
      await page.locator('.rows-row.found.selected').waitFor();
    },
  },
  {
    name: 'the kept filters',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('outcome:denied ');
      await page.getByText(/^5 of/).waitFor();
      await page.getByRole('button', { name: 'Kept filters' }).click();
      await page.getByRole('textbox', { name: 'Name of this filter' }).fill('denials');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Kept filters' }).click();
    },
  },
  {
    name: 'a brushed range',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('grid', { name: 'Host calls' }).waitFor();
      await page.keyboard.press('b');
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('group', { name: 'Range' }).getByText(/calls/).waitFor();
    },
  },
  {
    name: 'the menu of the columns',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'a held call that is being changed',
    scenario: 'work',
    reach: async (page) => {
      await page.getByRole('row', { name: /thief/ }).first().click();
      await page.keyboard.press('F10');
      await page.getByText(/^Stopped before call 1,/).waitFor();
      await page.keyboard.press('e');
      await page.getByRole('textbox', { name: 'Argument dirfd' }).fill('x');
      await page.getByRole('combobox', { name: 'Errno' }).selectOption('0');
    },
  },
  {
    name: 'the breakpoints',
    scenario: 'work',
    reach: async (page) => {
      await page.getByRole('row', { name: /thief/ }).first().click();
      await page.keyboard.press('F10');
      await page.getByText(/^Stopped before call 1,/).waitFor();
      await page.keyboard.press('Shift+F9');
      await page.getByRole('button', { name: 'On denial' }).click();
      await page.getByRole('combobox', { name: 'Condition of the breakpoint' }).fill('dur:>1mz');
      await page.getByText(/not a unit/).waitFor();
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
  { name: 'Isolation with a way out', scenario: 'work', reach: (page) => page.keyboard.press('Alt+i') },
  { name: 'Isolation that holds', scenario: 'hostile', reach: (page) => page.keyboard.press('Alt+i') },
  { name: 'Isolation not tested yet', scenario: 'first', reach: (page) => page.keyboard.press('Alt+i') },
  { name: 'Isolation that could not be tested', scenario: 'broken', reach: (page) => page.keyboard.press('Alt+i') },
  { name: 'Sessions', scenario: 'work', reach: (page) => page.keyboard.press('Control+8') },
  { name: 'Sessions without a run', scenario: 'first', reach: (page) => page.keyboard.press('Control+8') },
  {
    name: 'Sessions with a run to be deleted',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+8');
      await page.getByRole('grid', { name: 'Sessions' }).focus();
      await page.keyboard.press('Delete');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'Compare',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+8');
      await page.getByRole('grid', { name: 'Sessions' }).focus();
      await page.keyboard.press('c');
      await page.getByRole('heading', { name: /differences/ }).waitFor();
    },
  },
  {
    name: 'Audit with a denial',
    scenario: 'work',
    reach: async (page) => {
      await page.keyboard.press('Control+6');
      await page.getByRole('grid', { name: 'Audit entries' }).waitFor();
      await page.keyboard.press(']');
      await page.getByRole('region', { name: 'Text of the policy' }).waitFor();
    },
  },
  {
    name: 'Audit with a broken chain and the exports',
    scenario: 'broken',
    reach: async (page) => {
      await page.keyboard.press('Control+6');
      await page.getByRole('grid', { name: 'Audit entries' }).waitFor();
      await page.keyboard.press('v');
      await page.getByRole('button', { name: 'Show entry 38' }).click();
      await page.keyboard.press('x');
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  { name: 'Audit without an entry', scenario: 'first', reach: (page) => page.keyboard.press('Control+6') },
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
