// The port to the official implementation of Cedar. It runs on a thread of its own in the engine's process: a text can
// make it run long or out of its stack, after which that instance of it is of no use any more (THREATS 98).

/** What it has against a text. `offset` counts UTF-8 bytes of the text; undefined where it names no place. */
export interface CedarFault {
  readonly message: string;
  readonly offset: number | undefined;
  /** Number of the policy in the question. */
  readonly policy: number | undefined;
}

export interface CedarEntity {
  readonly type: string;
  readonly id: string;
}

/** One request with what is known of its entities, in Cedar's own JSON. */
export interface CedarRequest {
  readonly principal: CedarEntity;
  readonly action: CedarEntity;
  readonly resource: CedarEntity;
  readonly context: Readonly<Record<string, string>>;
  readonly entities: readonly {
    readonly uid: CedarEntity;
    readonly attrs: Readonly<Record<string, string>>;
    readonly parents: readonly CedarEntity[];
  }[];
}

export interface CedarVerdict {
  readonly allowed: boolean;
  /** Numbers of the policies that decided, and of those whose conditions failed. */
  readonly reasons: readonly number[];
  readonly errors: readonly number[];
}

/** What can be asked of it. Policies are texts of one policy each. */
export type CedarQuestion =
  | { readonly kind: 'parse'; readonly policies: readonly string[] }
  | { readonly kind: 'validate'; readonly schema: string; readonly policies: readonly string[] }
  | { readonly kind: 'format'; readonly text: string }
  | { readonly kind: 'authorize'; readonly policies: readonly string[]; readonly requests: readonly CedarRequest[] };

export type CedarAnswer =
  /** One for each policy: its form in JSON, or what is wrong with it. */
  | { readonly kind: 'parsed'; readonly policies: readonly ({ readonly json: unknown } | { readonly fault: CedarFault })[] }
  | { readonly kind: 'validated'; readonly errors: readonly CedarFault[]; readonly warnings: readonly CedarFault[] }
  | { readonly kind: 'formatted'; readonly text: string }
  | { readonly kind: 'judged'; readonly verdicts: readonly CedarVerdict[] }
  /** The text or the request is none that it takes. */
  | { readonly kind: 'refused'; readonly fault: CedarFault }
  /** It threw, died, or took longer than it may; the next question is put to a new instance. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface CedarThread {
  /** One question is answered at a time, in the order of asking. Never rejects. */
  ask(question: CedarQuestion): Promise<CedarAnswer>;
  /** Ends the thread; a later question starts another. */
  close(): void;
}
