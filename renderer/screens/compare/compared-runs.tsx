// The answer of a comparison: the difference in hand, both sides line by line, and below them measures, headers and functions.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type JSX, type ReactNode } from 'react';
import type { CommandOutput } from '../../../app/contract/contract.ts';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { InTurn } from '../../store/in-turn.ts';
import { useWorkspace } from '../../store/use-workspace.ts';
import { Button } from '../../ui/button.tsx';
import { callNumber } from '../../ui/call-number.ts';
import { Check } from '../../ui/field.tsx';
import { countText } from '../../ui/quantities.ts';
import { Rows, type RowColumn, type RowsHandle } from '../../ui/rows.tsx';
import { Split } from '../../ui/split.tsx';
import { ComparedFigures } from './compared-figures.tsx';
import { DifferenceLines } from './difference-lines.ts';
import { lineSentence, signOf, type DifferenceLine } from './difference-words.ts';

export interface ComparedRunsProps {
  readonly a: RunSummary;
  readonly b: RunSummary;
  readonly summary: CommandOutput<'compare.summary'>;
}

export function ComparedRuns({ a, b, summary }: ComparedRunsProps): JSX.Element {
  const { client, place, announcements } = useWorkspace();
  const lines = useMemo(() => new DifferenceLines(client, { a: a.id, b: b.id }), [client, a.id, b.id]);
  const version = useSyncExternalStore(lines.subscribe, lines.version);
  const [active, setActive] = useState(summary.firstDifference ?? 0);
  const [greys, setGreys] = useState(true);
  const rows = useRef<RowsHandle>(null);
  useEffect(() => {
    // After the list has measured itself.
    const frame = requestAnimationFrame(() => rows.current?.reveal(summary.firstDifference ?? 0, true));
    return () => cancelAnimationFrame(frame);
  }, [summary.firstDifference]);
  const here = useRef(active);
  const go = useCallback((line: number): void => {
    here.current = line;
    setActive(line);
  }, []);
  const turns = useMemo(() => new InTurn(), []);
  const next = useCallback(
    (backwards: boolean): void =>
      turns.run(async () => {
        const { line } = await client.call('compare.next-difference', { a: a.id, b: b.id, from: here.current, backwards });
        if (line === null) return announcements.getState().say(backwards ? 'No earlier difference.' : 'No later difference.');
        go(line);
        rows.current?.reveal(line, true);
      }),
    [client, announcements, a.id, b.id, turns, go],
  );
  const inTrace = useCallback((): void => {
    const line = lines.at(active);
    if (line === null) return;
    const [run, row] = line.rowB >= 0 ? [b, line.rowB] : [a, line.rowA];
    place
      .getState()
      .go({ screen: 'trace', run: run.id, module: run.module, filter: '', selection: { kind: 'call', run: run.id, row } });
  }, [lines, active, a, b, place]);
  const commands = useMemo(
    (): readonly Command[] => [
      { id: 'compare.next', title: 'Next difference', group: 'Sessions', keys: ['N'], run: () => next(false) },
      { id: 'compare.previous', title: 'Previous difference', group: 'Sessions', keys: ['Shift+N'], run: () => next(true) },
      { id: 'compare.trace', title: 'Show this call in Trace', group: 'Sessions', keys: [], run: inTrace },
    ],
    [next, inTrace],
  );
  useCommands(commands);
  // `version` stands for what the pages hold.
  const cells = useCallback((index: number) => (version < 0 ? null : cellsOf(lines.at(index))), [lines, version]);
  const rowClass = useCallback(
    (index: number): string => {
      const line = version < 0 ? null : lines.at(index);
      return line === null ? '' : classOf(line, greys);
    },
    [lines, version, greys],
  );
  const list = (
    <div className="compare-list">
      <section className="difference-head" aria-label="Difference">
        <h2>{titleOf(summary, active, lines.at(active))}</h2>
        <span className="cut ink-2">{sentenceOf(lines.at(active))}</span>
        <span className="space" />
        <Check label="Grey what is chance" on={greys} onChange={setGreys} />
        <Button keys="N" disabled={summary.differences === 0} onPress={() => next(false)}>
          Next
        </Button>
        <Button icon="go" disabled={summary.lines === 0} onPress={inTrace}>
          In Trace
        </Button>
      </section>
      <Rows
        label="Both runs, line by line"
        columns={columnsFor(a, b)}
        count={summary.lines}
        cells={cells}
        rowClass={rowClass}
        active={active}
        onActivate={go}
        onOpen={inTrace}
        onView={lines.want}
        handle={rows}
      />
    </div>
  );
  return (
    <Split
      id="compare"
      direction="column"
      panes={[
        { id: 'lines', content: list, least: 120 },
        { id: 'figures', content: <ComparedFigures a={a} b={b} summary={summary} />, size: 280, least: 80 },
      ]}
    />
  );
}

function columnsFor(a: RunSummary, b: RunSummary): readonly RowColumn[] {
  const side = (letter: string, run: RunSummary): readonly RowColumn[] => [
    { id: `call${letter}`, title: letter, label: `Call in ${letter}`, right: true, width: '76px' },
    { id: `name${letter}`, title: `run ${run.number}`, width: 'minmax(80px, 1fr)' },
    { id: `arguments${letter}`, title: 'Arguments', width: 'minmax(60px, 1.2fr)' },
    { id: `result${letter}`, title: 'Result', width: 'minmax(56px, 0.7fr)' },
  ];
  return [...side('A', a), { id: 'sign', title: <span className="unseen">Difference</span>, width: '32px' }, ...side('B', b)];
}

function cellsOf(line: DifferenceLine | null): readonly ReactNode[] | null {
  if (line === null) return null;
  const sign = signOf(line);
  return [
    ...sideCells('A', line.rowA, line.name, line.argumentsA, line.resultA),
    <span key="sign" className="strong" title={lineSentence(line)}>
      {sign}
      {sign !== '' && <span className="unseen">{lineSentence(line)}</span>}
    </span>,
    ...sideCells('B', line.rowB, line.name, line.argumentsB, line.resultB),
  ];
}

function sideCells(side: string, row: number, name: string, words: string, result: string): readonly ReactNode[] {
  if (row < 0)
    return [
      <span key={side} className="unseen">
        no such call
      </span>,
      '',
      '',
      '',
    ];
  const text = (key: string, value: string, ink: string): JSX.Element => (
    <span key={key} className={`data ${ink}`} title={value}>
      {value}
    </span>
  );
  const number = <span className="data ink-2">{callNumber(row)}</span>;
  return [number, text('name', name, ''), text('words', words, 'ink-2'), text('result', result, '')];
}

function classOf(line: DifferenceLine, greys: boolean): string {
  const sign = signOf(line);
  if (sign === '+') return 'differs only-b';
  if (sign === '−') return 'differs only-a';
  if (sign === '≈') return greys ? 'by-chance' : 'differs';
  return sign === '≠' ? 'differs' : '';
}

function titleOf(summary: ComparedRunsProps['summary'], active: number, line: DifferenceLine | null): string {
  if (summary.differences === 0) return 'Nothing differs but chance';
  const first = active === summary.firstDifference ? 'First of ' : '';
  const at = line === null ? '' : `, at call #${callNumber(line.rowB >= 0 ? line.rowB : line.rowA)}`;
  return `${first}${countText(summary.differences, 'difference')}${at}`;
}

function sentenceOf(line: DifferenceLine | null): string {
  return line === null ? '' : lineSentence(line);
}
