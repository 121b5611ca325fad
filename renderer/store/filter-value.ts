// A value in the filter language (docs/filter-language.md), written so that it reads as itself.

/** In quotes wherever it might read as something else. */
export function filterValue(text: string): string {
  return /^\w[\w.:+-]*$/.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
