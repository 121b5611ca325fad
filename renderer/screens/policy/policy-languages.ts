// How the two languages of a policy are drawn: by weight and by grey, never by a colour, which belong to the families.
import { json } from '@codemirror/lang-json';
import { HighlightStyle, LanguageSupport, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import type { PolicyLanguage } from './editor-props.ts';
import { cedarTokenAt, type CedarTokenKind } from './cedar-tokens.ts';

/** Names of the highlighter's own tags. */
const STYLE: Readonly<Record<CedarTokenKind, string | null>> = {
  blank: null,
  note: 'comment',
  text: 'string',
  annotation: 'meta',
  keyword: 'keyword',
  type: 'typeName',
  name: 'variableName',
  number: 'number',
  operator: 'operator',
  sign: 'punctuation',
};

const cedar = StreamLanguage.define<null>({
  name: 'cedar',
  startState: () => null,
  copyState: () => null,
  token: (stream) => {
    const token = cedarTokenAt(stream.string, stream.pos);
    stream.pos = token?.to ?? stream.string.length;
    return token === undefined ? null : STYLE[token.kind];
  },
  languageData: { commentTokens: { line: '//' }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
});

const greys = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: '600' },
  { tag: [tags.propertyName, tags.typeName, tags.meta], color: 'var(--fg-2)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket, tags.comment, tags.operator], color: 'var(--fg-3)' },
]);

export function languageOf(language: PolicyLanguage): Extension {
  return [language === 'json' ? json() : new LanguageSupport(cedar), syntaxHighlighting(greys)];
}
