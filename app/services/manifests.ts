// The policy of each module, as the texts a person edits: a manifest, and rules in Cedar beside it. They are kept faulty or
// not; only a run asks them to be right.
import { emptyManifest, formatManifest, parseManifest, type Platform } from '../../sandbox-core/index.ts';
import type { CommandInput, CommandOutput } from '../contract/contract.ts';
import type { PolicyStore, PolicyTexts } from './policy-store.ts';

export interface ManifestsOptions {
  readonly platform: Pick<Platform, 'clock'>;
  readonly store: PolicyStore;
  /** Throws NOT_FOUND for a module that is not open; answers the manifest that a sample brings along. */
  readonly suggestionFor: (module: string) => string | undefined;
}

export class Manifests {
  readonly #options: ManifestsOptions;

  constructor(options: ManifestsOptions) {
    this.#options = options;
  }

  get(module: string): CommandOutput<'manifests.get'> {
    const { manifest, rules } = this.textsOf(module);
    return { text: manifest, rules, ...faultsOf(manifest) };
  }

  /** Throws NOT_FOUND. */
  set({ module, text, rules }: CommandInput<'manifests.set'>): CommandOutput<'manifests.set'> {
    const { platform, store } = this.#options;
    const before = this.textsOf(module);
    const editedAt = Number(platform.clock.wall() / 1_000_000n);
    store.setTexts(module, { manifest: text, rules: rules ?? before.rules }, editedAt);
    return faultsOf(text);
  }

  /** Throws NOT_FOUND. */
  textsOf(module: string): PolicyTexts {
    const { store, suggestionFor } = this.#options;
    const suggestion = suggestionFor(module);
    return store.texts(module) ?? { manifest: suggestion ?? DEFAULT_TEXT, rules: '' };
  }
}

/** Nothing granted, limits as they are by default, spelt out to be edited. */
const DEFAULT_TEXT = formatManifest(emptyManifest());

function faultsOf(text: string): CommandOutput<'manifests.set'> {
  const checked = parseManifest(text);
  return { diagnostics: checked.ok ? [] : [...checked.diagnostics] };
}
