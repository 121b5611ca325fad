// A guest's stack, innermost first: function and place in the module, and below it the source line where it is known.
import type { JSX } from 'react';
import type { Frame } from '../../app/contract/schemas.ts';
import { addressText } from './quantities.ts';
import './frames.css';

export function Frames({ stack }: { readonly stack: readonly Frame[] }): JSX.Element {
  if (stack.length === 0) return <p className="ink-3">not known</p>;
  return (
    <ol className="frames data">
      {stack.map(({ functionIndex, name, offset, source }, index) => (
        <li key={index}>
          <span className="ink-3">{index}</span>
          <span className="cut" title={name}>
            {name || 'no name'}
          </span>
          <span className="ink-3">
            func {functionIndex} {addressText(offset)}
          </span>
          {source !== undefined && (
            <span
              className="cut ink-2 frame-source"
              title={`${source.file}, line ${source.line}${source.column === 0 ? '' : `, column ${source.column}`}`}
            >
              {sourceInShort(source)}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Without folders, which say where somebody else's compiler ran. */
function sourceInShort({ file, line }: NonNullable<Frame['source']>): string {
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}
