// What the policy grants beside what the module declares, can reach and used: a row for each action. Findings stand first and
// are unfolded; the others unfold to the rules, imports and calls behind them.
import { Fragment, useId, useState, type JSX } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import type { ModuleSummary, RunSummary } from '../../../app/contract/schemas.ts';
import { failureText, useAnswer } from '../../store/use-answer.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { callNumber } from '../../ui/call-number.ts';
import { Figure } from '../../ui/figure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { findingText, inOrder, isBlank, pathText, reachWord } from './capability-words.ts';
import type { PolicyDocument } from './document.ts';

type Table = NonNullable<CommandOutput<'policy.capabilities'>['result']>;
type CapabilityRow = Table['rows'][number];

export interface CapabilityViewProps {
  readonly module: ModuleSummary;
  readonly run: RunSummary | null;
  readonly document: PolicyDocument;
  readonly onGo: (row: number) => void;
}

export function CapabilityView({ module, run, document, onGo }: CapabilityViewProps): JSX.Element {
  const { client } = useWorkspace();
  const question = `${module.id} ${run?.id ?? ''} ${run?.state ?? ''}`;
  // Asked again once the engine has judged the texts, not at every letter.
  const { value, failure } = useAnswer(question, document.checked, () =>
    client.call('policy.capabilities', { module: module.id, ...(run === null ? {} : { run: run.id }), ...document.texts }),
  );
  if (failure !== null)
    return <Broken title="The capabilities cannot be told" code="CAPABILITIES" message={failureText(failure)} />;
  if (value === null) return <Busy title="Following the calls of the module" />;
  if (value.result === null)
    return <Empty icon="warning" title="The policy has errors" why="Without them, what it grants is shown here." />;
  return <CapabilityTable table={value.result} isRecorded={run !== null} onGo={onGo} />;
}

interface TableProps {
  readonly table: Table;
  readonly isRecorded: boolean;
  readonly onGo: (row: number) => void;
}

function CapabilityTable({ table, isRecorded, onGo }: TableProps): JSX.Element {
  const rows = inOrder(table.rows.filter((row) => !isBlank(row)));
  const findings = rows.filter(({ flag }) => flag !== 'none').length;
  return (
    <>
      <PaneHead title="Findings" facts={findings} />
      {!table.complete && (
        <p className="nothing ink-2 small">The module is too long to be walked to its end: more may be reachable.</p>
      )}
      <table className="capabilities">
        <caption className="unseen">For each action what the policy grants, the module declares, can reach and used</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Granted</th>
            <th scope="col">Declared</th>
            <th scope="col">Reachable</th>
            <th scope="col">Used</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <CapabilityRows key={row.action} row={row} isRecorded={isRecorded} complete={table.complete} onGo={onGo} />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps extends Pick<TableProps, 'isRecorded' | 'onGo'> {
  readonly row: CapabilityRow;
  readonly complete: boolean;
}

function CapabilityRows({ row, isRecorded, complete, onGo }: RowProps): JSX.Element {
  const details = useId();
  const [turned, setTurned] = useState(false);
  const isOpen = turned !== (row.flag !== 'none');
  const { action, family, grantedBy, declaredBy, used, denied } = row;
  return (
    <Fragment>
      <tr className={row.flag === 'none' ? '' : 'capability-found'}>
        <th scope="row">
          <button
            type="button"
            className="capability"
            aria-expanded={isOpen}
            aria-controls={isOpen ? details : undefined}
            onClick={() => setTurned(!turned)}
          >
            <Icon name={family} size={14} className={`of-${family}`} />
            <span className="data">{action}</span>
          </button>
        </th>
        <td>{grantedBy.length > 0 ? 'yes' : 'no'}</td>
        <td>{declaredBy.length > 0 ? 'yes' : 'no'}</td>
        <td>{reachWord(row, complete)}</td>
        <td className="data">{isRecorded ? <Figure value={used.calls + denied.calls} /> : '–'}</td>
      </tr>
      {isOpen && (
        <tr id={details}>
          <td colSpan={5} className="capability-details">
            <Details row={row} onGo={onGo} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Details({ row, onGo }: Pick<RowProps, 'row' | 'onGo'>): JSX.Element {
  const { grantedBy, declaredBy, path, used, denied } = row;
  const finding = findingText(row);
  return (
    <>
      {finding !== '' && (
        <p className="strong">
          <Icon name={row.flag === 'denied-use' ? 'denied' : 'warning'} size={14} /> {finding}
        </p>
      )}
      {grantedBy.map(({ rule, text }) => (
        <p key={rule} className="ink-2 small">
          Rule {rule}: {text}
        </p>
      ))}
      {declaredBy.length > 0 && (
        <p className="ink-2 small">
          Imports:{' '}
          <span className="data">
            {declaredBy.map(({ name, reach }) => (reach === 'unreached' ? `${name} (never called)` : name)).join(', ')}
          </span>
        </p>
      )}
      {path !== null && (
        <p className="ink-2 small">
          Shortest call path: <span className="data">{pathText(path)}</span>
        </p>
      )}
      <Use label="Would be let through" use={used} onGo={onGo} />
      <Use label="Would be denied" use={denied} onGo={onGo} />
    </>
  );
}

interface UseProps {
  readonly label: string;
  readonly use: CapabilityRow['used'];
  readonly onGo: (row: number) => void;
}

function Use({ label, use, onGo }: UseProps): JSX.Element | null {
  const { calls, row } = use;
  if (row === null) return null;
  return (
    <p className="ink-2 small">
      {label}: <Figure value={calls} /> {calls === 1 ? 'call' : 'calls'}, first
      <button type="button" className="evidence-row data" title="Show in Trace" onClick={() => onGo(row)}>
        #<Figure value={callNumber(row)} />
      </button>
    </p>
  );
}
