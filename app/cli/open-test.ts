// The folder of a regression test, of unknown origin, to what is run: every name is one in the folder, every file a plain file
// within its size, and nothing follows a link.
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import {
  diagnosticText,
  openRecording,
  parseManifest,
  parseTest,
  readModule,
  type Checked,
  type Manifest,
  type Module,
  type Platform,
  type Recording,
  type TestFile,
} from '../../sandbox-core/index.ts';

export const TEST_FOLDER_ENDING = '.sandboxtest';
const TEST_FILE = 'test.json';

/** Bytes of each file at most. */
export const TEST_FILE_CAPS = {
  test: 4 << 20,
  manifest: 4 << 20,
  module: 128 << 20,
  stdin: 64 << 20,
  recording: 1 << 30,
} as const;

export interface OpenedTest {
  readonly test: TestFile;
  /** The text of test.json. */
  readonly text: string;
  readonly recording: Recording;
  readonly bytes: Uint8Array;
  readonly module: Module;
  readonly manifest: Manifest;
  readonly stdin: Uint8Array;
}

/** Why a folder is no test that can be run, with the file and the place in it. */
export class TestRefusal extends Error {
  override readonly name = 'TestRefusal';
}

/** Throws a TestRefusal. Whoever opens it closes its recording. */
export function openTest(folder: string, platform: Platform): OpenedTest {
  if (!lstatSync(folder).isDirectory()) throw new TestRefusal('it is no folder (links are not followed)');
  const text = readText(folder, TEST_FILE, TEST_FILE_CAPS.test);
  const test = valueIn(TEST_FILE, parseTest(text));
  const bytes = readPlain(folder, test.module.file, TEST_FILE_CAPS.module);
  const module = valueIn(test.module.file, readModule(bytes));
  const manifest = valueIn(test.manifest, parseManifest(readText(folder, test.manifest, TEST_FILE_CAPS.manifest)));
  const stdin = test.stdin === undefined ? new Uint8Array() : readPlain(folder, test.stdin, TEST_FILE_CAPS.stdin);
  return { test, text, bytes, module, manifest, stdin, recording: openSession(folder, test.recording, platform) };
}

function openSession(folder: string, name: string, platform: Platform): Recording {
  closeSync(openPlain(folder, name, TEST_FILE_CAPS.recording));
  // SQLite would take these for part of the file.
  for (const ending of ['-wal', '-shm', '-journal']) {
    if (lstatSync(join(folder, `${name}${ending}`), { throwIfNoEntry: false })) {
      throw new TestRefusal(`${name}${ending}: lies beside the recording; a finished recording was expected`);
    }
  }
  return valueIn(name, openRecording(platform, join(folder, name)));
}

function valueIn<Value>(file: string, checked: Checked<Value>): Value {
  if (checked.ok) return checked.value;
  throw new TestRefusal(`${file}: ${checked.diagnostics.slice(0, 3).map(diagnosticText).join('; ')}`);
}

function readText(folder: string, name: string, most: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readPlain(folder, name, most));
  } catch (thrown) {
    if (thrown instanceof TypeError) throw new TestRefusal(`${name}: is no UTF-8 text`);
    throw thrown;
  }
}

function readPlain(folder: string, name: string, most: number): Uint8Array {
  const file = openPlain(folder, name, most);
  try {
    const bytes = new Uint8Array(fstatSync(file).size);
    let read = 0;
    for (let more = -1; more !== 0 && read < bytes.length; read += more)
      more = readSync(file, bytes, read, bytes.length - read, null);
    return bytes.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

/** Opened first and looked at then, so that nothing can be put in its place between. A FIFO does not make it wait. */
function openPlain(folder: string, name: string, most: number): number {
  const path = join(folder, name);
  if (!existsSync(path) && !lstatSync(path, { throwIfNoEntry: false })) throw new TestRefusal(`${name}: is missing`);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? '';
    throw new TestRefusal(
      code === 'ELOOP' ? `${name}: is a link; a plain file was expected` : `${name}: cannot be opened (${code})`,
    );
  }
  const stats = fstatSync(file);
  const problem = !stats.isFile()
    ? 'is no plain file'
    : stats.size > most
      ? `has ${stats.size} bytes; at most ${most} were expected`
      : undefined;
  if (problem === undefined) return file;
  closeSync(file);
  throw new TestRefusal(`${name}: ${problem}`);
}
