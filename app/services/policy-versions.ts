// Earlier versions of each module's policy: those that were run, and those a person kept. In memory, as the texts are.
import type { Platform } from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandOutput } from '../contract/contract.ts';
import type { PolicyTexts } from './manifests.ts';

type Version = CommandOutput<'policy.versions'>['versions'][number];

interface Kept extends Version {
  readonly texts: PolicyTexts;
}

export const MOST_VERSIONS = 50;
/** Texts of all versions of all modules; the oldest of the module that adds one go first. */
const MOST_LETTERS = 16 << 20;
const DIGEST_BYTES = 6;

export class PolicyVersions {
  readonly #platform: Pick<Platform, 'clock' | 'digests'>;
  /** Newest first. */
  readonly #versions = new Map<string, readonly Kept[]>();

  constructor(platform: Pick<Platform, 'clock' | 'digests'>) {
    this.#platform = platform;
  }

  list(module: string): CommandOutput<'policy.versions'> {
    return { versions: this.#of(module).map(summaryOf), most: MOST_VERSIONS };
  }

  /** Throws NOT_FOUND. */
  texts(module: string, number: number): PolicyTexts {
    const found = this.#of(module).find((version) => version.number === number);
    if (!found) throw new ContractError('NOT_FOUND', `version ${number} of this policy is not kept any more`);
    return found.texts;
  }

  /** The newest version is these texts then; one that is the same is not kept twice, but takes the run's number. */
  keep(module: string, texts: PolicyTexts, run: number | null): Version {
    const before = this.#of(module);
    const [newest] = before;
    const digest = this.#digest(texts);
    const isSame = newest !== undefined && newest.texts.manifest === texts.manifest && newest.texts.rules === texts.rules;
    const keptAt = Number(this.#platform.clock.wall() / 1_000_000n);
    const version: Kept = isSame
      ? { ...newest, run: run ?? newest.run }
      : { number: (newest?.number ?? 0) + 1, keptAt, digest, run, texts };
    const all = [version, ...(isSame ? before.slice(1) : before)].slice(0, MOST_VERSIONS);
    this.#versions.set(module, this.#fitting(module, all));
    return summaryOf(version);
  }

  forget(module: string): void {
    this.#versions.delete(module);
  }

  #of(module: string): readonly Kept[] {
    return this.#versions.get(module) ?? [];
  }

  #fitting(module: string, versions: readonly Kept[]): readonly Kept[] {
    const others = [...this.#versions].filter(([id]) => id !== module).flatMap(([, kept]) => kept);
    let letters = others.reduce((sum, kept) => sum + lettersOf(kept), 0);
    return versions.filter((kept, place) => {
      letters += lettersOf(kept);
      return place === 0 || letters <= MOST_LETTERS;
    });
  }

  #digest({ manifest, rules }: PolicyTexts): string {
    const bytes = new TextEncoder().encode(`${manifest}\0${rules}`);
    const digest = this.#platform.digests.sha256(bytes).subarray(0, DIGEST_BYTES);
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

function lettersOf({ texts }: Kept): number {
  return texts.manifest.length + texts.rules.length;
}

function summaryOf({ number, keptAt, digest, run }: Kept): Version {
  return { number, keptAt, digest, run };
}
