// Rebuilds the samples' modules from their sources beside this file: WAT through the wabt package (the same bytes
// everywhere), C through Debian's clang and wasi-libc (the same bytes for the same packages). `npm run samples`;
// with `-- --check` nothing is written, and a module that differs from what its source builds is named.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const folder = path.dirname(fileURLToPath(import.meta.url));

/** Debian's packages that build the samples written in C. */
const C_PACKAGES = 'clang lld wasi-libc libclang-rt-14-dev-wasm32';

/** Names of the sources with this ending, without it. */
function sources(ending) {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/** One `.wat` beside this file to module bytes, function names kept. */
async function assemble(name) {
  const wabt = await loadWabt();
  const module = wabt.parseWat(`${name}.wat`, readFileSync(path.join(folder, `${name}.wat`), 'utf8'));
  try {
    module.validate();
    return module.toBinary({ write_debug_names: true }).buffer;
  } finally {
    module.destroy();
  }
}

/** One `.c` beside this file to module bytes with names and DWARF lines, and no path of this machine. */
function compile(name) {
  const work = mkdtempSync(path.join(tmpdir(), 'samples-'));
  const object = path.join(work, `${name}.o`);
  const linked = path.join(work, `${name}.wasm`);
  const clang = (...args) => execFileSync('clang', ['--target=wasm32-wasi', ...args], { cwd: folder });
  try {
    clang('-O1', '-g', '-fdebug-compilation-dir=.', '-Wall', '-Wextra', '-Werror', '-c', `${name}.c`, '-o', object);
    clang(object, '-o', linked);
    return readFileSync(linked);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function compilerKnowsWasi() {
  try {
    execFileSync('clang', ['--target=wasm32-wasi', '-E', '-include', 'stdio.h', '-x', 'c', '-'], { input: '', stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

async function main() {
  const check = process.argv.includes('--check');
  const finish = check ? compare : keep;
  const results = [];
  for (const name of sources('.wat')) results.push(finish(name, await assemble(name)));
  if (compilerKnowsWasi()) for (const name of sources('.c')) results.push(finish(name, compile(name)));
  else process.stderr.write(`The samples in C were left out: no clang for WASI here (Debian: apt-get install ${C_PACKAGES}).\n`);
  return results.every((good) => good) && (check || compilerKnowsWasi()) ? 0 : 1;
}

function keep(name, bytes) {
  writeFileSync(path.join(folder, `${name}.wasm`), bytes);
  process.stdout.write(`${name}.wasm ${bytes.length} bytes\n`);
  return true;
}

function compare(name, bytes) {
  const same = Buffer.from(bytes).equals(readFileSync(path.join(folder, `${name}.wasm`)));
  process.stdout.write(`${name}.wasm ${same ? 'is what its source builds' : 'differs from what its source builds'}\n`);
  return same;
}

process.exitCode = await main();
