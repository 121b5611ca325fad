// The texts of a policy in an editor each: the manifest, rules in Cedar beside it, and the manifest as Cedar says it. What is
// found in them stands below, and leads to its place.
import { useCallback, useMemo, type JSX } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import { ToolButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Pane, PaneHead } from '../../ui/pane.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { completeCedar } from './cedar-completion.ts';
import { hoverCedar } from './cedar-hover.ts';
import type { Checked, PolicyDocument } from './document.ts';
import type { CodeEditorProps, EditorFinding, EditorPlace } from './editor-props.ts';
import { completeManifest, hoverManifest } from './manifest-completion.ts';
import { TextEditor } from './text-editor.tsx';
import type { LanguageWords } from './use-language.ts';

export type TextTab = 'manifest' | 'rules' | 'cedar';
type Finding = Checked['findings'][number];

export interface PolicyTextsProps {
  readonly module: ModuleSummary;
  readonly document: PolicyDocument;
  readonly words: LanguageWords;
  readonly tab: TextTab;
  readonly onTab: (tab: TextTab) => void;
  /** What to show in the text of the tab. */
  readonly shown: EditorPlace | null;
  readonly onGo: (tab: TextTab, place: EditorPlace) => void;
}

const STATE = { kept: 'kept', keeping: 'keeping…', failed: 'not kept' } as const;

export function PolicyTexts({ module, document, words, tab, onTab, shown, onGo }: PolicyTextsProps): JSX.Element {
  const findings = useMemo(() => document.checked?.findings ?? [], [document.checked]);
  return (
    <Pane label="Texts">
      <Tabs
        label="Texts of the policy"
        tabs={[
          { id: 'manifest', title: `Manifest${countOf(findings, 'manifest')}` },
          { id: 'rules', title: `Rules${countOf(findings, 'rules')}` },
          { id: 'cedar', title: 'As Cedar' },
        ]}
        chosen={tab}
        onChoose={onTab}
        rest={
          <>
            <span className="data cut text-name" title={fileName(module.name, tab)}>
              {fileName(module.name, tab)}
            </span>
            <span className="chip">{tab === 'cedar' ? 'made from the manifest' : STATE[document.state]}</span>
            <ToolButton icon="undo" label="Undo" keys="Ctrl+Z" disabled={!document.canUndo} onPress={document.undo} />
            <ToolButton icon="redo" label="Redo" keys="Ctrl+Shift+Z" disabled={!document.canRedo} onPress={document.redo} />
          </>
        }
      >
        <EditorOf key={tab} tab={tab} document={document} words={words} shown={shown} />
      </Tabs>
      <Findings document={document} findings={findings} onGo={onGo} />
    </Pane>
  );
}

function countOf(findings: readonly Finding[], text: Finding['text']): string {
  const count = findings.filter((one) => one.text === text).length;
  return count === 0 ? '' : ` (${count})`;
}

type EditorOfProps = Pick<PolicyTextsProps, 'tab' | 'document' | 'words' | 'shown'>;

function EditorOf({ tab, document, words, shown }: EditorOfProps): JSX.Element {
  const findings = useMemo(() => placedIn(document.checked?.findings ?? [], tab), [document.checked, tab]);
  const { change, changeRules } = document;
  const onChange = useCallback(
    (text: string) => (tab === 'manifest' ? change(text, 'text') : changeRules(text, 'rules')),
    [tab, change, changeRules],
  );
  const asked: Pick<CodeEditorProps, 'complete' | 'hover'> =
    tab === 'manifest'
      ? {
          complete: (text, at, byKey) => completeManifest(text, at, byKey, words.manifest, words.directories),
          hover: (text, at) => hoverManifest(text, at, words.manifest),
        }
      : {
          complete: (text, at, byKey) => completeCedar(text, at, byKey, words.cedar),
          hover: (text, at) => hoverCedar(text, at, words.cedar),
        };
  return (
    <div className="text-editor">
      <TextEditor
        label={LABEL[tab]}
        language={tab === 'manifest' ? 'json' : 'cedar'}
        text={tab === 'manifest' ? document.text : tab === 'rules' ? document.rules : (document.checked?.cedar ?? '')}
        readOnly={tab === 'cedar'}
        placeholder={
          tab === 'rules'
            ? 'Rules in Cedar beside the manifest. A forbid wins over every permit; a permit gives nothing that is not mounted.'
            : ''
        }
        findings={findings}
        onChange={onChange}
        onUndo={document.undo}
        onRedo={document.redo}
        shown={shown}
        {...asked}
      />
    </div>
  );
}

const LABEL: Readonly<Record<TextTab, string>> = {
  manifest: 'Manifest as text',
  rules: 'Rules in Cedar',
  cedar: 'Manifest as Cedar',
};

function placedIn(findings: readonly Finding[], tab: TextTab): readonly EditorFinding[] {
  return findings.flatMap(({ text, span, message, severity }) =>
    text === tab && span !== null ? [{ from: span.from, to: span.to, message, severity }] : [],
  );
}

interface FindingsProps {
  readonly document: PolicyDocument;
  readonly findings: readonly Finding[];
  readonly onGo: PolicyTextsProps['onGo'];
}

function Findings({ document, findings, onGo }: FindingsProps): JSX.Element {
  return (
    <>
      <PaneHead below title="Findings" facts={document.checked === null ? '' : findings.length} />
      <ul className="findings" aria-label="Findings">
        {findings.length === 0 && (
          <li className="finding ink-3">
            <Icon name="ok" size={14} />
            {document.rules.trim() === '' ? 'The manifest is in order.' : 'Manifest and rules are in order.'}
          </li>
        )}
        {findings.map((each, index) => (
          <li key={index}>
            <button
              type="button"
              className="finding"
              onClick={() => onGo(each.text, { from: each.span?.from ?? 0, to: each.span?.from ?? 0, focus: true })}
            >
              <Icon name={each.severity === 'error' ? 'warning' : 'info'} size={14} />
              {each.span !== null && (
                <span className="data ink-2">
                  {each.span.line}:{each.span.column}
                </span>
              )}
              <span className="finding-text">
                {each.text === 'rules' && <span className="unseen">rules: </span>}
                {each.message}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function fileName(module: string, tab: TextTab): string {
  const name = module.replace(/\.(wasm|wat)$/i, '');
  return tab === 'manifest' ? `${name}.sandbox.json` : tab === 'rules' ? `${name}.cedar` : 'manifest.cedar';
}
