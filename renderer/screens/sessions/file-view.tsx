// The content that a run wrote into one file, as text or bytes, with what is not in the recording said where it is missing.
import { useMemo, useState, type JSX } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Choice } from '../../ui/field.tsx';
import { HexView } from '../../ui/hex-view.tsx';
import { addressText, bytesText } from '../../ui/quantities.ts';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { ChangedLines } from '../../ui/changed-lines.tsx';
import { aroundChanges, lineChanges } from '../../ui/line-changes.ts';
import { fileTexts, type FileTexts } from './file-changes.ts';
import { fileContent, textLines, type ContentPiece } from './file-content.ts';

type WrittenFile = NonNullable<CommandOutput<'rebuilt.file'>['file']>;
/** `changes` where all of both is known. */
type Look = 'text' | 'bytes' | 'changes';

/** Shown at once of one piece. */
const MOST_SHOWN = 65_536;
const MOST_HEX_ROWS = 256;
const MOST_PIECES = 200;
/** Lines around each change, and in all. */
const AROUND = 3;
const MOST_LINES = 2000;

export interface FileViewProps {
  readonly run: string;
  readonly file: number;
  readonly path: string;
}

export function FileView({ run, file, path }: FileViewProps): JSX.Element | null {
  const { client } = useWorkspace();
  const { value, failure } = useAnswer(`${run} ${file}`, 0, () => client.call('rebuilt.file', { run, file }));
  if (failure !== null && failure !== undefined)
    return <Broken title="The file cannot be rebuilt" code="UNAVAILABLE" message={failureText(failure)} />;
  if (value === null) return <Busy title={`Rebuilding ${path}`} />;
  if (value.file === null) return <Empty icon="files" title="Not written" why="This run wrote nothing into this file." />;
  return <Content file={value.file} />;
}

function Content({ file }: { readonly file: WrittenFile }): JSX.Element {
  const { pieces, appended } = useMemo(() => fileContent(file), [file]);
  const isText = pieces.every((piece) => piece.kind === 'missing' || textLines(piece.bytes) !== null);
  const texts = useMemo(() => fileTexts(file), [file]);
  const [look, setLook] = useState<Look>(texts !== null ? 'changes' : isText ? 'text' : 'bytes');
  return (
    <>
      <div className="content-head">
        <span className="cut">{factsOf(file)}</span>
        <span className="space" />
        <Choice
          label="Shown as"
          options={[
            ...(texts === null ? [] : [{ id: 'changes' as const, title: 'Changes' }]),
            { id: 'text', title: 'Text' },
            { id: 'bytes', title: 'Bytes' },
          ]}
          chosen={look}
          onChoose={setLook}
        />
      </div>
      {texts !== null && look === 'changes' ? (
        <Changes path={file.path} texts={texts} />
      ) : (
        <div className="scroll content" tabIndex={0} role="region" aria-label={`Content of ${file.path}`}>
          {pieces.slice(0, MOST_PIECES).map((piece) => (
            <Piece key={`${piece.kind} ${piece.offset}`} piece={piece} look={look} />
          ))}
          {appended.map((bytes, place) => (
            <Appended key={place} bytes={bytes} look={look} />
          ))}
          {(file.more || pieces.length > MOST_PIECES) && <p className="missing">There is more than is shown here.</p>}
        </div>
      )}
    </>
  );
}

/** Against what the run had read of the file before it wrote there. */
function Changes({ path, texts }: { readonly path: string; readonly texts: FileTexts }): JSX.Element {
  const lines = useMemo(() => aroundChanges(lineChanges(texts.before, texts.after), AROUND, MOST_LINES), [texts]);
  return (
    <div className="scroll content">
      <ChangedLines lines={lines} label={`Changes of ${path}`} />
    </div>
  );
}

function factsOf(file: WrittenFile): string {
  const parts = [
    `${bytesText(file.bytesWritten)} written, ${bytesText(file.bytesKept)} of it kept`,
    file.size === null ? 'size not known' : `size ${bytesText(file.size)}`,
    file.names.length > 1 && `also ${file.names.slice(1).join(', ')}`,
    file.isGone && 'removed in the end',
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

function Piece({ piece, look }: { readonly piece: ContentPiece; readonly look: Look }): JSX.Element {
  if (piece.kind === 'bytes') return <Bytes bytes={piece.bytes} offset={piece.offset} look={look} />;
  return (
    <p className="missing hatch">
      {bytesText(piece.length)} from {addressText(piece.offset)}: {piece.why}
    </p>
  );
}

function Appended({ bytes, look }: { readonly bytes: Uint8Array; readonly look: Look }): JSX.Element {
  return (
    <>
      <p className="missing">Written at the end, whose place is not known:</p>
      <Bytes bytes={bytes} offset={0} look={look} />
    </>
  );
}

export interface BytesProps {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly look: Look;
}

/** As text where that was asked for and the bytes are text. */
export function Bytes({ bytes, offset, look }: BytesProps): JSX.Element {
  const lines = look === 'text' ? textLines(bytes.subarray(0, MOST_SHOWN)) : null;
  const shown = lines === null ? Math.min(bytes.length, MOST_HEX_ROWS * 16) : Math.min(bytes.length, MOST_SHOWN);
  return (
    <>
      {lines === null ? (
        <HexView bytes={bytes} start={offset} most={MOST_HEX_ROWS} label={`Bytes from ${addressText(offset)}`} />
      ) : (
        <pre className="data">{lines.join('\n')}</pre>
      )}
      {shown < bytes.length && <p className="missing">{bytesText(bytes.length - shown)} more are not shown.</p>}
    </>
  );
}
