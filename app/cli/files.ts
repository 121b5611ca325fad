// `wasm-sandbox files`: which files a run touched and, with `--show`, what it wrote into one of them. Guest text is escaped.
import {
  filesTouched,
  formatBytes,
  visibleLines,
  visibleText,
  writtenSerial,
  WrittenFileScan,
  type FileTouched,
  type KnownRange,
  type Platform,
  type Recording,
  type WrittenFile,
} from '../../sandbox-core/index.ts';
import { parseWords } from './arguments.ts';
import { openSession, writeOut } from './open-session.ts';
import { UsageError } from './usage.ts';

export async function filesCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, words } = parseWords(args, { json: 'flag', show: 'value' }, ['a session file']);
  const recording = openSession(platform, words[0] ?? '');
  try {
    const [path] = options.get('show') ?? [];
    const json = options.has('json');
    if (path === undefined) await printFiles(recording, json);
    else await printWritten(writtenIn(recording, path), json);
  } finally {
    recording.close();
  }
  return 0;
}

function writtenIn(recording: Recording, path: string): WrittenFile {
  const serial = writtenSerial(recording, path);
  const scan = serial === undefined ? undefined : new WrittenFileScan(path, serial);
  scan?.takeIn(recording, Number.MAX_SAFE_INTEGER);
  const written = scan?.result();
  if (written === undefined) throw new UsageError(`--show ${visibleText(path)}: the run wrote no file of this name`);
  return written;
}

async function printFiles(recording: Recording, json: boolean): Promise<void> {
  const { files, cut } = filesTouched(recording);
  if (!json)
    await writeOut(`${'FIRST'.padStart(8)} ${'LAST'.padStart(8)} ${'READ'.padStart(10)} ${'WRITTEN'.padStart(10)}  FILE\n`);
  for (const file of files) await writeOut(json ? `${JSON.stringify(plain(file))}\n` : textOf(file));
  if (cut) process.stderr.write('wasm-sandbox: there were more names than the 10000 that are listed\n');
}

function plain({ path, operations, ...rest }: FileTouched): object {
  const calls = [...operations].map(([call, count]) => ({ call: visibleText(call), count }));
  return { path: visibleText(path), calls, ...rest };
}

/** People count calls from 1. */
function textOf(file: FileTouched): string {
  const numbers = [file.firstRow + 1, file.lastRow + 1].map((row) => String(row).padStart(8)).join(' ');
  const bytes = [file.bytesRead, file.bytesWritten].map((count) => formatBytes(count).padStart(10)).join(' ');
  const calls = [...file.operations].map(([call, count]) => `${visibleText(call)}${count > 1 ? ` ×${count}` : ''}`);
  const notes = [
    ...(file.denials > 0 ? [`${file.denials} denied`] : []),
    ...(file.errors > 0 ? [`${file.errors} failed`] : []),
    ...calls,
  ];
  return `${numbers} ${bytes}  ${visibleText(file.path)}  (${notes.join(', ')})\n`;
}

async function printWritten(file: WrittenFile, json: boolean): Promise<void> {
  if (json) return writeOut(`${JSON.stringify(jsonOf(file))}\n`);
  const size = file.size === undefined ? 'of unknown size' : formatBytes(file.size);
  const kept = file.bytesKept < file.bytesWritten ? `, of which the recording holds ${file.bytesKept}` : '';
  const head = [
    `${visibleText(file.path)}: ${size}; ${file.bytesWritten} bytes written${kept}`,
    ...(file.names.length > 1 ? [`names: ${file.names.map(visibleText).join(' → ')}`] : []),
    ...(file.isGone ? ['removed, or replaced by another file of its name'] : []),
    ...(file.more ? ['there is more than is shown here'] : []),
  ];
  await writeOut(`${head.join('\n')}\n`);
  if (file.before.length > 0) await writeOut(`\n── as it was read before\n${file.before.map(rangeText).join('')}`);
  await writeOut(`\n── as it was written\n${withHoles(file)}`);
  if (file.appended.length > 0)
    await writeOut(`\n── appended, at an end that no call tells\n${file.appended.map(rangeText).join('')}`);
}

function withHoles({ written, earlierEnd, size }: WrittenFile): string {
  let end = 0;
  const texts: string[] = [];
  for (const range of written) {
    if (range.offset > end) texts.push(hole(end, range.offset, earlierEnd));
    texts.push(rangeText(range));
    end = range.offset + range.length;
  }
  if (size !== undefined && size > end) texts.push(hole(end, size, earlierEnd));
  return texts.join('');
}

function hole(from: number, to: number, earlierEnd: number | undefined): string {
  const what = earlierEnd === undefined || from < earlierEnd ? 'not written by this run' : 'never written: zeros';
  return `[${to - from} bytes from ${from} on: ${what}]\n`;
}

function rangeText({ offset, length, bytes }: KnownRange): string {
  if (bytes === undefined) return `[${length} bytes from ${offset} on: written, but not kept in the recording]\n`;
  const text = visibleLines(new TextDecoder().decode(bytes));
  return `[${length} bytes from ${offset} on]\n${text}${text.endsWith('\n') ? '' : '\n'}`;
}

function jsonOf(file: WrittenFile): object {
  const ranges = (list: readonly KnownRange[]): object[] =>
    list.map(({ offset, length, bytes }) => ({ offset, length, base64: bytes ? Buffer.from(bytes).toString('base64') : null }));
  return {
    ...file,
    path: visibleText(file.path),
    names: file.names.map(visibleText),
    size: file.size ?? null,
    earlierEnd: file.earlierEnd ?? null,
    written: ranges(file.written),
    appended: ranges(file.appended),
    before: ranges(file.before),
  };
}
