// The policy of each module, as the texts a person edits: a manifest, and rules in Cedar beside it. They are kept faulty or
// not; only a run asks them to be right.
import { emptyManifest, formatManifest, parseManifest } from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';

export interface ManifestsOptions {
  /** Throws NOT_FOUND for a module that is not open; answers the manifest that a sample brings along. */
  readonly suggestionFor: (module: string) => string | undefined;
}

export interface PolicyTexts {
  readonly manifest: string;
  /** In Cedar; mostly empty. */
  readonly rules: string;
}

const MOST_TEXTS = 256;

export class Manifests {
  readonly #options: ManifestsOptions;
  readonly #texts = new Map<string, PolicyTexts>();

  constructor(options: ManifestsOptions) {
    this.#options = options;
  }

  get(module: string): CommandOutput<'manifests.get'> {
    const { manifest, rules } = this.textsOf(module);
    return { text: manifest, rules, ...faultsOf(manifest) };
  }

  set({ module, text, rules }: CommandInput<'manifests.set'>): CommandOutput<'manifests.set'> {
    const before = this.textsOf(module);
    if (!this.#texts.has(module) && this.#texts.size >= MOST_TEXTS) {
      throw new ContractError('CONFLICT', `${MOST_TEXTS} manifests are kept already`);
    }
    this.#texts.set(module, { manifest: text, rules: rules ?? before.rules });
    return faultsOf(text);
  }

  /** Throws NOT_FOUND. */
  textsOf(module: string): PolicyTexts {
    const suggestion = this.#options.suggestionFor(module);
    return this.#texts.get(module) ?? { manifest: suggestion ?? DEFAULT_TEXT, rules: '' };
  }

  forget(module: string): void {
    this.#texts.delete(module);
  }
}

/** Nothing granted, limits as they are by default, spelt out to be edited. */
const DEFAULT_TEXT = formatManifest(emptyManifest());

function faultsOf(text: string): CommandOutput<'manifests.set'> {
  const checked = parseManifest(text);
  return { diagnostics: checked.ok ? [] : [...checked.diagnostics] };
}
