import { describe, expect, it } from 'vitest';
import { seccompFilter } from './seccomp-filter.ts';

const EPERM = 0x0005_0001;
const ALLOW = 0x7fff_0000;

/** Runs the filter as the kernel would, on one system call. */
function verdict(filter: Uint8Array, data: { number: number; architecture: number; argument: number }): number {
  const view = new DataView(filter.buffer);
  const words = new Map([
    [0, data.number],
    [4, data.architecture],
    [16, data.argument],
  ]);
  let accumulator = 0;
  for (let at = 0; ; at += 1) {
    const [code, ifTrue, ifFalse, value] = [
      view.getUint16(at * 8, true),
      filter[at * 8 + 2] ?? 0,
      filter[at * 8 + 3] ?? 0,
      view.getUint32(at * 8 + 4, true),
    ];
    if (code === 0x06) return value;
    if (code === 0x20) accumulator = words.get(value) ?? 0;
    else if (code === 0x15) at += accumulator === value ? ifTrue : ifFalse;
    else if (code === 0x35) at += accumulator >= value ? ifTrue : ifFalse;
    else if (code === 0x45) at += (accumulator & value) !== 0 ? ifTrue : ifFalse;
    else throw new Error(`unexpected instruction ${code}`);
  }
}

describe('seccompFilter()', () => {
  const filter = seccompFilter('x64') ?? new Uint8Array();
  const x64 = 0xc000_003e;
  const call = (number: number, argument = 0, architecture = x64): number => verdict(filter, { number, architecture, argument });

  it('allows reading, writing, mapping and threads', () => {
    for (const number of [0, 1, 9, 202, 257]) expect(call(number)).toBe(ALLOW);
    expect(call(56, 0x3d_0f00)).toBe(ALLOW);
  });

  it('refuses sockets, tracing, mounting and new namespaces', () => {
    for (const number of [41, 101, 165, 272, 425]) expect(call(number)).toBe(EPERM);
    expect(call(56, 0x1000_0000)).toBe(EPERM);
  });

  it('allows threads but no processes', () => {
    expect(call(56, 0x0001_0000)).toBe(ALLOW);
    for (const flags of [0, 17, 0x4111]) expect(call(56, flags)).toBe(EPERM);
    for (const number of [57, 58, 322]) expect(call(number)).toBe(EPERM);
  });

  it('sends clone3 back to clone, and kills what calls by another architecture’s numbers', () => {
    expect(call(435)).toBe(0x0005_0026);
    expect(call(1, 0, 0x4000_0003)).toBe(0x8000_0000);
    expect(call(0x4000_0001)).toBe(0x8000_0000);
  });

  it('is not there where the numbers are not known', () => {
    expect(seccompFilter('riscv64')).toBeUndefined();
  });
});
