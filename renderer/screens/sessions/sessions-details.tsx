// Beside the list: what the run in view was, how it ended, tags and note to edit, and what its file says of plan and manifest.
import { useId, useState, type JSX } from 'react';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { Session } from '../../../app/contract/session-schemas.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useRun, useSession, useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsHead, DetailsSection, KeyValues } from '../../ui/details.tsx';
import { Ending } from '../../ui/ending.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { bytesText, countText, nanosText } from '../../ui/quantities.ts';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { Copy, ToTest } from './give-away.tsx';
import { tagsOf } from './session-list.ts';

const FOREIGN = 'What it says is what its maker wrote. Its chain of hashes holds, which does not tell who that was.';

export function SessionsDetails(): JSX.Element {
  const { place } = useWorkspace();
  const run = useRun();
  const session = useSession((state) => state.kept.get(run?.id ?? '') ?? null);
  if (run === null) return <Empty icon="sessions" title="No run chosen" why="What its file says appears here." />;
  return (
    <>
      <DetailsHead>
        <div className="details-title">
          <Icon name="sessions" />
          <h2 className="cut">Run {run.number}</h2>
        </div>
        <KeyValues
          pairs={[
            { name: 'Module', value: run.moduleName, title: run.moduleName },
            { name: 'Started', value: new Date(run.startedAt).toLocaleString() },
            { name: 'Took', value: nanosText(run.wall) },
            { name: 'Calls', value: `${countText(run.calls, 'call')}, ${run.denials} denied, ${countText(run.errors, 'error')}` },
            { name: 'File', value: session === null ? '' : bytesText(session.size) },
            ...(session?.isForeign === true ? [{ name: 'From', value: 'a file', title: FOREIGN }] : []),
          ]}
        />
        <div className="actions">
          <Button icon="trace" onPress={() => place.getState().go({ screen: 'trace', selection: null, filter: '' })}>
            Open in Trace
          </Button>
        </div>
      </DetailsHead>
      <DetailsSection title="Why" keys="Ctrl+." id="why">
        <Ending run={run} />
        <p className="sentence">{run.sentence ?? 'It goes on.'}</p>
      </DetailsSection>
      {session !== null && run.state === 'ended' && (
        <Words key={`${run.id} ${session.tags.join()} ${session.note}`} session={session} />
      )}
      {run.state === 'ended' && (
        <>
          <ToTest key={`test ${run.id}`} run={run} />
          <Copy key={`copy ${run.id}`} run={run} />
        </>
      )}
      <FileFacts key={`facts ${run.id}`} run={run} isForeign={session?.isForeign === true} />
    </>
  );
}

function Words({ session }: { readonly session: Session }): JSX.Element {
  const workspace = useWorkspace();
  const noteId = useId();
  const kept = session.tags.join(', ');
  const [tags, setTags] = useState(kept);
  const [note, setNote] = useState(session.note);
  const changed = tags !== kept || note !== session.note;
  return (
    <DetailsSection title="Tags and note">
      <form
        className="words-form"
        onSubmit={(event) => {
          event.preventDefault();
          void workspace.annotate(session.run, tagsOf(tags), note);
        }}
      >
        <Field label="Tags" placeholder="Tags, by commas" value={tags} onChange={setTags} />
        <label className="unseen" htmlFor={noteId}>
          Note
        </label>
        <textarea
          id={noteId}
          rows={3}
          maxLength={4096}
          placeholder="Note"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <button type="submit" className="button plain" disabled={!changed}>
          Keep in the file
        </button>
      </form>
    </DetailsSection>
  );
}

function FileFacts({ run, isForeign }: { readonly run: RunSummary; readonly isForeign: boolean }): JSX.Element {
  const { client } = useWorkspace();
  const { value, failure } = useAnswer(run.id, run.state, () => client.call('sessions.details', { run: run.id }));
  if (failure !== null && failure !== undefined)
    return <Broken title="The file cannot be read" code="UNAVAILABLE" message={failureText(failure)} />;
  if (value === null) return <Busy title="Reading the file" />;
  return (
    <>
      <DetailsSection title="File">
        <KeyValues
          pairs={[
            { name: 'Engine', value: value.engine, title: value.engine },
            { name: 'Module', value: value.moduleDigest.slice(0, 16), data: true, title: value.moduleDigest },
            { name: 'Format', value: `version ${value.version}` },
          ]}
        />
        {isForeign && <p className="sentence">{FOREIGN}</p>}
        {!value.isWhole && run.state === 'ended' && (
          <p className="sentence">Its writer was ended: calls up to then are there, how the run ended is not.</p>
        )}
      </DetailsSection>
      <DetailsSection title="Plan">
        <KeyValues wrap pairs={value.plan.map((fact) => ({ name: fact.name, value: fact.value, data: true }))} />
      </DetailsSection>
      <DetailsSection title="Manifest">
        {value.manifest === null ? (
          <p className="sentence ink-2">This file was exported without it.</p>
        ) : (
          <pre className="data manifest-text" tabIndex={0}>
            {value.manifest}
          </pre>
        )}
      </DetailsSection>
    </>
  );
}
