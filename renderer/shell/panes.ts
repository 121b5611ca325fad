// F7 goes through the panes in the order in which they stand. A pane's first field or grid takes the focus, else the pane itself.

export function focusPane(way: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => !hasInnerPanes(pane));
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + way + panes.length) % panes.length];
  const inner = next?.querySelector<HTMLElement>('[role=grid], [role=slider], [tabindex="0"], input, button:not(:disabled)');
  (inner ?? next)?.focus();
}

function hasInnerPanes(pane: HTMLElement): boolean {
  return pane.querySelector('[data-pane]') !== null;
}
