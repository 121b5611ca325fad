// Whether the log is what it was: what verifying found last, verifying it anew, and taking it out as a file.
import { useEffect, useMemo, useState, type JSX, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { AuditVerify } from '../../../app/contract/audit-schemas.ts';
import { clockText } from '../../charts/wall-clock.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { countText, thousands } from '../../ui/quantities.ts';
import { Busy } from '../../ui/states.tsx';
import type { AuditJob, ExportChoice } from './use-audit-job.ts';

export interface VerifyBarProps {
  readonly job: AuditJob;
  /** Entries of the log by now. */
  readonly all: number;
  /** The filter that is set, and how many entries match it: what an export takes. */
  readonly where: string;
  readonly matching: number;
  readonly onVerified: () => void;
}

export function VerifyBar({ job, all, where, matching, onVerified }: VerifyBarProps): JSX.Element {
  const { auditView } = useWorkspace();
  const report = useStore(auditView, (state) => state.report);
  const [choosing, setChoosing] = useState(false);
  const { under, failure, verify, cancel } = job;
  const isBusy = under !== null;
  useEffect(onVerified, [onVerified, report]);
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'audit.verify',
        title: 'Verify the audit log',
        group: 'Audit',
        icon: 'ok',
        keys: ['V'],
        when: () => !isBusy,
        run: verify,
      },
      {
        id: 'audit.export',
        title: 'Export the audit log…',
        group: 'Audit',
        icon: 'save',
        keys: ['X'],
        when: () => !isBusy,
        run: () => setChoosing(true),
      },
      { id: 'audit.cancel', title: 'Cancel', group: 'Audit', keys: ['Esc'], when: () => isBusy, run: cancel },
    ],
    [isBusy, verify, cancel],
  );
  useCommands(commands);
  return (
    <>
      <div className="tool-bar verify-bar">
        <Verdict report={report} all={all} />
        <span className="space" />
        {failure !== null && (
          <span className="ink-2 cut" role="alert" title={failure}>
            {failure}
          </span>
        )}
        <Button keys="V" disabled={isBusy} onPress={verify}>
          {report === null ? 'Verify' : 'Verify again'}
        </Button>
        <Button icon="save" keys="X" disabled={isBusy} onPress={() => setChoosing(!choosing)}>
          Export…
        </Button>
        {choosing && (
          <ExportMenu
            what={
              where === ''
                ? `all ${countText(all, 'entry', 'entries')}`
                : `the ${countText(matching, 'entry', 'entries')} that match the filter`
            }
            onClose={() => setChoosing(false)}
            onChoose={(choice) => job.take(choice, where)}
          />
        )}
      </div>
      {under !== null && <Busy title={under.title} says={under.says} share={under.share} onCancel={cancel} />}
      {report !== null && report.findings.length > 0 && <Findings report={report} />}
    </>
  );
}

function Verdict({ report, all }: { readonly report: AuditVerify | null; readonly all: number }): JSX.Element {
  if (report === null) {
    return (
      <>
        <span className="verdict">
          <Icon name="not-yet" size={14} />
          Not verified yet
        </span>
        <span className="ink-2">{countText(all, 'entry', 'entries')}</span>
      </>
    );
  }
  const broken = report.findings[0];
  const newer = Math.max(0, all - report.entries);
  return (
    <>
      <span className={`verdict ${broken === undefined ? '' : 'broken-chain'}`}>
        <Icon name={broken === undefined ? 'ok' : 'warning'} size={14} />
        {broken === undefined ? 'Chain verified' : broken.seq === null ? 'Log broken' : `Chain broken at entry ${broken.seq}`}
      </span>
      <span className="ink-2 cut">
        {countText(report.entries, 'entry', 'entries')}, {thousands(String(report.signed)).join('\u202f')} signed,{' '}
        {clockText(report.at).slice(0, 8)}
        {newer > 0 && `; ${newer} ${broken === undefined ? 'newer' : 'from there on'} not verified`}
      </span>
    </>
  );
}

const MOST_FINDINGS = 5;

function Findings({ report }: { readonly report: AuditVerify }): JSX.Element {
  const { place } = useWorkspace();
  return (
    <ul className="findings" aria-label="What verifying found">
      {report.findings.slice(0, MOST_FINDINGS).map(({ tampering, seq, message }) => (
        <li key={`${tampering} ${message}`}>
          <Icon name="warning" size={14} />
          <span className="strong">{tampering}</span>
          <span className="finding-says">{message}</span>
          {seq !== null && (
            <Button kind="quiet" onPress={() => place.getState().move({ selection: { kind: 'entry', seq } })}>
              Show entry {seq}
            </Button>
          )}
        </li>
      ))}
      {report.findings.length > MOST_FINDINGS && <li>and {report.findings.length - MOST_FINDINGS} more</li>}
    </ul>
  );
}

const EXPORTS: readonly (ExportChoice & { readonly says: string })[] = [
  {
    form: 'chain',
    title: 'With its chain',
    says: 'JSON lines with hashes and checkpoints, verified without this app',
    file: 'audit-chain.jsonl',
  },
  { form: 'html', title: 'Readable page', says: 'HTML, to be read and printed', file: 'audit.html' },
  { form: 'jsonl', title: 'JSON lines', says: 'the entries as they are hashed', file: 'audit.jsonl' },
  { form: 'csv', title: 'CSV', says: 'for a spreadsheet', file: 'audit.csv' },
  { form: 'ocsf', title: 'OCSF', says: 'events of the Open Cybersecurity Schema Framework', file: 'audit-ocsf.jsonl' },
  { form: 'otlp', title: 'OTLP', says: 'OpenTelemetry log records', file: 'audit-otlp.jsonl' },
];

interface ExportMenuProps {
  readonly what: string;
  readonly onClose: () => void;
  readonly onChoose: (choice: ExportChoice) => void;
}

function ExportMenu({ what, onClose, onChoose }: ExportMenuProps): JSX.Element {
  const step = (event: KeyboardEvent<HTMLDivElement>): void => {
    const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') onClose();
    else if (way === 0) return;
    else {
      const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
      const at = items.indexOf(document.activeElement as HTMLElement);
      items[(at + way + items.length) % items.length]?.focus();
    }
    event.preventDefault();
  };
  return (
    <div
      className="export-menu"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <p className="export-what small ink-2">{what}</p>
      <div role="menu" aria-label={`Export ${what}`} tabIndex={-1} ref={focusFirst} onKeyDown={step}>
        {EXPORTS.map((choice) => (
          <button
            key={choice.form}
            type="button"
            role="menuitem"
            className="export-choice"
            onClick={() => {
              onClose();
              onChoose(choice);
            }}
          >
            <span>{choice.title}</span>
            <span className="ink-2 small">{choice.says}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

function focusFirst(element: HTMLElement | null): void {
  element?.querySelector('button')?.focus();
}
