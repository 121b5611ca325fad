// The manifest as a form. Each field writes its own place in the text; what it does not know it leaves as it stands.
import type { JSX } from 'react';
import type { ModuleSummary } from '../../../app/contract/schemas.ts';
import { useInfo, useSession, useWorkspace } from '../../store/use-workspace.ts';
import { ToolButton } from '../../ui/button.tsx';
import { Choice, Field } from '../../ui/field.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import type { PolicyDocument } from './document.ts';
import { FormRow } from './form-row.tsx';
import { joinArguments, splitArguments } from './argument-text.ts';
import { fieldText, valueAt, withValue } from '../../store/manifest-text.ts';
import { MountFields } from './mount-fields.tsx';

export interface FormProps {
  readonly document: PolicyDocument;
}

export function ManifestForm({ module, document }: FormProps & { readonly module: ModuleSummary }): JSX.Element {
  return (
    <div className="scroll form">
      <PaneHead below title="Given to the guest" />
      <div className="form-part">
        <Arguments document={document} />
        <Stdin module={module} />
      </div>
      <Environment document={document} />
      <MountFields document={document} grants={useInfo()?.grants ?? []} />
      <PaneHead below title="Clock and chance" />
      <div className="form-part">
        <Clock document={document} />
        <Random document={document} />
      </div>
      <PaneHead below title="Limits" />
      <div className="form-part">
        <Limits document={document} />
      </div>
      <PaneHead below title="Where no rule permits" />
      <div className="form-part">
        <FormRow label="The guest">
          <Choice
            label="Where no rule permits"
            options={ON_MISS}
            chosen={ON_MISS.find(({ id }) => id === valueAt(document.text, ['onMiss']))?.id ?? 'deny'}
            onChoose={(to) => document.change(withValue(document.text, ['onMiss'], to), 'onMiss')}
          />
        </FormRow>
      </div>
    </div>
  );
}

/** The last two hold inside mounts alone; what is mounted nowhere is denied. */
const ON_MISS = [
  { id: 'deny', title: 'is denied' },
  { id: 'stop', title: 'is stopped' },
  { id: 'ask', title: 'asks you' },
  { id: 'audit', title: 'is let, marked' },
] as const;

function Arguments({ document }: FormProps): JSX.Element {
  const value = valueAt(document.text, ['args']);
  const list = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  return (
    <FormRow label="Arguments">
      <Field
        data
        label="Arguments"
        placeholder="none"
        value={joinArguments(list)}
        onChange={(text) => {
          const next = splitArguments(text);
          document.change(withValue(document.text, ['args'], next.length === 0 ? undefined : next), 'args');
        }}
      />
    </FormRow>
  );
}

function Stdin({ module }: { readonly module: ModuleSummary }): JSX.Element {
  const workspace = useWorkspace();
  const text = useSession((state) => state.stdin.get(module.id) ?? '');
  return (
    <FormRow label="Standard input" tall>
      <textarea
        className="stdin data"
        aria-label="Standard input"
        placeholder="empty; not part of the manifest"
        rows={2}
        spellCheck={false}
        value={text}
        onChange={(event) => workspace.setStdin(module.id, event.target.value)}
      />
    </FormRow>
  );
}

function Environment({ document }: FormProps): JSX.Element {
  const value = valueAt(document.text, ['env']);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const write = (next: readonly (readonly [string, unknown])[], kind: string): void =>
    document.change(withValue(document.text, ['env'], next.length === 0 ? undefined : Object.fromEntries(next)), kind);
  const freeName = (): string => {
    for (let number = 1; ; number++) if (!entries.some(([name]) => name === `NAME_${number}`)) return `NAME_${number}`;
  };
  return (
    <>
      <PaneHead below title="Environment" facts={entries.length}>
        <ToolButton
          icon="plus"
          label="Add a variable"
          text="Variable"
          onPress={() => write([...entries, [freeName(), '']], 'env add')}
        />
      </PaneHead>
      <div className="form-part">
        {entries.length === 0 && <p className="ink-3">No variables. The guest never sees those of this machine.</p>}
        {entries.map(([name, text], index) => (
          <div key={index} className="form-pair">
            <Field
              data
              label={`Name of variable ${index + 1}`}
              value={name}
              onChange={(to) =>
                write(
                  entries.map((entry, at) => (at === index ? [to, entry[1]] : entry)),
                  `env name ${index}`,
                )
              }
            />
            <span className="ink-3">=</span>
            <Field
              data
              label={`Value of ${name}`}
              value={fieldText(text)}
              onChange={(to) => document.change(withValue(document.text, ['env', name], to), `env value ${index}`)}
            />
            <ToolButton
              icon="close"
              label={`Remove ${name}`}
              onPress={() =>
                write(
                  entries.filter((_, at) => at !== index),
                  'env remove',
                )
              }
            />
          </div>
        ))}
      </div>
    </>
  );
}

function Clock({ document }: FormProps): JSX.Element {
  const value = valueAt(document.text, ['clock']) ?? 'real';
  const steps = valueAt(document.text, ['clock', 'resolution']);
  const kind = steps !== undefined ? 'steps' : value === 'real' ? 'real' : value === 'frozen' ? 'frozen' : 'instant';
  const set = (to: unknown): void => document.change(withValue(document.text, ['clock'], to), 'clock');
  return (
    <FormRow label="Clock">
      <Choice
        label="Clock"
        options={[
          { id: 'real', title: 'real' },
          { id: 'steps', title: 'coarse' },
          { id: 'frozen', title: 'frozen' },
          { id: 'instant', title: 'at' },
        ]}
        chosen={kind}
        onChoose={(to) => set(to === 'instant' ? '2026-01-01T00:00:00Z' : to === 'steps' ? { resolution: '1ms' } : to)}
      />
      {kind === 'steps' && (
        <Field data label="Steps of the clock" value={fieldText(steps)} onChange={(to) => set({ resolution: to })} />
      )}
      {kind === 'instant' && <Field data label="Instant of the clock" value={fieldText(value)} onChange={set} />}
    </FormRow>
  );
}

function Random({ document }: FormProps): JSX.Element {
  const value = valueAt(document.text, ['random']) ?? 'real';
  const seed = valueAt(document.text, ['random', 'seed']);
  const set = (to: unknown): void => document.change(withValue(document.text, ['random'], to), 'random');
  return (
    <FormRow label="Random numbers">
      <Choice
        label="Random numbers"
        options={[
          { id: 'real', title: 'real' },
          { id: 'seeded', title: 'seeded' },
        ]}
        chosen={value === 'real' ? 'real' : 'seeded'}
        onChoose={(to) => set(to === 'real' ? 'real' : { seed: 1 })}
      />
      {value !== 'real' && <Field data label="Seed" value={fieldText(seed)} onChange={(to) => set({ seed: numberOr(to) })} />}
    </FormRow>
  );
}

const LIMITS = [
  { name: 'wallTime', label: 'Time', placeholder: '30s', number: false },
  { name: 'cpuTime', label: 'Processor time', placeholder: 'not counted', number: false },
  { name: 'sleep', label: 'Sleep', placeholder: 'not counted', number: false },
  { name: 'fuel', label: 'Fuel', placeholder: 'not counted', number: true },
  { name: 'output', label: 'Output', placeholder: '16MiB', number: false },
  { name: 'input', label: 'Input', placeholder: 'not counted', number: false },
  { name: 'openFiles', label: 'Open files', placeholder: '64', number: true },
  { name: 'hostCalls', label: 'Host calls', placeholder: '100000000', number: true },
  { name: 'hostCallRate', label: 'Host calls a second', placeholder: 'not counted', number: true },
  { name: 'denials', label: 'Different denials', placeholder: '10000', number: true },
  { name: 'tableElements', label: 'Table elements', placeholder: '1000000', number: true },
  { name: 'stack', label: 'Stack', placeholder: '5MiB where recorded', number: false },
] as const;

function Limits({ document }: FormProps): JSX.Element {
  const memory = valueAt(document.text, ['limits', 'memory']);
  const most = typeof memory === 'string' ? memory : valueAt(document.text, ['limits', 'memory', 'most']);
  const stops = valueAt(document.text, ['limits', 'memory', 'onExceed']) === 'stop';
  const set = (name: string, value: unknown): void =>
    document.change(withValue(document.text, ['limits', name], value), `limit ${name}`);
  const setMemory = (size: string, stop: boolean): void => {
    const given = size === '' && !stop ? undefined : stop ? { most: size === '' ? '256MiB' : size, onExceed: 'stop' } : size;
    set('memory', given);
  };
  const size = typeof most === 'string' ? most : '';
  return (
    <>
      <FormRow label="Memory">
        <Field data label="Most memory" placeholder="256MiB" value={size} onChange={(to) => setMemory(to, stops)} />
        <Choice
          label="Past the memory limit"
          options={[
            { id: 'fail', title: 'fails' },
            { id: 'stop', title: 'stops' },
          ]}
          chosen={stops ? 'stop' : 'fail'}
          onChoose={(to) => setMemory(size, to === 'stop')}
        />
      </FormRow>
      {LIMITS.map((limit) => {
        const value = valueAt(document.text, ['limits', limit.name]);
        return (
          <FormRow key={limit.name} label={limit.label}>
            <Field
              data
              label={limit.label}
              placeholder={limit.placeholder}
              value={fieldText(value)}
              onChange={(to) => set(limit.name, to === '' ? undefined : limit.number ? numberOr(to) : to)}
            />
          </FormRow>
        );
      })}
    </>
  );
}

/** A number where the text is one; else the text itself, so that the finding names what was typed. */
function numberOr(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
