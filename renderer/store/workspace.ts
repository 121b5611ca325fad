// What the user can do, joined with what is known: every command of the window ends here, and here alone the engine is called
// for more than reading rows. One for each connection; layout and place outlive it.
import type { Client } from '../../app/contract/connect.ts';
import type { CommandOutput } from '../../app/contract/contract.ts';
import type { CallDetails, ModuleSummary, RunSummary } from '../../app/contract/schemas.ts';
import { isolationSentence } from './isolation-words.ts';
import { Asking } from './asking.ts';
import { Hover } from './hover.ts';
import { createAuditViewStore, type AuditViewStore } from './audit-view.ts';
import { createAnnouncementStore, type AnnouncementStore } from './announcements.ts';
import { bringSession, openedKind, readModuleFile } from './opened-file.ts';
import type { LayoutStore } from './layout.ts';
import type { PlaceStore } from './place.ts';
import { CallRows } from './rows.ts';
import { RunOutput } from './output.ts';
import { createBreakpointStore, type BreakpointStore } from './breakpoints.ts';
import { Stepping, type StepGoal } from './stepping.ts';
import { askingSentence, standingSentence } from '../ui/standing.ts';
import { createSessionStore, withRun, type Notice, type SessionStore } from './session.ts';
import { filterWithin, type TimeRange } from './time-range.ts';
import { createTimelineStore, rangeOf, type TimelineStore } from './timeline.ts';
import { createTraceWindowStore, type TraceWindowStore } from './trace-window.ts';

export class Workspace {
  readonly client: Client;
  readonly layout: LayoutStore;
  readonly place: PlaceStore;
  readonly session: SessionStore = createSessionStore();
  readonly announcements: AnnouncementStore = createAnnouncementStore();
  readonly breakpoints: BreakpointStore = createBreakpointStore(localStorage);
  readonly stepping: Stepping;
  readonly asking: Asking;
  readonly traceWindow: TraceWindowStore = createTraceWindowStore();
  readonly timeline: TimelineStore = createTimelineStore();
  readonly hover = new Hover();
  readonly auditView: AuditViewStore = createAuditViewStore();
  /** Gives the engine what was typed and is not with it yet; a run waits for that. */
  readonly unkept = new Set<() => Promise<void>>();
  readonly #abort = new AbortController();
  readonly #watched = new Set<string>();
  readonly #details = new Map<string, Promise<CallDetails>>();
  #output: RunOutput | null = null;
  /** Set while a file or sample is being opened. */
  #opening: Promise<void> | null = null;
  #openingAbort: AbortController | null = null;

  constructor(client: Client, layout: LayoutStore, place: PlaceStore) {
    this.client = client;
    this.layout = layout;
    this.place = place;
    this.stepping = new Stepping({
      client,
      place,
      breakpoints: this.breakpoints,
      runs: () => this.session.getState().runs,
      heard: (run) => this.#heard(run),
      start: (goal) => this.startRun(goal),
      attempt: (failed, work) => this.#attempt(null, failed, work),
    });
    this.asking = new Asking({
      client,
      heard: (run) => this.#heard(run),
      notify: (notice) => this.#notify(notice),
      attempt: (failed, work) => this.#attempt(null, failed, work),
    });
  }

  /** Asks for everything once, then follows what changes until `close`. */
  async open(): Promise<void> {
    await Promise.all([this.#readFacts(), this.#readModules(), this.#readRuns()]);
    this.session.setState({ loaded: true });
    const { place, move } = this.place.getState();
    const { modules, runs } = this.session.getState();
    const run = runs.find((each) => each.id === place.run) ?? null;
    const module = modules.find((each) => each.id === (place.module ?? run?.module)) ?? modules[0] ?? null;
    move({ module: module?.id ?? null, run: run?.id ?? module?.lastRun?.id ?? null });
    for (const each of runs) if (each.state !== 'ended') this.watch(each.id);
    void this.#followChanges();
  }

  close(): void {
    this.#abort.abort();
    this.#output?.close();
    this.client.close();
  }

  module(id: string | null): ModuleSummary | null {
    return this.session.getState().modules.find((each) => each.id === id) ?? null;
  }

  run(id: string | null): RunSummary | null {
    return this.session.getState().runs.find((each) => each.id === id) ?? null;
  }

  chooseModule(id: string): void {
    const module = this.module(id);
    this.place.getState().go({ module: id, run: module?.lastRun?.id ?? null, selection: null, filter: '' });
  }

  /** Whether a file or sample is being opened: what is asked meanwhile is meant for it. */
  get isOpening(): boolean {
    return this.#opening !== null;
  }

  openFiles(files: readonly File[]): Promise<void> {
    return this.#whileOpening(this.#openEach(files));
  }

  openSample(sample: string): Promise<void> {
    return this.#whileOpening(this.#openOne(sample));
  }

  async #whileOpening(work: Promise<void>): Promise<void> {
    this.#opening = work;
    await work;
    if (this.#opening === work) this.#opening = null;
  }

  async #openEach(files: readonly File[]): Promise<void> {
    for (const file of files) {
      await this.#attempt(`Reading ${file.name}`, `${file.name} was not opened`, async () => {
        if (openedKind(file) === 'session') return this.#openSession(file);
        const bytes = await readModuleFile(file);
        const { module } = await this.client.call('modules.open', { name: file.name.slice(0, 255), bytes });
        return this.#opened(module);
      });
    }
  }

  async #openSession(file: File): Promise<void> {
    const abort = new AbortController();
    this.#openingAbort = abort;
    try {
      const run = await bringSession(this.client, file, abort.signal, (share) => {
        const busy = share < 1 ? `Reading ${file.name}: ${Math.round(share * 100)} %` : `Checking ${file.name}`;
        this.session.setState({ busy });
      });
      // Not the last run of its module: that is of those that ran here.
      this.session.setState(({ runs }) => ({ runs: withRun(runs, run) }));
      this.place.getState().go({ screen: 'trace', module: run.module, run: run.id, selection: null, filter: '' });
      this.announcements.getState().say(`${file.name} is open as run ${run.number}.`);
    } catch (thrown) {
      if (!abort.signal.aborted) throw thrown;
      this.announcements.getState().say(`${file.name} was not opened.`);
    } finally {
      this.#openingAbort = null;
    }
  }

  /** Whether a file is on its way that can be left where it is. */
  get canStopOpening(): boolean {
    return this.#openingAbort !== null;
  }

  stopOpening(): void {
    this.#openingAbort?.abort();
  }

  async #openOne(sample: string): Promise<void> {
    await this.#attempt(`Opening ${sample}`, `${sample} was not opened`, async () => {
      const { module } = await this.client.call('modules.open-sample', { sample });
      await this.#opened(module);
    });
  }

  async removeModule(id: string): Promise<void> {
    await this.#attempt('Removing', 'The module was not removed', async () => {
      await this.client.call('modules.remove', { module: id });
      await this.#readModules();
      if (this.place.getState().place.module === id) {
        const next = this.session.getState().modules[0] ?? null;
        this.place.getState().move({ module: next?.id ?? null, run: next?.lastRun?.id ?? null, selection: null });
      }
    });
  }

  /** Runs the module in view under its manifest, as far as `goal`, and goes to the trace. */
  async startRun(goal: StepGoal = { kind: 'run' }): Promise<void> {
    await this.#opening;
    const module = this.module(this.place.getState().place.module);
    if (module === null || module.kind === 'refused') return;
    await this.#attempt(`Starting ${module.name}`, `${module.name} was not started`, async () => {
      await Promise.all([...this.unkept].map((keep) => keep()));
      const stdin = new TextEncoder().encode(this.session.getState().stdin.get(module.id) ?? '');
      const stepping = this.stepping.first(goal);
      // Who steps wants to stand still anywhere; who only runs should not pay for it.
      const observable = goal.kind !== 'run';
      const { run } = await this.client.call('runs.start', { module: module.id, stdin, stepping, observable });
      this.#heard(run);
      this.place.getState().go({ screen: 'trace', run: run.id, selection: null, filter: '' });
      this.announcements.getState().say(`Run ${run.number} of ${module.name} has started.`);
      this.watch(run.id);
    });
  }

  async stopRun(): Promise<void> {
    const run = this.run(this.place.getState().place.run);
    if (run === null || run.state === 'ended') return;
    await this.#attempt('Stopping', 'The run was not stopped', async () => {
      const answer = await this.client.call('runs.stop', { run: run.id });
      this.#heard(answer.run);
    });
  }

  /** Lets the engine try anew what holds a guest: some seconds, in which the status says so. */
  async testIsolation(): Promise<void> {
    this.session.setState(({ isolation }) => ({ isolation: isolation && { ...isolation, state: 'testing' } }));
    try {
      this.session.setState({ isolation: await this.client.call('isolation.test', {}) });
    } catch (thrown) {
      const failure = messageOf(thrown);
      this.session.setState(({ isolation }) => ({ isolation: isolation && { ...isolation, state: 'failed', failure } }));
    }
    this.announcements.getState().say(isolationSentence(this.session.getState().isolation));
  }

  /** Asks for sizes, tags and notes of the runs. */
  async readKept(): Promise<void> {
    try {
      const { sessions, most } = await this.client.call('sessions.list', {});
      this.session.setState({ kept: new Map(sessions.map((each) => [each.run, each])), mostKept: most });
    } catch (thrown) {
      this.session.setState({ notice: { title: 'The session files were not listed', message: messageOf(thrown) } });
    }
  }

  async annotate(run: string, tags: readonly string[], note: string): Promise<void> {
    await this.#attempt('Writing the note', 'Tags and note were not kept', async () => {
      const { session } = await this.client.call('sessions.annotate', { run, tags: [...tags], note });
      this.session.setState(({ kept }) => ({ kept: new Map(kept).set(run, session) }));
      this.announcements.getState().say('Tags and note are kept in the session file.');
    });
  }

  /** Removes a run and its file for good; `next` is the run in view then. */
  async removeRun(id: string, next: string | null): Promise<void> {
    const number = this.run(id)?.number ?? 0;
    await this.#attempt('Removing', `Run ${number} was not removed`, async () => {
      await this.client.call('sessions.remove', { run: id });
      const { place, move } = this.place.getState();
      if (place.run === id) move({ run: next, module: this.run(next)?.module ?? place.module, selection: null });
      await Promise.all([this.#readModules(), this.#readRuns(), this.readKept()]);
      this.announcements.getState().say(`Run ${number} is removed.`);
    });
  }

  setStdin(module: string, text: string): void {
    this.session.setState((state) => ({ stdin: new Map(state.stdin).set(module, text) }));
  }

  #notify(notice: Notice): void {
    this.session.setState({ notice });
    this.announcements.getState().say(`${notice.title}. ${notice.message}`);
  }

  dismissNotice(): void {
    this.session.setState({ notice: null });
  }

  rows(run: string, where: string, folded: boolean): CallRows {
    return new CallRows(this.client, { run, where, folded });
  }

  /** One output is followed at a time: that of the run in view. */
  output(run: string): RunOutput {
    if (this.#output?.run !== run) {
      this.#output?.close();
      this.#output = new RunOutput(this.client, run);
    }
    return this.#output;
  }

  /** A call in full. Recorded calls never change, so each is asked for once. */
  callDetails(run: string, row: number): Promise<CallDetails> {
    const key = `${run} ${row}`;
    const known = this.#details.get(key);
    if (known !== undefined) return known;
    const asked = this.client.call('trace.call', { run, row });
    this.#details.set(key, asked);
    if (this.#details.size > 500) this.#details.delete(this.#details.keys().next().value ?? '');
    asked.catch(() => this.#details.delete(key));
    return asked;
  }

  async readMarks(run: string): Promise<void> {
    try {
      this.#tookMarks(run, await this.client.call('marks.list', { run }));
    } catch {
      // A run whose recording cannot be read has no marks either; its screen says why.
    }
  }

  /** Marks a call with a note, or takes its mark off for null. */
  async setMark(run: string, row: number, text: string | null): Promise<void> {
    try {
      this.#tookMarks(
        run,
        await (text === null
          ? this.client.call('marks.remove', { run, row })
          : this.client.call('marks.set', { run, row, text })),
      );
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.session.setState({ notice: { title: 'The call was not marked', message } });
    }
  }

  #tookMarks(run: string, { marks }: CommandOutput<'marks.list'>): void {
    this.session.setState((state) => ({ marks: new Map(state.marks).set(run, marks) }));
  }

  /** The next denied or failed call from the selection on, selected. */
  async nextFailure(backwards: boolean): Promise<void> {
    const { place, move } = this.place.getState();
    if (place.run === null) return;
    const from = place.selection?.kind === 'call' ? place.selection.row : backwards ? Number.MAX_SAFE_INTEGER : -1;
    const { row } = await this.client.call('trace.next-failure', {
      run: place.run,
      where: this.#whereNow(place.filter),
      from: Math.min(from, 2 ** 40),
      backwards,
    });
    if (row === null) this.announcements.getState().say(backwards ? 'No earlier denial or error.' : 'No later denial or error.');
    else move({ selection: { kind: 'call', run: place.run, row } });
  }

  /** The next call after `from` that matches, selected. */
  async nextMatch(where: string, from: number): Promise<void> {
    const { place, move } = this.place.getState();
    if (place.run === null) return;
    const { row } = await this.client.call('trace.next-match', {
      run: place.run,
      where: this.#whereNow(where),
      from,
      backwards: false,
    });
    if (row === null) this.announcements.getState().say('No later call is like this.');
    else move({ selection: { kind: 'call', run: place.run, row } });
  }

  /** The range that holds for the run in view. */
  get range(): TimeRange | null {
    const { run, ranges } = this.place.getState().place;
    return rangeOf(this.timeline.getState(), run, ranges);
  }

  /** Tries a range of the run in view out; null ends the trial. */
  preview(range: TimeRange | null): void {
    const { run } = this.place.getState().place;
    const { run: before, view } = this.timeline.getState();
    this.timeline.setState({ run, preview: range, view: before === run ? view : null });
  }

  /** Keeps the range that is being tried out: it becomes a crumb. */
  keepRange(): void {
    const { place, go } = this.place.getState();
    const { run, preview } = this.timeline.getState();
    if (preview === null || run !== place.run) return;
    this.preview(null);
    go({ ranges: [...place.ranges, preview] });
  }

  /** Takes the last range off that holds. */
  dropRange(): void {
    const { place, go } = this.place.getState();
    const { run, preview } = this.timeline.getState();
    if (preview !== null && run === place.run) this.preview(null);
    else if (place.ranges.length > 0) go({ ranges: place.ranges.slice(0, -1) });
  }

  #whereNow(filter: string): string {
    return filterWithin(this.range, filter);
  }

  /** Follows a run until it ends. */
  watch(id: string): void {
    if (this.#watched.has(id)) return;
    this.#watched.add(id);
    void this.#follow(id);
  }

  async #follow(id: string): Promise<void> {
    try {
      for await (const run of this.client.stream('runs.watch', { run: id }, { signal: this.#abort.signal })) this.#heard(run);
    } catch {
      // The connection is gone, which the window says; a new workspace will watch again.
    } finally {
      this.#watched.delete(id);
    }
  }

  #heard(run: RunSummary): void {
    const before = this.run(run.id);
    this.session.setState((state) => ({
      runs: withRun(state.runs, run),
      modules: state.modules.map((each) =>
        each.id === run.module && isNewer(run, each.lastRun) ? { ...each, lastRun: run } : each,
      ),
    }));
    if (run.asking !== null && run.asking.number !== before?.asking?.number) {
      this.announcements.getState().say(askingSentence(run));
    }
    if (run.held !== null && run.held.stop !== before?.held?.stop) {
      this.announcements.getState().say(standingSentence(run));
    }
    if (run.state === 'ended' && before !== null && before.state !== 'ended') {
      const denied = run.denials > 0 ? ` ${run.denials} denied.` : '';
      this.announcements.getState().say(`Run ${run.number} has ended. ${run.sentence ?? ''}${denied}`);
    }
  }

  async #opened(module: ModuleSummary): Promise<void> {
    await this.#readModules();
    this.place
      .getState()
      .go({ screen: 'modules', module: module.id, run: module.lastRun?.id ?? null, selection: null, filter: '' });
    const refused = module.kind === 'refused' ? `is refused: ${module.diagnostics[0]?.message ?? 'no reason given'}` : 'is open';
    this.announcements.getState().say(`${module.name} ${refused}.`);
  }

  async #readFacts(): Promise<void> {
    const [info, isolation] = await Promise.all([this.client.call('app.info', {}), this.client.call('isolation.get', {})]);
    this.session.setState({ info, isolation });
  }

  async #readModules(): Promise<void> {
    const { modules } = await this.client.call('modules.list', {});
    this.session.setState({ modules });
  }

  async #readRuns(): Promise<void> {
    const { runs } = await this.client.call('runs.list', {});
    this.session.setState({ runs: runs.toSorted((left, right) => right.number - left.number) });
    for (const run of runs) if (run.state !== 'ended') this.watch(run.id);
  }

  async #followChanges(): Promise<void> {
    try {
      for await (const changed of this.client.stream('app.changes', {}, { signal: this.#abort.signal })) {
        if (changed.modules) await this.#readModules();
        if (changed.runs) await this.#readRuns();
        if (changed.grants) await this.#readFacts();
      }
    } catch {
      // As above.
    }
  }

  async #attempt(busy: string | null, failed: string, work: () => Promise<void>): Promise<void> {
    this.session.setState({ busy, notice: null });
    try {
      await work();
    } catch (thrown) {
      const message = messageOf(thrown);
      this.session.setState({ notice: { title: failed, message } });
      this.announcements.getState().say(`${failed}: ${message}`);
    } finally {
      this.session.setState({ busy: null });
    }
  }
}

function isNewer(run: RunSummary, last: RunSummary | null): boolean {
  return last === null || run.number >= last.number;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
