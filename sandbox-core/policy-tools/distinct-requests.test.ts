import { describe, expect, it } from 'vitest';
import { memoryRecording } from '../../test/fixtures/sessions/memory-recording.ts';
import { bytesOf, sampleChunks, THIEF, type SampleCall } from '../../test/fixtures/sessions/sample-recording.ts';
import { distinctRequests, type DistinctRequest } from './distinct-requests.ts';

function requestsOf(calls: readonly SampleCall[], rows = 4096): readonly DistinctRequest[] {
  const requests = distinctRequests(memoryRecording(sampleChunks(calls, rows)));
  requests.takeIn();
  return requests.requests;
}

function text({ call, parts, denied, calls, firstRow }: DistinctRequest): string {
  const asked = parts.map(({ action, resource }) => `${action} ${resource}`.trim()).join(', ');
  return `${firstRow}: ${calls} × ${call} ${asked}${denied ? ' denied' : ''}`;
}

/** Opens for reading (2), writing (64) or both, with creat (1). */
function open(resource: string, rights: bigint, oflags: number, change: Partial<SampleCall> = {}): SampleCall {
  return {
    name: 'path_open',
    arguments: [3, 0, 1040, resource.length, oflags, rights, 0n, 0, 2048],
    accesses: [
      ['resource', 0, resource],
      ['wrote', 2048, bytesOf(9)],
    ],
    action: 'fs.read',
    ...change,
  };
}

describe('distinctRequests()', () => {
  it('counts each request once, with its first row, over all chunks', () => {
    expect(requestsOf([...THIEF, ...THIEF], 3).map(text)).toEqual([
      '0: 2 × path_open fs.write /etc/passwd, fs.read /etc/passwd denied',
      '1: 2 × path_open fs.read /data/notes.txt',
      '2: 4 × fd_read handle.use',
      '3: 4 × fd_write stdio.write',
      '4: 2 × clock_time_get clock.read',
      '7: 2 × proc_exit process.exit',
    ]);
  });

  it('leaves out rights that were held already, and calls that failed before the policy was asked', () => {
    const held: SampleCall = { name: 'fd_read', arguments: [7, 0, 0, 0], action: 'fs.read', rule: 1 };
    const failed: SampleCall = { name: 'fd_read', arguments: [99, 0, 0, 0], outcome: 'error', rule: 0, result: 8 };
    const missing = open('/data/x', 2n, 0, { outcome: 'error', rule: 0, result: 8 });
    expect(requestsOf([held, failed, missing])).toEqual([]);
  });

  it('asks for all that a call opens a file for, but not for making one that was there', () => {
    const calls = [
      open('/data/a', 66n, 1, { action: 'fs.create' }),
      open('/data/a', 66n, 1, { action: 'fs.write' }),
      open('/data/a', 66n, 1, { action: 'fs.write', outcome: 'denied', rule: 0 }),
    ];
    expect(requestsOf(calls).map(text)).toEqual([
      '0: 1 × path_open fs.create /data/a, fs.write /data/a, fs.read /data/a',
      '1: 1 × path_open fs.write /data/a, fs.read /data/a',
      '2: 1 × path_open fs.create /data/a, fs.write /data/a, fs.read /data/a denied',
    ]);
  });

  it('takes where a link led, when that was denied', () => {
    const denied = open('/data/link', 2n, 0, {
      accesses: [
        ['resource', 0, '/data/link'],
        ['resource', 0, '/data/keys/a'],
      ],
      outcome: 'denied',
    });
    expect(requestsOf([denied]).map(text)).toEqual(['0: 1 × path_open fs.read /data/link, fs.read /data/keys/a denied']);
  });

  it('leaves out what a person or a fault schedule changed', () => {
    const edited = open('/data/a', 2n, 0, {
      accesses: [
        ['resource', 0, '/data/a'],
        ['edit', 0, '{}'],
      ],
      outcome: 'denied',
      rule: 0,
    });
    expect(requestsOf([edited])).toEqual([]);
  });

  it('answers in turns', () => {
    const requests = distinctRequests(memoryRecording(sampleChunks([...THIEF, ...THIEF], 4)));
    expect([requests.takeIn(4), requests.requests.length]).toEqual([false, 4]);
    expect([requests.takeIn(), requests.requests.length]).toEqual([true, 6]);
    expect(requests.rowsOf((place) => requests.requests[place]?.denied === true)).toEqual([0, 8]);
    expect(requests.rowsOf((place) => requests.requests[place]?.call === 'fd_write', 4, 2)).toEqual([6, 11]);
  });
});
