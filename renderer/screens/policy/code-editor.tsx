// One text of the policy in CodeMirror. The text belongs to the document, undo with it: what is typed is told to it, and what it
// says otherwise is put in with the least change, so that the cursor stays where it was.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  completionKeymap,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, RangeSet, StateEffect, StateField, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  GutterMarker,
  gutterLineClass,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
  placeholder,
  tooltips,
  type HoverTooltipSource,
} from '@codemirror/view';
import { useEffect, useRef, type JSX, type RefObject } from 'react';
import { editorLook } from './editor-look.ts';
import { languageOf } from './policy-languages.ts';
import type { CodeEditorProps, EditorFinding, EditorPlace } from './editor-props.ts';
import { leastChange } from './least-change.ts';

/** Marks what came from the document, so that it is not told of it again. */
const fromDocument = Annotation.define<true>();

export function CodeEditor(props: CodeEditorProps): JSX.Element {
  const { text, findings, shown } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (host.current === null) return;
    const made = new EditorView({ state: stateOf(latest), parent: host.current });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => {
    const change = view.current && leastChange(view.current.state.doc.toString(), text);
    if (change) view.current?.dispatch({ changes: change, annotations: fromDocument.of(true) });
  }, [text]);
  useEffect(() => {
    view.current?.dispatch(marking(view.current.state, findings));
  }, [findings, text]);
  useEffect(() => {
    if (shown !== null && view.current !== null) show(view.current, shown);
  }, [shown]);
  return <div ref={host} className="code-editor" />;
}

function show(view: EditorView, { from, to, focus }: EditorPlace): void {
  if (focus) view.focus();
  const inside = (offset: number): number => Math.max(0, Math.min(view.state.doc.length, offset));
  const effects = EditorView.scrollIntoView(inside(from), { y: 'nearest', yMargin: 60 });
  view.dispatch({ selection: { anchor: inside(from), head: inside(to) }, effects });
}

type Latest = RefObject<CodeEditorProps>;

function stateOf(latest: Latest): EditorState {
  const { text, language, readOnly, placeholder: hint } = latest.current;
  return EditorState.create({
    doc: text,
    extensions: [
      keysOf(latest),
      lineNumbers(),
      highlightSpecialChars(),
      drawSelection(),
      bracketMatching(),
      highlightSelectionMatches(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      hint === '' ? [] : placeholder(hint),
      languageOf(language),
      editorLook,
      named.of(naming(latest.current)),
      faultyLines,
      readOnly ? EditorState.readOnly.of(true) : writing(latest),
      hoverTooltip(hoverOf(latest)),
      // Fixed, so that panes do not cut them, and inside of the page's regions.
      tooltips({ position: 'fixed' }),
    ],
  });
}

const named = new Compartment();

function naming({ label, readOnly }: CodeEditorProps): Extension {
  const attributes: Record<string, string> = { 'aria-label': label, tabindex: '0', spellcheck: 'false', autocorrect: 'off' };
  if (readOnly) attributes['aria-readonly'] = 'true';
  return EditorView.contentAttributes.of(attributes);
}

function writing(latest: Latest): Extension {
  const source: CompletionSource = (context) => {
    const found = latest.current.complete(context.state.doc.toString(), context.pos, context.explicit);
    return found && { from: found.from, to: found.to, options: [...found.items], filter: true };
  };
  return [
    highlightActiveLine(),
    highlightActiveLineGutter(),
    closeBrackets(),
    autocompletion({ override: [source], icons: false, activateOnTyping: true }),
    EditorView.updateListener.of((update) => {
      const isOwn = update.transactions.some((each) => each.docChanged && each.annotation(fromDocument) === undefined);
      if (isOwn) latest.current.onChange(update.state.doc.toString());
    }),
  ];
}

/** The window's own keys stay the window's: it starts a run with Ctrl+Enter. */
function keysOf(latest: Latest): Extension {
  const tell = (what: 'onUndo' | 'onRedo') => (): true => {
    latest.current[what]();
    return true;
  };
  return keymap.of([
    { key: 'Mod-z', run: tell('onUndo'), preventDefault: true },
    { key: 'Mod-Shift-z', run: tell('onRedo'), preventDefault: true },
    { key: 'Mod-y', run: tell('onRedo'), preventDefault: true },
    { key: 'Tab', run: acceptCompletion },
    ...completionKeymap,
    ...searchKeymap,
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
  ]);
}

function hoverOf(latest: Latest): HoverTooltipSource {
  return (view, at) => {
    const found = latest.current.hover(view.state.doc.toString(), at);
    if (found === null) return null;
    const create = (): { dom: HTMLElement } => {
      const dom = document.createElement('div');
      dom.className = 'hover-words';
      dom.textContent = found.words;
      return { dom };
    };
    return { pos: found.from, end: found.to, create };
  };
}

class FaultyLine extends GutterMarker {
  override readonly elementClass = 'faulty';
}

const setFaulty = StateEffect.define<readonly number[]>();
const faulty = new FaultyLine();

/** Beginnings of the lines that have a finding. */
const faultyLines = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update: (marks, { changes, effects }) => {
    const set = effects.find((effect) => effect.is(setFaulty));
    return set
      ? RangeSet.of(
          [...new Set(set.value)].map((at) => faulty.range(at)),
          true,
        )
      : marks.map(changes);
  },
  provide: (field) => gutterLineClass.from(field),
});

function marking(state: EditorState, findings: readonly EditorFinding[]): ReturnType<typeof setDiagnostics> {
  const { length } = state.doc;
  const placed = findings.map((one) => ({
    ...one,
    from: Math.min(one.from, length),
    to: Math.min(Math.max(one.to, one.from), length),
  }));
  const set = setDiagnostics(
    state,
    placed.map(({ from, to, message, severity }) => ({ from, to, message, severity })),
  );
  const lines = setFaulty.of(placed.map(({ from }) => state.doc.lineAt(from).from));
  return { ...set, effects: [set.effects ?? [], lines].flat() };
}
