// `wasm-sandbox verify`: a session file from anywhere, read first in a jailed process, then every chunk held against the chain.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { diagnosticText, messageOf, openRecording, type Platform, type Recording } from '../../sandbox-core/index.ts';
import { admitSessionFile, sessionProbeEntry, sessionProbes } from '../../sandbox-core/node.ts';
import { parseArguments } from './arguments.ts';
import { UsageError } from './usage.ts';

/** Exit codes: 0 whole, 1 not. */
export async function verifyCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { file, options } = parseArguments(args, { json: 'flag' }, false);
  const admitted = await admitSessionFile(sessionProbes(sessionProbeEntry()), file);
  if (!admitted.ok) return tell(options.has('json'), file, admitted.diagnostics.map(diagnosticText).join('; '));
  try {
    const opened = openRecording(platform, admitted.value);
    if (!opened.ok) return tell(options.has('json'), file, opened.diagnostics.map(diagnosticText).join('; '));
    try {
      return tell(options.has('json'), file, faultOf(opened.value), opened.value);
    } finally {
      opened.value.close();
    }
  } finally {
    rmSync(dirname(admitted.value), { recursive: true, force: true });
  }
}

function faultOf(recording: Recording): string {
  try {
    for (const number of recording.chunks.keys()) recording.chunk(number);
    recording.moduleBytes();
    return '';
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function tell(json: boolean, file: string, fault: string, recording?: Recording): number {
  const facts = recording && { version: recording.version, calls: recording.rows, sealed: recording.outcome !== undefined };
  if (json) process.stdout.write(`${JSON.stringify({ whole: fault === '', fault, ...facts })}\n`);
  else if (fault !== '') throw new UsageError(`${file}: ${fault}`);
  else process.stdout.write(`${wholeText(recording)}\n`);
  return fault === '' ? 0 : 1;
}

function wholeText(recording: Recording | undefined): string {
  if (recording === undefined) return '';
  const hidden = new Set([...recording.chunks.keys()].flatMap((number) => recording.chunk(number).hidden ?? []));
  const left = hidden.size > 0 ? `; left out: ${[...hidden].join(', ')}` : '';
  const end = recording.outcome === undefined ? '; it has no end, so that chunks may be missing there' : '';
  return `Whole: ${recording.rows} calls in ${recording.chunks.length} chunks, format ${recording.version}${left}${end}.`;
}
