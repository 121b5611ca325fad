// One open file or standard stream followed: what was read and written on a descriptor, in order.
import { useState, type JSX } from 'react';
import { decodeTable } from '../../../app/contract/table.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { callNumber } from '../../ui/call-number.ts';
import { Field } from '../../ui/field.tsx';
import { bytesText, countText, nanosText } from '../../ui/quantities.ts';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { Bytes } from './file-view.tsx';

/** Entries a page. */
const PAGE = 64;

interface Entry {
  readonly row: number;
  readonly time: number;
  readonly wrote: boolean;
  readonly length: number;
  readonly bytes: Uint8Array;
}

export function StreamView({ run }: { readonly run: string }): JSX.Element {
  const { client } = useWorkspace();
  const [text, setText] = useState('1');
  const [from, setFrom] = useState(0);
  const descriptor = /^\d{1,9}$/.test(text) ? Number(text) : null;
  const question = descriptor === null ? null : `${run} ${descriptor} ${from}`;
  const { value, failure } = useAnswer(question, 0, async () => {
    const choice = { kind: 'descriptor' as const, descriptor: descriptor ?? 0 };
    const answer = await client.call('rebuilt.stream', { run, choice, from, count: PAGE });
    return { stream: answer.stream, entries: entriesOf(answer.table, answer.bytes) };
  });
  const stream = value?.stream ?? null;
  const follow = (to: string): void => {
    setText(to);
    setFrom(0);
  };
  return (
    <>
      <div className="content-head">
        <span className="descriptor-field">
          <Field data label="Descriptor" value={text} onChange={follow} wrong={descriptor === null} />
        </span>
        <span className="cut">
          {stream === null
            ? ''
            : `${stream.name} · ${countText(stream.count, 'piece')} · ${bytesText(stream.bytesRead)} read, ${bytesText(stream.bytesWritten)} written`}
        </span>
        <span className="space" />
        <Button disabled={from === 0} onPress={() => setFrom(from - PAGE)}>
          Earlier
        </Button>
        <Button disabled={stream === null || from + PAGE >= stream.count} onPress={() => setFrom(from + PAGE)}>
          Later
        </Button>
      </div>
      {descriptor === null ? (
        <Empty icon="error" title="Not a descriptor" why="Descriptors are whole numbers: 1 is standard output." />
      ) : failure !== null && failure !== undefined ? (
        <Broken title="The descriptor cannot be followed" code="UNAVAILABLE" message={failureText(failure)} />
      ) : value === null ? (
        <Busy title={`Following descriptor ${descriptor}`} />
      ) : stream === null ? (
        <Empty icon="stdio" title={`Nothing on descriptor ${descriptor}`} why="No call of this run read, wrote or opened it." />
      ) : (
        <div className="scroll content" tabIndex={0} role="region" aria-label={`Descriptor ${descriptor}`}>
          {value.entries.map((entry) => (
            <EntryView key={entry.row} entry={entry} />
          ))}
        </div>
      )}
    </>
  );
}

function EntryView({ entry }: { readonly entry: Entry }): JSX.Element {
  const missing = entry.length - entry.bytes.length;
  return (
    <>
      <p className="entry-head">
        {entry.wrote ? 'written' : 'read'} by call #{callNumber(entry.row)} at {nanosText(entry.time)}, {bytesText(entry.length)}
      </p>
      {entry.bytes.length > 0 && <Bytes bytes={entry.bytes} offset={0} look="text" />}
      {missing > 0 && <p className="missing hatch">{bytesText(missing)} of it are not kept here</p>}
    </>
  );
}

function entriesOf(encoded: Uint8Array, bytes: Uint8Array): readonly Entry[] {
  const table = decodeTable(encoded);
  let at = 0;
  return Array.from({ length: table.rows }, (_, index) => {
    const kept = table.number('kept', index);
    const part = bytes.subarray(at, at + kept);
    at += kept;
    return {
      row: table.number('row', index),
      time: table.number('time', index),
      wrote: table.number('direction', index) === 1,
      length: table.number('length', index),
      bytes: part,
    };
  });
}
