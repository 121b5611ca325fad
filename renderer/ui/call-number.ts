// Calls are kept by row, from 0, and shown by number, from 1.

export function callNumber(row: number): number {
  return row + 1;
}
