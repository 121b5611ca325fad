// What a module may do: the form on the left and the text in the middle are one document; the rules it makes stand as sentences.
import { useCallback, useEffect, useMemo, useRef, type JSX, type RefObject } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { useModule, usePlace, useWorkspace } from '../../store/use-workspace.ts';
import { Button, ToolButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Pane, PaneHead } from '../../ui/pane.tsx';
import { countText } from '../../ui/quantities.ts';
import { Split } from '../../ui/split.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { useManifestDocument, type Checked, type ManifestDocument } from './document.ts';
import { ManifestForm } from './manifest-form.tsx';
import { offsetOf, placeOfPointer } from './manifest-text.ts';
import { Rules } from './rules.tsx';
import { TextEditor, type TextEditorHandle } from './text-editor.tsx';
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
  const document = useManifestDocument(module.id);
  const editor = useRef<TextEditorHandle>(null);
  const selection = usePlace((place) => place.selection);
  const pointer = selection?.kind === 'rule' && selection.module === module.id ? selection.pointer : null;
  const choose = useCallback(
    (to: string) => workspace.place.getState().move({ selection: { kind: 'rule', module: module.id, pointer: to } }),
    [workspace, module.id],
  );
  const text = useRef(document.text);
  useEffect(() => {
    text.current = document.text;
  }, [document.text]);
  // Only a new choice scrolls the text; typing must not.
  useEffect(() => {
    const found = pointer === null || !document.loaded ? null : placeOfPointer(text.current, pointer);
    if (found !== null) editor.current?.mark(found.from, found.to);
  }, [pointer, document.loaded]);
  const commands = useMemo(() => policyCommands(document), [document]);
  useCommands(commands);

  if (document.failure !== null) return <Broken title="The manifest cannot be read" {...describeFailure(document.failure)} />;
  if (!document.loaded) return <Busy title="Reading the manifest" />;
  return (
    <div className="policy">
      <Split
        id="policy"
        direction="row"
        panes={[
          { id: 'form', title: 'Form', size: 400, least: 300, content: <ManifestForm module={module} document={document} /> },
          {
            id: 'text',
            title: 'Text',
            least: 260,
            content: <ManifestText module={module} document={document} editor={editor} />,
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

interface ManifestTextProps {
  readonly module: ModuleSummary;
  readonly document: ManifestDocument;
  readonly editor: RefObject<TextEditorHandle | null>;
}

function ManifestText({ module, document, editor }: ManifestTextProps): JSX.Element {
  const diagnostics = useMemo(() => document.checked?.diagnostics ?? [], [document.checked]);
  const lines = useMemo(
    () => new Set(diagnostics.flatMap(({ place }) => (place.kind === 'text' ? [place.line] : []))),
    [diagnostics],
  );
  return (
    <Pane label="Manifest">
      <PaneHead title={<span className="data file-name">{fileName(module.name)}</span>}>
        <span className="chip">
          {document.state === 'kept' ? 'kept' : document.state === 'keeping' ? 'keeping…' : 'not kept'}
        </span>
        <ToolButton icon="undo" label="Undo" keys="Ctrl+Z" disabled={!document.canUndo} onPress={document.undo} />
        <ToolButton icon="redo" label="Redo" keys="Ctrl+Shift+Z" disabled={!document.canRedo} onPress={document.redo} />
      </PaneHead>
      <TextEditor
        label="Manifest as text"
        text={document.text}
        faulty={lines}
        handle={editor}
        onChange={(text) => document.change(text, 'text')}
        onUndo={document.undo}
        onRedo={document.redo}
      />
      <Findings
        document={document}
        onGo={(line, column) => {
          const at = offsetOf(document.text, { line, column });
          editor.current?.goTo(at);
        }}
      />
    </Pane>
  );
}

function Findings({
  document,
  onGo,
}: {
  readonly document: ManifestDocument;
  readonly onGo: (line: number, column: number) => void;
}): JSX.Element {
  const diagnostics = document.checked?.diagnostics ?? [];
  return (
    <>
      <PaneHead below title="Findings" facts={document.checked === null ? '' : diagnostics.length} />
      <ul className="findings" aria-label="Findings">
        {diagnostics.length === 0 && (
          <li className="finding ink-3">
            <Icon name="ok" size={14} />
            The manifest is in order.
          </li>
        )}
        {diagnostics.map((each, index) => (
          <li key={index}>
            <button
              type="button"
              className="finding"
              onClick={() => (each.place.kind === 'text' ? onGo(each.place.line, each.place.column) : onGo(1, 1))}
            >
              <Icon name="warning" size={14} />
              {each.place.kind === 'text' && (
                <span className="data ink-2">
                  {each.place.line}:{each.place.column}
                </span>
              )}
              <span className="finding-text">{each.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface JudgedProps {
  readonly module: ModuleSummary;
  readonly document: ManifestDocument;
  readonly pointer: string | null;
  readonly onChoose: (pointer: string) => void;
}

function Judged({ module, document, pointer, onChoose }: JudgedProps): JSX.Element {
  const workspace = useWorkspace();
  const faults = document.checked?.diagnostics.length ?? 0;
  const rules: Checked['rules'] = document.checked?.rules ?? [];
  const live = module.lastRun !== null && module.lastRun.state !== 'ended';
  return (
    <Pane label="Rules">
      <PaneHead title="Rules" facts={rules.length} />
      <Rules rules={rules} faults={faults} chosen={pointer} onChoose={onChoose} />
      <div className="policy-foot">
        <p className="ink-2 small">
          {faults > 0
            ? `${countText(faults, 'fault')} in the manifest: no run starts with it.`
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

function policyCommands(document: ManifestDocument): readonly Command[] {
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

function fileName(module: string): string {
  return `${module.replace(/\.(wasm|wat)$/i, '')}.sandbox.json`;
}
