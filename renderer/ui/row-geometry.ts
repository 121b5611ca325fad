// Where rows lie in a scroll box whose height is capped: Chromium lays out at most 33,554,432 px, 1.39 million rows of 24 px.

export interface RowGeometry {
  readonly count: number;
  readonly rowHeight: number;
  readonly viewHeight: number;
}

/** Well under the engine's own cap, above which positions lose whole pixels. */
export const MOST_FILLER = 30_000_000;

/** Height of the filler: that of all rows, or the cap. */
export function fillerHeight({ count, rowHeight }: RowGeometry): number {
  return Math.min(count * rowHeight, MOST_FILLER);
}

/** Pixels of content above the view when the box is scrolled by `scrollTop`. */
export function contentTop(geometry: RowGeometry, scrollTop: number): number {
  const most = Math.max(0, geometry.count * geometry.rowHeight - geometry.viewHeight);
  const mostScroll = fillerHeight(geometry) - geometry.viewHeight;
  if (mostScroll <= 0 || scrollTop <= 0) return 0;
  // Both ends meet exactly, however the cap scales what lies between.
  return scrollTop >= mostScroll ? most : (scrollTop / mostScroll) * most;
}

/** The inverse, kept inside of the box. */
export function scrollTopFor(geometry: RowGeometry, top: number): number {
  const most = Math.max(0, geometry.count * geometry.rowHeight - geometry.viewHeight);
  const mostScroll = Math.max(0, fillerHeight(geometry) - geometry.viewHeight);
  return most === 0 ? 0 : (Math.min(most, Math.max(0, top)) / most) * mostScroll;
}
