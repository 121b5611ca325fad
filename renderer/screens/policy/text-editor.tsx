// A plain text field with line numbers that scroll along; the text one sees is drawn behind it, so that keys can be quieter than values. The browser's own undo is set aside: form and text share one.
import { useImperativeHandle, useMemo, useRef, type JSX, type KeyboardEvent, type Ref } from 'react';
import { jsonTokens } from './json-tokens.ts';

export interface TextEditorHandle {
  goTo(offset: number): void;
  /** Selects a span and shows it without taking the focus. */
  mark(from: number, to: number): void;
}

export interface TextEditorProps {
  readonly label: string;
  readonly text: string;
  /** Lines with a finding, from 1. */
  readonly faulty: ReadonlySet<number>;
  readonly onChange: (text: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly handle: Ref<TextEditorHandle>;
}

const LINE = 20;
/** A longer text is drawn plain: nobody reads it here, and every letter would redraw it. */
const LONGEST_DRAWN = 40_000;

export function TextEditor(props: TextEditorProps): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLPreElement>(null);
  const tokens = useMemo(() => (props.text.length > LONGEST_DRAWN ? null : jsonTokens(props.text)), [props.text]);
  useImperativeHandle(
    props.handle,
    () => {
      const show = (offset: number): void => {
        const element = area.current;
        if (element === null) return;
        const top = (element.value.slice(0, offset).split('\n').length - 1) * LINE;
        if (top < element.scrollTop || top > element.scrollTop + element.clientHeight - 2 * LINE) {
          element.scrollTop = top - element.clientHeight / 3;
        }
      };
      return {
        goTo: (offset) => {
          area.current?.focus();
          area.current?.setSelectionRange(offset, offset);
          show(offset);
        },
        mark: (from, to) => {
          area.current?.setSelectionRange(from, to);
          show(from);
        },
      };
    },
    [],
  );
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === 'z') (event.shiftKey ? props.onRedo : props.onUndo)();
    else if (key === 'y') props.onRedo();
    else return;
    event.preventDefault();
  };
  const count = props.text.split('\n').length;
  return (
    <div className="text-editor data">
      <div ref={numbers} className="text-numbers" aria-hidden="true">
        {Array.from({ length: count }, (_, index) => (
          <div key={index} className={props.faulty.has(index + 1) ? 'faulty' : ''}>
            {index + 1}
          </div>
        ))}
      </div>
      <div className="text-page">
        {tokens !== null && (
          <pre ref={drawn} className="data text-drawn" aria-hidden="true">
            {tokens.map((token, index) => (
              <span key={index} className={`json-${token.kind}`}>
                {token.text}
              </span>
            ))}
          </pre>
        )}
        <textarea
          ref={area}
          className={`data ${tokens === null ? '' : 'see-through'}`}
          aria-label={props.label}
          value={props.text}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => props.onChange(event.target.value)}
          onKeyDown={onKeyDown}
          onScroll={(event) => {
            const { scrollTop, scrollLeft } = event.currentTarget;
            if (numbers.current !== null) numbers.current.style.transform = `translateY(${-scrollTop}px)`;
            if (drawn.current !== null) drawn.current.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
          }}
        />
      </div>
    </div>
  );
}
