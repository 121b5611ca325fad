import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, FRAME_CAPS } from './wire.ts';

function carried(value: unknown): unknown {
  const read = decodeFrame(encodeFrame({ kind: 'result', request: 1, value }));
  return read.ok && read.frame.kind === 'result' ? read.frame.value : read;
}

describe('encodeFrame() and decodeFrame()', () => {
  it('carry JSON with bytes anywhere in it', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const value = { a: [bytes, null, { b: new Uint8Array() }], c: 'x', 'd.e': { '0': bytes } };
    expect(carried(value)).toEqual(value);
    expect(carried(bytes)).toEqual(bytes);
  });

  it('carry a Node Buffer as bytes', () => {
    expect(carried({ a: Buffer.from([1, 2]) })).toEqual({ a: new Uint8Array([1, 2]) });
  });

  it('carry what looks like an attachment as the plain data it is', () => {
    const lookalike = { bytes: [['value']], type: 'Buffer', data: [1], $bytes: 0, value: null };
    expect(carried(lookalike)).toEqual(lookalike);
  });

  it('carry any JSON unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(carried(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('answers a reason for any bytes, and never throws', () => {
    const good = encodeFrame({ kind: 'call', request: 3, name: 'a', value: { b: new Uint8Array(9), c: [1] } });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeFrame(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bent = good.slice();
        bent[at] = value;
        decodeFrame(bent);
        decodeFrame(bent.subarray(0, cut));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a place that is not null', { name: 'a', value: { b: 1 }, bytes: [['b']] }],
    ['a place that is not there', { name: 'a', value: {}, bytes: [['b']] }],
    ['an inherited place', { name: 'a', value: {}, bytes: [['__proto__']] }],
    ['a place on a text', { name: 'a', value: 'xyz', bytes: [['length']] }],
    ['no place', { name: 'a', value: null, bytes: [] }],
    ['a place that is no path', { name: 'a', value: null, bytes: ['x'] }],
    ['a step that is an object', { name: 'a', value: [null], bytes: [[{}]] }],
    ['a path too deep', { name: 'a', value: null, bytes: [Array.from({ length: 40 }, () => 'a')] }],
  ])('refuses bytes for %s', (_what, envelope) => {
    expect(decodeFrame(crafted(JSON.stringify(envelope), [new Uint8Array(3)])).ok).toBe(false);
  });

  it('refuses two byte strings for one place', () => {
    const envelope = JSON.stringify({ name: 'a', value: [null], bytes: [[0], [0]] });
    expect(decodeFrame(crafted(envelope, [new Uint8Array(1), new Uint8Array(1)])).ok).toBe(false);
  });

  it.each(['', 'null', '[]', '1', '{', '{"name":1}', '\ud800'])('refuses the envelope %j of a call', (json) => {
    expect(decodeFrame(crafted(json, [])).ok).toBe(false);
  });

  it('survives an envelope nested a million deep', () => {
    const depth = 1_000_000;
    const json = `{"name":"a","value":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(typeof decodeFrame(crafted(json, [])).ok).toBe('boolean');
  });

  it('does not let an envelope reach a prototype', () => {
    decodeFrame(
      crafted('{"name":"a","value":{"__proto__":{"polluted":null}},"bytes":[["__proto__","polluted"]]}', [new Uint8Array(1)]),
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('refuses to encode past its caps', () => {
    const many = Array.from({ length: FRAME_CAPS.attachments + 1 }, () => new Uint8Array());
    expect(() => encodeFrame({ kind: 'result', request: 1, value: many })).toThrow(RangeError);
    expect(() => encodeFrame({ kind: 'result', request: 1, value: 'x'.repeat(FRAME_CAPS.json) })).toThrow(RangeError);
  });
});

/** A call frame with an envelope that encodeFrame would never write. */
function crafted(json: string, attachments: readonly Uint8Array[]): Uint8Array {
  const text = Buffer.from(json);
  const header = Buffer.alloc(12 + 4 * attachments.length);
  header.writeUInt8(1, 0);
  header.writeUInt8(0, 1);
  header.writeUInt16LE(attachments.length, 2);
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(text.length, 8);
  attachments.forEach((bytes, index) => header.writeUInt32LE(bytes.length, 12 + 4 * index));
  let message = Buffer.concat([header, text]);
  for (const bytes of attachments) {
    message = Buffer.concat([message, Buffer.alloc((8 - (message.length % 8)) % 8), bytes]);
  }
  return new Uint8Array(message);
}
