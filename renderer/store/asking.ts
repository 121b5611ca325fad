// Answering what a run asks: the first answer counts, and one that holds for good also changes the policy, which can be undone.
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../app/contract/connect.ts';
import type { MissAnswer, MissQuestion } from '../../app/contract/question-schema.ts';
import type { RunSummary } from '../../app/contract/schemas.ts';
import { valueAt, withValue } from './manifest-text.ts';
import type { Notice } from './session.ts';

/** A policy that was changed elsewhere than in its editor, which takes it over as one step of its own undo. */
export interface PolicyChange {
  readonly module: string;
  readonly texts: { readonly manifest: string; readonly rules: string };
  /** Which change it is, from 1. */
  readonly number: number;
}

export interface AskingOptions {
  readonly client: Client;
  readonly heard: (run: RunSummary) => void;
  readonly notify: (notice: Notice) => void;
  readonly attempt: (failed: string, work: () => Promise<void>) => Promise<void>;
}

export class Asking {
  /** The last change of a policy that was made by an answer. */
  readonly policyChange: StoreApi<{ readonly change: PolicyChange | null }> = createStore(() => ({ change: null }));
  readonly #options: AskingOptions;

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  async question(run: string): Promise<MissQuestion | null> {
    return (await this.#options.client.call('runs.question', { run })).question;
  }

  async answer(run: RunSummary, question: MissQuestion, answer: MissAnswer): Promise<void> {
    const { client, heard, attempt } = this.#options;
    await attempt('The answer did not count', async () => {
      heard((await client.call('runs.answer', { run: run.id, number: question.number, answer })).run);
      if (answer === 'always' && question.always !== null) await this.#widen(run, question.always);
    });
  }

  /** Ends the run that asks. */
  async stop(run: RunSummary): Promise<void> {
    const { client, heard, attempt } = this.#options;
    await attempt('The run was not stopped', async () => heard((await client.call('runs.stop', { run: run.id })).run));
  }

  async #widen(run: RunSummary, { mount, guest, rights, permits }: NonNullable<MissQuestion['always']>): Promise<void> {
    const { client, notify } = this.#options;
    const { text, rules } = await client.call('manifests.get', { module: run.module });
    if (valueAt(text, ['mounts', mount, 'guest']) !== guest) {
      const message = `It says something else by now than when run ${run.number} began; its editor is the place to change it.`;
      notify({ title: 'The policy was not changed', message });
      return;
    }
    const widened = withValue(text, ['mounts', mount, 'rights'], rights);
    await this.#keep(run.module, { manifest: widened, rules });
    notify({
      title: `The policy of ${run.moduleName} was changed`,
      message: `It permits ${permits} all files under ${guest}, from the next run on.`,
      undo: () => void this.#keep(run.module, { manifest: text, rules }),
    });
  }

  async #keep(module: string, texts: PolicyChange['texts']): Promise<void> {
    await this.#options.client.call('manifests.set', { module, text: texts.manifest, rules: texts.rules });
    const number = (this.policyChange.getState().change?.number ?? 0) + 1;
    this.policyChange.setState({ change: { module, texts, number } });
  }
}
