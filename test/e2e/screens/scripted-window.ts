// The built window over a scripted engine, in the state a test asks for; a page error or a refused resource fails the test.
import { expect, test as base, type Page } from '@playwright/test';
import { startScriptedHost, type ScriptedHost } from '../../fixtures/scripted-host.ts';
import type { Scenario } from '../../fixtures/scripted-engine.ts';

export interface ScriptedWindow {
  readonly page: Page;
  readonly host: ScriptedHost;
}

export const test = base.extend<{ open: (scenario: Scenario) => Promise<ScriptedWindow> }>({
  open: async ({ page }, use) => {
    const hosts: ScriptedHost[] = [];
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await use(async (scenario) => {
      const host = await startScriptedHost(scenario);
      hosts.push(host);
      await page.goto(host.url);
      await page.locator('.workbench').waitFor();
      return { page, host };
    });
    await Promise.all(hosts.map((host) => host.close()));
    expect(faults).toEqual([]);
  },
});

export { expect };
