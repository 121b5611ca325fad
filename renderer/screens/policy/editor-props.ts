// What the editor is given: a text with its findings, and who to ask about it.

export type PolicyLanguage = 'json' | 'cedar';

/** A span to select and show, each time it is another object. */
export interface EditorPlace {
  /** UTF-16 offsets. */
  readonly from: number;
  readonly to: number;
  /** Whether to take the focus there. */
  readonly focus: boolean;
}

export interface EditorFinding {
  /** UTF-16 offsets. */
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface CompletionItem {
  readonly label: string;
  readonly detail?: string;
  /** What is put in; the label where left out. */
  readonly apply?: string;
  readonly boost?: number;
}

export interface CompletionList {
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

export interface CodeEditorProps {
  readonly label: string;
  readonly language: PolicyLanguage;
  readonly text: string;
  readonly readOnly: boolean;
  /** Stands where there is no text. */
  readonly placeholder: string;
  readonly findings: readonly EditorFinding[];
  readonly onChange: (text: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** What can come at an offset; `asked`: by a key, not by typing on. */
  readonly complete: (text: string, at: number, asked: boolean) => CompletionList | null;
  readonly hover: (text: string, at: number) => HoverWords | null;
  readonly shown: EditorPlace | null;
}

export interface HoverWords {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}
