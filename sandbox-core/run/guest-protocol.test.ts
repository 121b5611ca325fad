import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { RunId } from '../base/ids.ts';
import { decodeGuestMessage } from './decode-guest-message.ts';
import { decodeEngineMessage, encodeEngineMessage, encodeGuestMessage, type GuestEnd } from './guest-protocol.ts';
import { planRun } from './plan.ts';

const end: GuestEnd = {
  ending: { kind: 'exited', code: 3 },
  memory: 65_536,
  used: { 'open-files': 2, 'cpu-time': 12 },
  replay: null,
};

describe('guest messages', () => {
  it('come back as they were sent', () => {
    const freezes = [
      { kind: 'frozen', freeze: 1 },
      { kind: 'thawed', freeze: 2 ** 32 - 1 },
    ] as const;
    for (const message of [{ kind: 'ready' }, { kind: 'entered' }, { kind: 'ended', end }, ...freezes] as const) {
      expect(decodeGuestMessage(encodeGuestMessage(message))).toEqual({ ok: true, value: message });
    }
  });

  it('never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 7 }), (bytes, kind) => {
        decodeGuestMessage(Uint8Array.of(kind, ...bytes));
      }),
    );
  });

  it('with a field too many are refused', () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ ...end, extra: 1 }));
    expect(decodeGuestMessage(Uint8Array.of(4, ...bytes)).ok).toBe(false);
  });

  it('that tell of an unknown limit, or of a freeze in another length, are refused', () => {
    for (const used of ['{"speed":1}', '{"sleep":-1}', '{"sleep":1e300}']) {
      const bytes = new TextEncoder().encode(JSON.stringify(end).replace(/"used":{[^}]*}/, `"used":${used}`));
      expect(decodeGuestMessage(Uint8Array.of(4, ...bytes)).ok).toBe(false);
    }
    expect([5, 6].map((kind) => decodeGuestMessage(Uint8Array.of(kind, 1, 0, 0)).ok)).toEqual([false, false]);
  });

  it('survive any change of one byte of an end', () => {
    const bytes = encodeGuestMessage({ kind: 'ended', end });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        decodeGuestMessage(changed);
      }),
    );
  });
});

describe('engine messages', () => {
  it('come back as they were sent', () => {
    const plan = planRun({ run: 'r000000000000' as RunId, manifest: emptyManifest(), program: 'a', mounts: [] });
    const start = {
      plan,
      entries: ['_start'],
      hooks: null,
      fuelExport: null,
      stackBytes: 65_536,
      replay: null,
      stdin: Uint8Array.of(1, 2),
      bytes: Uint8Array.of(0, 97),
    };
    expect(decodeEngineMessage(encodeEngineMessage({ kind: 'start', start }))).toEqual({ kind: 'start', start });
    expect(decodeEngineMessage(encodeEngineMessage({ kind: 'stop' }))).toEqual({ kind: 'stop' });
    for (const message of [{ kind: 'freeze', freeze: 70_000 }, { kind: 'thaw' }] as const) {
      expect(decodeEngineMessage(encodeEngineMessage(message))).toEqual(message);
    }
    expect(decodeEngineMessage(encodeEngineMessage({ kind: 'taken', chunks: 70_000 }))).toEqual({
      kind: 'taken',
      chunks: 70_000,
    });
  });
});
