// The manifest of each module, as the text a person edits. It is kept faulty or not; only a run asks it to be right.
import {
  emptyManifest,
  formatManifest,
  parseManifest,
  rulesOf,
  type Checked,
  type Diagnostic,
  type Manifest,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandOutput } from '../contract/contract.ts';

export interface ManifestsOptions {
  /** Throws NOT_FOUND for a module that is not open; answers the manifest that a sample brings along. */
  readonly suggestionFor: (module: string) => string | undefined;
}

const MOST_TEXTS = 256;

export class Manifests {
  readonly #options: ManifestsOptions;
  readonly #texts = new Map<string, string>();

  constructor(options: ManifestsOptions) {
    this.#options = options;
  }

  get(module: string): CommandOutput<'manifests.get'> {
    const text = this.textOf(module);
    return { text, diagnostics: diagnosticsOf(parseManifest(text)) };
  }

  set(module: string, text: string): CommandOutput<'manifests.set'> {
    this.#options.suggestionFor(module);
    if (!this.#texts.has(module) && this.#texts.size >= MOST_TEXTS) {
      throw new ContractError('CONFLICT', `${MOST_TEXTS} manifests are kept already`);
    }
    this.#texts.set(module, text);
    return { diagnostics: diagnosticsOf(parseManifest(text)) };
  }

  check(text: string): CommandOutput<'manifests.check'> {
    const checked = parseManifest(text);
    if (!checked.ok) return { diagnostics: diagnosticsOf(checked), rules: [] };
    const rules = rulesOf(checked.value).map((rule) => ({
      id: rule.id,
      effect: rule.effect,
      text: rule.text,
      pointer: rule.pointer,
    }));
    return { diagnostics: [], rules };
  }

  textOf(module: string): string {
    return this.#texts.get(module) ?? this.#options.suggestionFor(module) ?? DEFAULT_TEXT;
  }

  forget(module: string): void {
    this.#texts.delete(module);
  }
}

/** Nothing granted, limits as they are by default, spelt out to be edited. */
const DEFAULT_TEXT = formatManifest(emptyManifest());

function diagnosticsOf(checked: Checked<Manifest>): Diagnostic[] {
  return checked.ok ? [] : [...checked.diagnostics];
}
