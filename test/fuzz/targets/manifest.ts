// The manifest parser: it never throws, and each diagnostic has its place inside the text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatManifest } from '../../../sandbox-core/policy/format-manifest.ts';
import { parseManifest } from '../../../sandbox-core/policy/parse-manifest.ts';
import type { FuzzTarget, Judgement } from '../target.ts';

const SAMPLES = join(import.meta.dirname, '../../../resources/samples');
const WRITTEN = [
  '{}',
  '{ "version": 1, "clock": { "resolution": "1ms" }, "args": ["\\u202e"] }',
  '// a comment\n{ "version": 1, "args": ["a", "b"], "env": { "A": "1", "__proto__": "2" } }',
  '{ "version": 1, "mounts": [{ "guest": "/data", "grant": "x", "rights": ["read", "write", "create"] }], "clock": "2026-01-01T00:00:00Z" }',
  '{ "version": 1, "limits": { "memory": "64MiB", "wallTime": "2s", "fuel": 1e9 }, "random": { "seed": 7 }, "onMiss": "stop" }',
  '{ "version": 1, "limits": { "memory": { "most": "1MiB", "onExceed": "fail" } }, "unknown": [[[[[[]]]]]], "args": 3 }',
];

export const manifestTarget: FuzzTarget = {
  name: 'manifest',
  corpus: () => [...WRITTEN.map((text) => new TextEncoder().encode(text)), ...samples()],
  judge: (bytes) => judgeText(new TextDecoder().decode(bytes)),
};

function judgeText(text: string): Judgement {
  const parsed = parseManifest(text);
  if (parsed.ok) {
    const again = parseManifest(formatManifest(parsed.value));
    const same = again.ok && JSON.stringify(again.value) === JSON.stringify(parsed.value);
    return {
      happened: `taken ${Object.keys(parsed.value).length}`,
      fault: same ? undefined : 'written and read again, it is another',
    };
  }
  const { diagnostics } = parsed;
  const lines = text.split(/\r\n|\r|\n/);
  const outside = diagnostics.find(({ place }) => {
    if (place.kind !== 'text') return place.kind === 'byte';
    const line = lines[place.line - 1];
    return line === undefined || place.column < 1 || place.column > line.length + 1;
  });
  const codes = [...new Set(diagnostics.map(({ code }) => code))].join();
  if (diagnostics.length === 0) return { happened: 'silent', fault: 'refused without a diagnostic' };
  return { happened: `refused ${codes}`, fault: outside && `a diagnostic at ${JSON.stringify(outside)}` };
}

function samples(): Uint8Array[] {
  return readdirSync(SAMPLES)
    .filter((file) => file.endsWith('.sandbox.json'))
    .toSorted()
    .map((file) => new Uint8Array(readFileSync(join(SAMPLES, file))));
}
