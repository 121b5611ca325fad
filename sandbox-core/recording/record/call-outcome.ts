// How one host call ended. The order is the stored number of each.

export const CALL_OUTCOMES = ['ok', 'denied', 'error', 'ended'] as const;

/** `ok`: errno 0. `denied`: by a rule. `error`: another errno. `ended`: the run ended in it (exit, limit, stop). */
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** What a stretch of guest bytes was to the call. The order is the stored number of each. */
export const ACCESS_KINDS = ['read', 'wrote', 'stdout', 'stderr', 'resource', 'edit', 'secret', 'sent'] as const;

/**
 * `read`: the host read them. `wrote`: the host wrote them, always stored whole (replay needs them). `stdout`, `stderr`:
 * read, and became output, always stored whole. `resource`: no guest bytes, but the resource the policy was asked about, UTF-8;
 * the last of several is the one that decided.
 * `edit`: no guest bytes, but what a person or a fault schedule changed about the call, JSON. `secret`: as `wrote`, of what came
 * from the environment or from standard input, which an export leaves out unless it is asked for. `sent`: as `read`, of what went
 * into a file, always stored whole, so that what a run wrote can be rebuilt.
 */
export type AccessKind = (typeof ACCESS_KINDS)[number];
