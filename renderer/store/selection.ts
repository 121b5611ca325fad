// What is selected, as a locator: it survives a new filter, another screen and a restart of the page.

export type Selection =
  | { readonly kind: 'module'; readonly module: string }
  | { readonly kind: 'call'; readonly run: string; readonly row: number }
  | { readonly kind: 'rule'; readonly module: string; readonly pointer: string }
  | { readonly kind: 'entry'; readonly seq: number };

export function sameSelection(left: Selection | null, right: Selection | null): boolean {
  if (left === null || right === null) return left === right;
  switch (left.kind) {
    case 'module':
      return right.kind === 'module' && right.module === left.module;
    case 'call':
      return right.kind === 'call' && right.run === left.run && right.row === left.row;
    case 'rule':
      return right.kind === 'rule' && right.module === left.module && right.pointer === left.pointer;
    case 'entry':
      return right.kind === 'entry' && right.seq === left.seq;
  }
}
