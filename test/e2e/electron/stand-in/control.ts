// The line between the stand-in and the test that started it: what happened goes out, what a person would do comes in.

export type Happened =
  | { readonly kind: 'browser'; readonly endpoint: string }
  | { readonly kind: 'utility-spawned'; readonly service: string; readonly pid: number; readonly environment: readonly string[] }
  | { readonly kind: 'utility-exited'; readonly service: string; readonly pid: number; readonly code: number }
  | { readonly kind: 'window'; readonly title: string; readonly shown: boolean }
  /** An error of the page itself or in its console, violations of the content policy among them. */
  | { readonly kind: 'page-fault'; readonly text: string }
  | { readonly kind: 'message-box'; readonly message: string }
  /** A message that Electron would have lost. */
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'refused-window' }
  | { readonly kind: 'refused-request'; readonly url: string }
  | { readonly kind: 'refused-navigation'; readonly url: string };

export type Asked =
  /** What a person chooses in the next native dialog; nothing means Cancel. */
  | { readonly kind: 'next-dialog'; readonly paths: readonly string[] }
  | { readonly kind: 'click-menu'; readonly label: string }
  | { readonly kind: 'close-window' };

const listeners = new Map<Asked['kind'], ((asked: Asked) => void)[]>();

export function report(happened: Happened): void {
  process.send?.(happened);
}

export function onAsked<Kind extends Asked['kind']>(kind: Kind, listener: (asked: Extract<Asked, { kind: Kind }>) => void): void {
  const all = listeners.get(kind) ?? [];
  all.push((asked) => {
    if (isKind(asked, kind)) listener(asked);
  });
  listeners.set(kind, all);
}

function isKind<Kind extends Asked['kind']>(asked: Asked, kind: Kind): asked is Extract<Asked, { kind: Kind }> {
  return asked.kind === kind;
}

process.on('message', (asked: Asked) => {
  for (const listener of listeners.get(asked.kind) ?? []) listener(asked);
});
// The test's line alone does not keep the app alive, and without the test there is no use for the app.
process.on('disconnect', () => process.exit(1));
