// The text form of modules to the binary one, by wabt. The text is hostile and wabt is C++ in a wasm instance of its own,
// so hosts run `assembleWat` on a thread that they can end, behind WatAssembler.
import type { Checked, Diagnostic } from '../../sandbox-core/index.ts';
import { cutMiddle, visibleText } from '../../sandbox-core/index.ts';

/** Answers diagnostics for any text; rejects never. */
export type WatAssembler = (text: string) => Promise<Checked<Uint8Array>>;

export const MOST_WAT_BYTES = 8 << 20;
const MOST_DIAGNOSTICS = 20;

const FEATURES = {
  exceptions: true,
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  threads: true,
  function_references: true,
  multi_value: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
  memory64: true,
  extended_const: true,
  relaxed_simd: true,
};

/** On the caller's thread, for as long as it takes. */
export async function assembleWat(text: string): Promise<Checked<Uint8Array>> {
  // As UTF-8: of a string wabt takes the low byte of each character.
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MOST_WAT_BYTES)
    return refusedWat('wat-size', `${bytes.length} bytes of text; ${MOST_WAT_BYTES} were expected at most`);
  const { default: wabt } = await import('wabt');
  const { parseWat } = await wabt();
  try {
    const parsed = parseWat('text', bytes, FEATURES);
    try {
      parsed.resolveNames();
      return { ok: true, value: parsed.toBinary({ write_debug_names: true }).buffer };
    } finally {
      parsed.destroy();
    }
  } catch (thrown) {
    return { ok: false, diagnostics: diagnosticsOf(thrown instanceof Error ? thrown.message : '') };
  }
}

export function refusedWat(code: string, message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code, message, place: { kind: 'whole' } }] };
}

/** wabt writes `text:LINE:COLUMN: error: …` and then the source with carets, which nobody needs twice. */
function diagnosticsOf(message: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [, line, column, words] of message.matchAll(/^text:(\d+):(\d+): error: (.*)$/gm)) {
    if (found.length === MOST_DIAGNOSTICS) break;
    const place = { kind: 'text', line: Number(line), column: Number(column) } as const;
    found.push({ code: 'wat', message: cutMiddle(visibleText(words ?? ''), 300), place });
  }
  if (found.length > 0) return found;
  return [{ code: 'wat', message: 'the text is not a module that the assembler understands', place: { kind: 'whole' } }];
}
