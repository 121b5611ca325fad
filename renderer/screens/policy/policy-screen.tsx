// What a module may do: rules and form on the left and the texts in the middle are one document; on the right stands what it
// would have meant for a run.
import { useCallback, useEffect, useMemo, useRef, useState, type Dispatch, type JSX, type SetStateAction } from 'react';
import type { ModuleSummary, RunSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { filterValue } from '../../store/filter-value.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useModule, usePlace, useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Pane, PaneHead } from '../../ui/pane.tsx';
import { Split } from '../../ui/split.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { usePolicyDocument, type PolicyDocument, type PolicyRule } from './document.ts';
import type { EditorPlace } from './editor-props.ts';
import { ManifestForm } from './manifest-form.tsx';
import { offsetOf, placeOfPointer } from '../../store/manifest-text.ts';
import { PolicyAside } from './policy-aside.tsx';
import { PolicyTexts, type TextTab } from './policy-texts.tsx';
import { Rules } from './rules.tsx';
import type { PolicyTexts as Texts } from './text-versions.ts';
import { useLanguage, type RecordedNames } from './use-language.ts';
import { useWhatIf } from './use-what-if.ts';
import './policy-screen.css';

export function PolicyMain(): JSX.Element {
  const { place } = useWorkspace();
  const module = useModule();
  if (module === null) {
    return (
      <Empty icon="policy" title="No module in view" why="What a module may do is written here, once there is one.">
        <Button kind="primary" large icon="modules" keys="Ctrl+1" onPress={() => place.getState().go({ screen: 'modules' })}>
          Choose one
        </Button>
      </Empty>
    );
  }
  return <PolicyOf key={module.id} module={module} />;
}

function PolicyOf({ module }: { readonly module: ModuleSummary }): JSX.Element {
  const document = usePolicyDocument(module.id);
  const { run, choose: chooseRun } = useJudgedRun(module);
  const inHand = useWhatIf(run?.id ?? null, run?.state === 'ended' ? run.calls : 0, document.loaded ? document.texts : null);
  const words = useLanguage(useRecordedNames(run));
  const { tab, setTab, shown, go } = useTexts(document);
  const { pointer, choose } = useChosenRule(module, document, go);
  const { keeps, keep } = useKeeps(module);
  const decisions = useDecisions(module);
  const commands = useMemo(() => policyCommands(document, keep), [document, keep]);
  useCommands(commands);

  if (document.failure !== null) return <Broken title="The policy cannot be read" {...describeFailure(document.failure)} />;
  if (!document.loaded) return <Busy title="Reading the policy" />;
  const faults = document.checked?.findings.filter(({ severity }) => severity === 'error').length ?? 0;
  const rules = { rules: document.checked?.rules ?? [], faults, chosen: pointer, hits: inHand.result?.hits ?? null };
  const texts = { module, document, words, tab, shown, onTab: setTab, onGo: go };
  const aside = { module, document, faults, run, onRun: chooseRun, inHand, keeps, onKeep: keep };
  return (
    <div className="policy">
      <Split
        id="policy"
        direction="row"
        panes={[
          {
            id: 'form',
            title: 'Rules',
            size: 400,
            least: 300,
            content: (
              <Pane label="Rules and form">
                <PaneHead title="Rules" facts={rules.rules.length} />
                <Rules {...rules} idle={inHand.idle} onChoose={choose} onDecisions={decisions} />
                <ManifestForm module={module} document={document} />
              </Pane>
            ),
          },
          { id: 'text', title: 'Texts', least: 260, content: <PolicyTexts {...texts} /> },
          { id: 'meaning', title: 'What if', size: 448, least: 260, content: <PolicyAside {...aside} /> },
        ]}
      />
    </div>
  );
}

/** The module's last run, unless another was chosen. */
function useJudgedRun(module: ModuleSummary): { readonly run: RunSummary | null; readonly choose: (run: string) => void } {
  const [chosen, choose] = useState<string | null>(null);
  const known = useSession((state) => state.runs.find(({ id }) => id === chosen) ?? null);
  return { run: known ?? module.lastRun, choose };
}

function useRecordedNames(run: RunSummary | null): RecordedNames {
  const { client } = useWorkspace();
  const id = run?.state === 'ended' ? run.id : null;
  // Completion does without where they cannot be told.
  return useAnswer(id, 0, () => client.call('policy.values', { run: id ?? '' })).value ?? NO_NAMES;
}

const NO_NAMES: RecordedNames = { paths: [], calls: [] };

interface TextsInView {
  readonly tab: TextTab;
  readonly setTab: (tab: TextTab) => void;
  readonly shown: EditorPlace | null;
  readonly go: (tab: TextTab, place: EditorPlace) => void;
}

function useTexts(document: PolicyDocument): TextsInView {
  const [tab, setTab] = useState<TextTab>('manifest');
  const [shown, setShown] = useState<EditorPlace | null>(null);
  const go = useCallback((to: TextTab, place: EditorPlace): void => {
    setTab(to);
    setShown(place);
  }, []);
  // A place was meant for the text that it was shown in.
  const turn = useCallback((to: TextTab): void => {
    setTab(to);
    setShown(null);
  }, []);
  useChangedTab(document, setTab);
  return { tab, setTab: turn, shown, go };
}

interface ChosenRule {
  readonly pointer: string | null;
  readonly choose: (rule: PolicyRule) => void;
}

function useChosenRule(module: ModuleSummary, document: PolicyDocument, go: TextsInView['go']): ChosenRule {
  const { place } = useWorkspace();
  const selection = usePlace(({ selection: chosen }) => chosen);
  const pointer = selection?.kind === 'rule' && selection.module === module.id ? selection.pointer : null;
  const texts = useRef(document.texts);
  useEffect(() => {
    texts.current = document.texts;
  }, [document.texts]);
  const show = useCallback(
    (to: string): void => {
      const found = placeOfPointer(texts.current.manifest, to);
      if (found !== null) go('manifest', { from: found.from, to: found.to, focus: false });
    },
    [go],
  );
  // Only a choice scrolls the text; typing must not.
  useEffect(() => {
    if (pointer !== null && document.loaded) show(pointer);
  }, [pointer, document.loaded, show]);
  const choose = useCallback(
    (rule: PolicyRule): void => {
      if (rule.from === 'rules') {
        const from = offsetOf(texts.current.rules, rule);
        return go('rules', { from, to: from, focus: true });
      }
      place.getState().move({ selection: { kind: 'rule', module: module.id, pointer: rule.pointer } });
      // Chosen once more, it is shown once more.
      show(rule.pointer);
    },
    [place, module.id, go, show],
  );
  return { pointer, choose };
}

/** Its number is that of any version of the policy: the log says of each entry which one it was. */
function useDecisions({ name }: ModuleSummary): (rule: PolicyRule) => void {
  const { auditView, place } = useWorkspace();
  return useCallback(
    ({ id }: PolicyRule): void => {
      auditView.setState({ where: `module:${filterValue(name)} rule:${id}` });
      place.getState().go({ screen: 'audit', selection: null });
    },
    [auditView, place, name],
  );
}

/** Keeps the policy as a version; `keeps` counts how often. */
function useKeeps({ id }: ModuleSummary): { readonly keeps: number; readonly keep: () => void } {
  const { client, announcements } = useWorkspace();
  const [keeps, setKeeps] = useState(0);
  const keep = useCallback((): void => {
    client.call('policy.keep', { module: id }).then(
      ({ version }) => {
        setKeeps((before) => before + 1);
        announcements.getState().say(`Version ${version.number} of the policy is kept.`);
      },
      (thrown: unknown) => announcements.getState().say(`The policy was not kept: ${failureText(thrown)}`),
    );
  }, [client, id, announcements]);
  return { keeps, keep };
}

/** A change from elsewhere, such as undo, brings up the text that it was made in. */
function useChangedTab({ texts, loaded }: PolicyDocument, onTab: Dispatch<SetStateAction<TextTab>>): void {
  const before = useRef<Texts | null>(null);
  useEffect(() => {
    if (!loaded) return;
    const { manifest, rules } = before.current ?? texts;
    before.current = texts;
    if (texts.rules !== rules) onTab('rules');
    // As Cedar, the manifest is in view too.
    else if (texts.manifest !== manifest) onTab((tab) => (tab === 'rules' ? 'manifest' : tab));
  }, [texts, loaded, onTab]);
}

function policyCommands(document: PolicyDocument, keep: () => void): readonly Command[] {
  return [
    { id: 'policy.keep', title: 'Keep this version', group: 'Policy', icon: 'save', keys: ['Ctrl+S'], run: keep },
    { id: 'policy.undo', title: 'Undo', group: 'Policy', keys: ['Ctrl+Z'], when: () => document.canUndo, run: document.undo },
    {
      id: 'policy.redo',
      title: 'Redo',
      group: 'Policy',
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      when: () => document.canRedo,
      run: document.redo,
    },
  ];
}
