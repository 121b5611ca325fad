// How one text became another, line by line, with what is the same far from any change left out.
import type { JSX } from 'react';
import type { ChangedLine } from './line-changes.ts';
import './changed-lines.css';

export function ChangedLines({ lines, label }: { readonly lines: readonly ChangedLine[]; readonly label: string }): JSX.Element {
  return (
    <pre className="data changed-lines" tabIndex={0} role="region" aria-label={label}>
      {lines.map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </pre>
  );
}

function Line({ line }: { readonly line: ChangedLine }): JSX.Element {
  const mark = line.kind === 'added' ? '+' : line.kind === 'gone' ? '−' : ' ';
  return (
    <span className={line.kind === 'added' ? 'line-added' : undefined}>
      <span className="ink-3">{String(line.number ?? '').padStart(3)}</span> {mark}{' '}
      {line.kind === 'gone' ? <del>{line.text}</del> : line.text}
      {'\n'}
    </span>
  );
}
