// The bytes behind the selection: what a call read and wrote, or the place where a module does not parse.
import type { JSX } from 'react';
import type { CallDetails, ModuleSummary } from '../../../app/contract/schemas.ts';
import { useAnswer } from '../../store/use-answer.ts';
import { useModule, useWorkspace } from '../../store/use-workspace.ts';
import { useSelectedCall } from './use-selected-call.ts';
import { HexView } from '../../ui/hex-view.tsx';
import { addressText, countText } from '../../ui/quantities.ts';
import './dock-views.css';
import { callNumber } from '../../ui/call-number.ts';

/** Of a diagnostic's place this much is shown before and after it. */
const AROUND = 32;
const SHOWN = 96;
/** Of one access of a call; more is saved as a file by who wants it. */
const MOST_ROWS = 256;

export function BytesView(): JSX.Element {
  const call = useSelectedCall();
  const module = useModule();
  const offset = placeOf(module);
  if (call !== null) return <CallBytes call={call} />;
  if (module !== null && offset !== null) return <ModuleBytes module={module} offset={offset} />;
  return <div className="output-none">Nothing selected. The bytes a call read and wrote appear here.</div>;
}

export function BytesFacts(): JSX.Element | null {
  const call = useSelectedCall();
  const module = useModule();
  const offset = placeOf(module);
  if (call !== null) return <span>as they were at call #{callNumber(call.row)}</span>;
  if (module === null || offset === null) return null;
  return (
    <span>
      {module.name}, byte <span className="data">{addressText(offset)}</span>
    </span>
  );
}

function CallBytes({ call }: { readonly call: CallDetails }): JSX.Element {
  if (call.bytes.length === 0) {
    return (
      <div className="output-none">
        {call.outcome === 'denied' ? 'The call was denied: no bytes were moved.' : 'This call moved no bytes.'}
      </div>
    );
  }
  return (
    <div className="bytes">
      {call.bytes.map((access, index) => (
        <div key={index} className="bytes-access">
          <p className="small ink-2">
            {VERB[access.kind]} {countText(access.length, 'byte')} at <span className="data">{addressText(access.pointer)}</span>
            {access.data.length < access.length && `, ${countText(access.data.length, 'byte')} kept`}
          </p>
          <HexView
            bytes={access.data}
            start={access.pointer}
            marked={{ from: access.pointer, to: access.pointer + access.data.length }}
            markClass={`of-${call.family}`}
            most={MOST_ROWS}
            label={`Bytes ${VERB[access.kind]} at ${addressText(access.pointer)}`}
          />
        </div>
      ))}
    </div>
  );
}

const VERB = {
  read: 'read',
  wrote: 'wrote',
  stdout: 'to stdout',
  stderr: 'to stderr',
  edit: 'changed by',
  secret: 'wrote',
  sent: 'to a file',
} as const;

function ModuleBytes({ module, offset }: { readonly module: ModuleSummary; readonly offset: number }): JSX.Element | null {
  const { client } = useWorkspace();
  const start = Math.max(0, offset - (offset % 16) - AROUND);
  const length = Math.min(SHOWN, Math.max(0, module.size - start));
  const { value, failure } = useAnswer(`${module.id} ${start}`, 0, () =>
    client.call('modules.bytes', { module: module.id, offset: start, length }),
  );
  if (failure !== null) return <div className="output-none">The bytes of this module are not kept.</div>;
  if (value === null) return null;
  return (
    <div className="bytes">
      <HexView
        bytes={value.bytes}
        start={start}
        marked={{ from: offset, to: offset + 1 }}
        label={`Bytes of ${module.name} around ${addressText(offset)}`}
      />
    </div>
  );
}

function placeOf(module: ModuleSummary | null): number | null {
  const place = module?.diagnostics.find((each) => each.place.kind === 'byte')?.place;
  return place?.kind === 'byte' ? place.offset : null;
}
