// Entry of the browser host's process: reads the command line, starts, prints the link, opens it, and ends in good order.
import { messageOf } from '../../sandbox-core/index.ts';
import { readArguments, USAGE, type Arguments } from './arguments.ts';
import { StartError, startBrowserHost } from './browser-host.ts';
import { openBrowser, type OpenedBrowser } from './open-browser.ts';

/** A browser that has not read the file by then will not. */
const REDIRECT_MILLISECONDS = 60_000;

async function main(words: readonly string[]): Promise<void> {
  if (words.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  const read = readArguments(words);
  if (!read.ok) return fail(read.message);
  try {
    await start(read.value);
  } catch (thrown) {
    fail(thrown instanceof StartError ? thrown.message : `it could not be started: ${messageOf(thrown)}`);
  }
}

async function start({ open, ...options }: Arguments): Promise<void> {
  const host = await startBrowserHost(options);
  process.stdout.write(`Wasm Sandbox is ready: ${host.url}\n`);
  const opened = open ? openBrowser(host.url) : undefined;
  if (opened) setTimeout(() => opened.dispose(), REDIRECT_MILLISECONDS).unref();
  onceAsked(() => void end(host, opened));
}

/** By Ctrl+C or the system; asked a second time it ends at once. */
function onceAsked(action: () => void): void {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      action();
    });
  }
}

async function end(host: { close(): Promise<void> }, opened: OpenedBrowser | undefined): Promise<void> {
  opened?.dispose();
  await host.close();
  process.exit(0);
}

function fail(message: string): void {
  process.stderr.write(`wasm-sandbox: ${message}\n`);
  process.exitCode = 1;
}

await main(process.argv.slice(2));
