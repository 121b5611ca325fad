// What a module may do: the form on the left and the text in the middle are one document; the rules it makes stand as sentences.
import { useCallback, useEffect, useMemo, useRef, useState, type Dispatch, type JSX, type SetStateAction } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { useModule, usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Pane, PaneHead } from '../../ui/pane.tsx';
import { countText } from '../../ui/quantities.ts';
import { Split } from '../../ui/split.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { usePolicyDocument, type PolicyDocument, type PolicyRule } from './document.ts';
import type { EditorPlace } from './editor-props.ts';
import { ManifestForm } from './manifest-form.tsx';
import { offsetOf, placeOfPointer } from './manifest-text.ts';
import { PolicyTexts, type TextTab } from './policy-texts.tsx';
import { Rules } from './rules.tsx';
import type { PolicyTexts as Texts } from './text-versions.ts';
import { useLanguage, type RecordedNames } from './use-language.ts';
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
  const workspace = useWorkspace();
  const document = usePolicyDocument(module.id);
  const words = useLanguage(NO_NAMES);
  const [tab, setTab] = useState<TextTab>('manifest');
  const [shown, setShown] = useState<EditorPlace | null>(null);
  const go = useCallback((to: TextTab, place: EditorPlace): void => {
    setTab(to);
    setShown(place);
  }, []);
  useChangedTab(document, setTab);
  const selection = usePlace((place) => place.selection);
  const pointer = selection?.kind === 'rule' && selection.module === module.id ? selection.pointer : null;
  const choose = useCallback(
    (rule: PolicyRule): void => {
      if (rule.from === 'rules') {
        const from = offsetOf(document.rules, rule);
        return go('rules', { from, to: from, focus: true });
      }
      workspace.place.getState().move({ selection: { kind: 'rule', module: module.id, pointer: rule.pointer } });
    },
    [workspace, module.id, document.rules, go],
  );
  const text = useRef(document.text);
  useEffect(() => {
    text.current = document.text;
  }, [document.text]);
  // Only a new choice scrolls the text; typing must not.
  useEffect(() => {
    const found = pointer === null || !document.loaded ? null : placeOfPointer(text.current, pointer);
    if (found !== null) go('manifest', { from: found.from, to: found.to, focus: false });
  }, [pointer, document.loaded, go]);
  const commands = useMemo(() => policyCommands(document), [document]);
  useCommands(commands);

  if (document.failure !== null) return <Broken title="The policy cannot be read" {...describeFailure(document.failure)} />;
  if (!document.loaded) return <Busy title="Reading the policy" />;
  return (
    <div className="policy">
      <Split
        id="policy"
        direction="row"
        panes={[
          { id: 'form', title: 'Form', size: 400, least: 300, content: <ManifestForm module={module} document={document} /> },
          {
            id: 'text',
            title: 'Texts',
            least: 260,
            content: <PolicyTexts {...{ module, document, words, tab, shown }} onTab={setTab} onGo={go} />,
          },
          {
            id: 'rules',
            title: 'Rules',
            size: 400,
            least: 240,
            content: <Judged module={module} document={document} pointer={pointer} onChoose={choose} />,
          },
        ]}
      />
    </div>
  );
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

const NO_NAMES: RecordedNames = { paths: [], calls: [] };

interface JudgedProps {
  readonly module: ModuleSummary;
  readonly document: PolicyDocument;
  readonly pointer: string | null;
  readonly onChoose: (rule: PolicyRule) => void;
}

function Judged({ module, document, pointer, onChoose }: JudgedProps): JSX.Element {
  const workspace = useWorkspace();
  const faults = document.checked?.findings.filter(({ severity }) => severity === 'error').length ?? 0;
  const rules = document.checked?.rules ?? [];
  const live = module.lastRun !== null && module.lastRun.state !== 'ended';
  return (
    <Pane label="Rules">
      <PaneHead title="Rules" facts={rules.length} />
      <Rules rules={rules} faults={faults} chosen={pointer} onChoose={onChoose} />
      <div className="policy-foot">
        <p className="ink-2 small">
          {faults > 0
            ? `${countText(faults, 'fault')} in the policy: no run starts with it.`
            : live
              ? 'A guest is running. This applies to the next run.'
              : 'What no rule permits is denied.'}
        </p>
        <Button
          kind="primary"
          large
          wide
          icon="play"
          keys="Ctrl+Enter"
          disabled={faults > 0 || live || module.kind === 'refused' || document.state !== 'kept'}
          onPress={() => void workspace.startRun()}
        >
          <span className="cut">Run {module.name} with this</span>
        </Button>
      </div>
    </Pane>
  );
}

function policyCommands(document: PolicyDocument): readonly Command[] {
  return [
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
