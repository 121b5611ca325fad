// What was granted, denied and used up, and what people did: the audit log in lanes over wall-clock time and as a list by run.
import { useCallback, useEffect, useMemo, useRef, type JSX } from 'react';
import { useStore } from 'zustand';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { countText } from '../../ui/quantities.ts';
import type { RowsHandle } from '../../ui/rows.tsx';
import { Broken, Busy, Empty } from '../../ui/states.tsx';
import { describeFailure } from '../../ui/view-boundary.tsx';
import { AuditFilter } from './audit-filter.tsx';
import { AuditLanes } from './audit-lanes.tsx';
import { AuditTable } from './audit-table.tsx';
import { goToCall } from './go-to.ts';
import { listPlaces } from './list-places.ts';
import { useAuditJob } from './use-audit-job.ts';
import { useAuditList, type ShownList } from './use-audit-list.ts';
import { useRunOfEntry, useSelectedEntry } from './use-selected-entry.ts';
import { VerifyBar } from './verify-bar.tsx';
import './audit-screen.css';

export function AuditMain(): JSX.Element {
  const { client, auditView } = useWorkspace();
  const { shown, failure, version, again, want } = useAuditList();
  useEffect(() => {
    // What was found while another window, or nobody, was looking.
    void client.call('audit.overview', { buckets: 1 }).then(
      ({ verified }) => verified !== null && auditView.setState(({ report }) => ({ report: report ?? verified })),
      () => undefined,
    );
  }, [client, auditView]);
  if (shown === null) {
    if (failure === null) return <Busy title="Reading the audit log" />;
    return <Broken title="The audit log cannot be read" {...describeFailure(failure)} onRetry={again} />;
  }
  return <LoadedLog shown={shown} failure={failure} version={version} again={again} want={want} />;
}

interface LoadedLogProps {
  readonly shown: ShownList;
  readonly failure: unknown;
  readonly version: number;
  readonly again: () => void;
  readonly want: (from: number, to: number) => void;
}

function LoadedLog({ shown, failure, version, again, want }: LoadedLogProps): JSX.Element {
  const workspace = useWorkspace();
  const { auditView, place } = workspace;
  const { list, lines } = shown;
  const unfolded = useStore(auditView, (state) => state.unfolded);
  const job = useAuditJob();
  const table = useRef<RowsHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const selected = useSelectedEntry(list.all);
  useRunOfEntry(selected);
  const places = useMemo(() => listPlaces(list.groups, lines.where !== '', unfolded), [list, lines, unfolded]);
  const select = useCallback((seq: number) => place.getState().move({ selection: { kind: 'entry', seq } }), [place]);
  const clear = useCallback(() => {
    auditView.setState({ where: '' });
    table.current?.focus();
  }, [auditView]);
  const next = useCallback(
    async (backwards: boolean) => {
      const seq = await nextDenial(workspace, lines.where, selected, backwards);
      if (seq !== null) select(seq);
      else workspace.announcements.getState().say(backwards ? 'No earlier denial.' : 'No later denial.');
    },
    [workspace, lines, selected, select],
  );
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'audit.filter',
        title: 'Filter the entries',
        group: 'Audit',
        icon: 'search',
        keys: ['/'],
        run: () => field.current?.focus(),
      },
      { id: 'audit.next', title: 'Next denial', group: 'Audit', icon: 'denied', keys: [']'], run: () => void next(false) },
      { id: 'audit.previous', title: 'Previous denial', group: 'Audit', icon: 'denied', keys: ['['], run: () => void next(true) },
      {
        id: 'audit.go',
        title: 'Go to the call in Trace',
        group: 'Audit',
        icon: 'trace',
        keys: ['G'],
        when: () => selected !== null,
        run: () => void goToCall(workspace, selected ?? 0),
      },
    ],
    [workspace, next, selected],
  );
  useCommands(commands);
  if (list.all === 0) return <NoEntries />;
  return (
    <>
      <VerifyBar job={job} all={list.all} where={lines.where} matching={list.matching} onVerified={again} />
      <AuditLanes list={list} where={lines.where} selected={selected} onSelect={select} />
      <AuditFilter
        field={field}
        matching={list.matching}
        all={list.all}
        answered={lines.where}
        failure={failure === null ? null : describeFailure(failure).message}
        onDone={() => table.current?.focus()}
      />
      {list.matching === 0 ? (
        <Empty icon="search" title={`0 of ${countText(list.all, 'entry', 'entries')}`} why="No entry matches this filter.">
          <Button keys="Esc" onPress={clear}>
            Clear the filter
          </Button>
        </Empty>
      ) : (
        <AuditTable
          handle={table}
          places={places}
          lines={lines}
          version={version}
          selected={selected}
          onWant={want}
          onSelect={select}
        />
      )}
    </>
  );
}

function NoEntries(): JSX.Element {
  const { place } = useWorkspace();
  return (
    <Empty
      icon="audit"
      title="Nothing was audited yet"
      why="What runs are granted and denied is kept here with a chain of hashes, beside what people did. Choose a module and run it with F5."
    >
      <Button kind="primary" keys="Ctrl+1" onPress={() => place.getState().go({ screen: 'modules' })}>
        Choose a module
      </Button>
    </Empty>
  );
}

/** Among the denials that the filter leaves, in the order of the log. */
async function nextDenial(
  { client }: ReturnType<typeof useWorkspace>,
  where: string,
  from: number | null,
  backwards: boolean,
): Promise<number | null> {
  const beyond = from === null ? '' : backwards ? ` seq:<${from}` : ` seq:>${from}`;
  const denials = `lane:denials${beyond}${where === '' ? '' : ` (${where})`}`;
  const { matching } = await client.call('audit.list', { where: denials });
  const { lines } = await client.call('audit.lines', {
    where: denials,
    from: backwards ? Math.max(0, matching - 1) : 0,
    count: 1,
  });
  return lines[0]?.seq ?? null;
}
