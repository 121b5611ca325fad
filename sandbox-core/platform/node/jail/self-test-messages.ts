// The two messages between the engine and its self-test child. The child is held to be hostile, so its answer is checked.
import type { Bait } from './attempts.ts';
import type { SelfTestResult, Tried } from './try-attempts.ts';

const MOST_ATTEMPTS = 200;
const LONGEST_CODE = 100;

export function encodeBait(bait: Bait): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(bait));
}

/** Trusts its input: it comes from the engine. */
export function decodeBait(message: Uint8Array): Bait {
  return JSON.parse(new TextDecoder().decode(message));
}

export function encodeResult(result: SelfTestResult): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(result));
}

/** Undefined for what is not an answer. */
export function decodeResult(message: Uint8Array): SelfTestResult | undefined {
  const value = parsed(message);
  if (typeof value !== 'object' || value === null || !('tried' in value) || !('threads' in value)) return undefined;
  const { tried, threads } = value;
  if (!Array.isArray(tried) || tried.length > MOST_ATTEMPTS || typeof threads !== 'boolean') return undefined;
  return tried.every(isTried) ? { tried, threads } : undefined;
}

function parsed(message: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(message));
  } catch {
    // A child that has been taken over may say anything.
    return undefined;
  }
}

function isTried(value: unknown): value is Tried {
  if (typeof value !== 'object' || value === null) return false;
  const { attempt, held, code }: { attempt?: unknown; held?: unknown; code?: unknown } = value;
  return typeof attempt === 'string' && typeof held === 'boolean' && typeof code === 'string' && code.length <= LONGEST_CODE;
}
