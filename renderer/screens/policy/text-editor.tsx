// The editor as the screen asks for it. CodeMirror comes with it as a part of its own, which only this screen loads.
import { lazy, Suspense, type JSX } from 'react';
import { Busy } from '../../ui/states.tsx';
import type { CodeEditorProps } from './editor-props.ts';

const LazyEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }));

export function TextEditor(props: CodeEditorProps): JSX.Element {
  return (
    <Suspense fallback={<Busy title="Reading the editor" />}>
      <LazyEditor {...props} />
    </Suspense>
  );
}
