// What can be made of a kept run: a regression test, and a copy for somebody else without what stays at home.
import { useMemo, useState, type JSX } from 'react';
import type { StreamInput } from '../../../app/contract/contract.ts';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { Button } from '../../ui/button.tsx';
import { DetailsSection } from '../../ui/details.tsx';
import { Check, Choice } from '../../ui/field.tsx';
import { Busy } from '../../ui/states.tsx';
import { fileNameOf } from './file-name.ts';
import { useMadeFile, type MadeFile } from './use-made-file.ts';

const MODES = [
  { id: 'replay', title: 'From the recording' },
  { id: 'live', title: 'Run anew' },
] as const;

type Mode = (typeof MODES)[number]['id'];

export function ToTest({ run }: { readonly run: RunSummary }): JSX.Element {
  const made = useMadeFile();
  const [mode, setMode] = useState<Mode>('replay');
  const [secrets, setSecrets] = useState(true);
  const { make } = made;
  const commands = useMemo((): readonly Command[] => {
    const name = fileNameOf(run);
    const input: StreamInput<'sessions.to-test'> = { run: run.id, name, mode, secrets };
    return [
      {
        id: 'sessions.to-test',
        title: 'Make a regression test of the run',
        group: 'Sessions',
        icon: 'save',
        keys: ['T'],
        run: () => make({ kind: 'sessions.to-test', file: `${name}.sandboxtest.zip`, input }),
      },
    ];
  }, [run, mode, secrets, make]);
  useCommands(commands);
  return (
    <DetailsSection title="Regression test" keys="T">
      <p className="sentence">
        A folder that runs the module again and compares all it does. Unpack it among your tests; wasm-sandbox test FOLDER runs
        them.
      </p>
      <div className="give-away">
        <Choice label="Host calls are answered" options={MODES} chosen={mode} onChoose={setMode} />
        <Check label="Values of variables and standard input" on={secrets} onChange={setSecrets} />
        <div className="actions">
          <Button icon="save" disabled={made.share !== null} onPress={() => commands[0]?.run()}>
            Make a test
          </Button>
        </div>
      </div>
      <Made made={made} title="Making the test" />
    </DetailsSection>
  );
}

const PARTS = [
  { id: 'arguments', title: 'Arguments of calls' },
  { id: 'data', title: 'Bytes read and written' },
  { id: 'secret', title: 'Values of variables and standard input' },
  { id: 'private', title: 'Manifest and paths of this machine' },
  { id: 'module', title: 'The module' },
  { id: 'notes', title: 'Marks, tags and note' },
] as const;

type Part = (typeof PARTS)[number]['id'];

/** All but what is nobody else's business. */
const SHARED: ReadonlySet<Part> = new Set<Part>(['arguments', 'data', 'module', 'notes']);

export function Copy({ run }: { readonly run: RunSummary }): JSX.Element {
  const made = useMadeFile();
  const [parts, setParts] = useState(SHARED);
  const { make } = made;
  const commands = useMemo((): readonly Command[] => {
    const input: StreamInput<'sessions.copy'> = {
      run: run.id,
      leaveOut: (['arguments', 'data', 'secret'] as const).filter((part) => !parts.has(part)),
      privateTexts: parts.has('private'),
      module: parts.has('module'),
      notes: parts.has('notes'),
    };
    return [
      {
        id: 'sessions.copy',
        title: 'Save a copy of the session',
        group: 'Sessions',
        icon: 'save',
        keys: ['S'],
        run: () => make({ kind: 'sessions.copy', file: `${fileNameOf(run)}.session`, input }),
      },
    ];
  }, [run, parts, make]);
  useCommands(commands);
  const toggle = (part: Part, on: boolean): void => {
    setParts((before) => new Set(PARTS.map(({ id }) => id).filter((id) => (id === part ? on : before.has(id)))));
  };
  return (
    <DetailsSection title="A copy for somebody else" keys="S">
      <p className="sentence">
        What is left out leaves a commitment behind: the chain of hashes holds, and nothing can be guessed.
      </p>
      <div className="give-away">
        {PARTS.map(({ id, title }) => (
          <Check key={id} label={title} on={parts.has(id)} onChange={(on) => toggle(id, on)} />
        ))}
        <div className="actions">
          <Button icon="save" disabled={made.share !== null} onPress={() => commands[0]?.run()}>
            Save a copy
          </Button>
        </div>
      </div>
      <Made made={made} title="Making the copy" />
    </DetailsSection>
  );
}

function Made({ made, title }: { readonly made: MadeFile; readonly title: string }): JSX.Element | null {
  if (made.share !== null) return <Busy title={title} share={made.share} onCancel={made.cancel} />;
  if (made.failure !== null) {
    return (
      <p className="sentence" role="alert">
        {made.failure}
      </p>
    );
  }
  return made.saved.length === 0 ? null : <p className="sentence">{made.saved.join(' ')}</p>;
}
