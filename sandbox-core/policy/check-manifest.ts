// A Manifest that code put together (a file and command-line flags, say) held to all that a file is held to.
import type { Checked } from '../base/diagnostic.ts';
import { formatManifest } from './format-manifest.ts';
import type { Manifest } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';

/** By way of the text, so that there is one set of rules. The diagnostics name the value; there is no place to point at. */
export function checkManifest(manifest: Manifest): Checked<Manifest> {
  const checked = parseManifest(formatManifest(manifest));
  if (checked.ok) return checked;
  return { ok: false, diagnostics: checked.diagnostics.map((diagnostic) => ({ ...diagnostic, place: { kind: 'whole' } })) };
}
