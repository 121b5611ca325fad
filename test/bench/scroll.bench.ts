// One million recorded calls scrolled by the wheel in Chromium: frame times against those of the same page standing still.
// `node test/bench/scroll.bench.ts` after a build; fails past p50 17 ms or p95 34 ms.
import { chromium, type Page } from '@playwright/test';
import { startScriptedHost } from '../fixtures/scripted-host.ts';

const MOST_P50 = 17;
const MOST_P95 = 34;
const SECONDS = 8;

interface Frames {
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  readonly count: number;
}

async function framesWhile(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const state = { stop: false, frames };
    Object.assign(window, { scrollBench: state });
    const next = (now: number): void => {
      frames.push(now - last);
      last = now;
      if (!state.stop) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await work();
  const frames = await page.evaluate(() => {
    const state = Reflect.get(window, 'scrollBench') as { stop: boolean; frames: number[] };
    state.stop = true;
    return state.frames.slice(2);
  });
  const sorted = frames.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), most: at(1), count: sorted.length };
}

function tell(what: string, frames: Frames): void {
  const ms = (value: number): string => value.toFixed(1).padStart(6);
  process.stdout.write(
    `${what.padEnd(28)} p50 ${ms(frames.p50)} ms   p95 ${ms(frames.p95)} ms   most ${ms(frames.most)} ms   ${frames.count} frames\n`,
  );
}

async function wheel(page: Page, step: number): Promise<void> {
  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end) {
    await page.mouse.wheel(0, step);
    await page.waitForTimeout(16);
  }
}

const host = await startScriptedHost('million');
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--font-render-hinting=none',
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // Every call a line of its own: the longest list there can be.
  await page.addInitScript(() => localStorage.setItem('wasm-sandbox:layout', '{"fold":false}'));
  await page.goto(host.url);
  await page.locator('.workbench').waitFor();
  await page.keyboard.press('Control+4');
  const grid = page.getByRole('grid', { name: 'Host calls' });
  await grid.waitFor();
  await page.waitForTimeout(1000);
  tell('standing still', await framesWhile(page, () => page.waitForTimeout(SECONDS * 1000)));
  await grid.hover();
  const slow = await framesWhile(page, () => wheel(page, 120));
  tell('wheel, 5 rows a turn', slow);
  const fast = await framesWhile(page, () => wheel(page, 2400));
  tell('wheel, 100 rows a turn', fast);
  const good = [slow, fast].every((frames) => frames.p50 <= MOST_P50 && frames.p95 <= MOST_P95);
  process.stdout.write(`target: p50 at most ${MOST_P50} ms, p95 at most ${MOST_P95} ms: ${good ? 'met' : 'missed'}\n`);
  process.exitCode = good ? 0 : 1;
} finally {
  await browser.close();
  await host.close();
}
