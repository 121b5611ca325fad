// Earlier versions of each module's policy: those that were run, and those a person kept.
import { messageOf, type Platform } from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandOutput } from '../contract/contract.ts';
import { MOST_VERSIONS, type KeptVersion, type PolicyStore, type PolicyTexts } from './policy-store.ts';

type Version = CommandOutput<'policy.versions'>['versions'][number];

const DIGEST_BYTES = 6;

export class PolicyVersions {
  readonly #platform: Pick<Platform, 'clock' | 'digests' | 'log'>;
  readonly #store: PolicyStore;

  constructor(platform: Pick<Platform, 'clock' | 'digests' | 'log'>, store: PolicyStore) {
    this.#platform = platform;
    this.#store = store;
  }

  list(module: string): CommandOutput<'policy.versions'> {
    const versions = this.#store.versions(module).map((kept) => this.#summary(kept));
    return { versions, most: MOST_VERSIONS, lasts: this.#store.lasts };
  }

  /** Throws NOT_FOUND. */
  texts(module: string, number: number): PolicyTexts {
    const found = this.#store.versions(module).find((version) => version.number === number);
    if (!found) throw new ContractError('NOT_FOUND', `version ${number} of this policy is not kept any more`);
    return found.texts;
  }

  /** The newest version is these texts then; one that is the same is not kept twice, but takes the run's number. */
  keep(module: string, texts: PolicyTexts, run: number | null): Version {
    const [newest] = this.#store.versions(module);
    const isSame = newest !== undefined && newest.texts.manifest === texts.manifest && newest.texts.rules === texts.rules;
    const keptAt = Number(this.#platform.clock.wall() / 1_000_000n);
    const version: KeptVersion = isSame
      ? { ...newest, run: run ?? newest.run }
      : { number: (newest?.number ?? 0) + 1, keptAt, run, texts };
    this.#store.keepVersion(module, version);
    return this.#summary(version);
  }

  /** As `keep`, for a run that has begun: that its policy could not be kept, on a full disk say, is no failure of the run. */
  keepRun(module: string, texts: PolicyTexts, run: number): void {
    try {
      this.keep(module, texts, run);
    } catch (thrown) {
      this.#platform.log.write('warn', 'policies', `the policy of run ${run} is not kept: ${messageOf(thrown)}`);
    }
  }

  #summary({ number, keptAt, run, texts }: KeptVersion): Version {
    return { number, keptAt, digest: this.#digest(texts), run };
  }

  #digest({ manifest, rules }: PolicyTexts): string {
    const bytes = new TextEncoder().encode(`${manifest}\0${rules}`);
    const digest = this.#platform.digests.sha256(bytes).subarray(0, DIGEST_BYTES);
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}
