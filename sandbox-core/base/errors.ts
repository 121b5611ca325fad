// Errors that should not happen, with the one table of their codes. What a guest or a user can cause is a value
// (Outcome, Diagnostic, Decision), not one of these.

export const ERROR_CODES = {
  /** Our own fault: a state that the code says cannot be. */
  INTERNAL: 'internal',
  /** The request names something that is not (any more) there. */
  NOT_FOUND: 'user',
  /** The request does not fit the schema of its command. */
  BAD_REQUEST: 'user',
  /** The request is well formed, but not possible in the present state. */
  CONFLICT: 'user',
  /** Input refused with diagnostics: module, manifest or session. */
  REFUSED: 'user',
  /** The other side of a channel closed it. */
  CLOSED: 'environment',
  /** The caller took its request back. */
  CANCELLED: 'user',
  /** A file, a process or the disk said no. */
  UNAVAILABLE: 'environment',
  /** A guest process broke the protocol; it is thrown away. */
  PROTOCOL: 'guest',
} as const satisfies Record<string, 'user' | 'internal' | 'environment' | 'guest'>;

export type ErrorCode = keyof typeof ERROR_CODES;

export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything thrown, for logs and for people; never its stack. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
