// Puts the services together over one Platform and binds them to the contract. Both hosts make one App and give it channels.
import type { CedarOracle, Disposer, GuestPool, Platform } from '../../sandbox-core/index.ts';
import { messageOf } from '../../sandbox-core/index.ts';
import type { Channel } from '../contract/channel.ts';
import type { auditCommands } from '../contract/audit-timeline-schemas.ts';
import type { AppInfo } from '../contract/schemas.ts';
import { serve, type CommandHandlers, type Handlers, type StreamHandlers } from '../contract/serve.ts';
import { Audit } from './audit.ts';
import { exportedEntries } from './audit-export.ts';
import { AuditTimeline } from './audit-timeline.ts';
import { changes } from './changes.ts';
import { Comparisons } from './comparisons.ts';
import type { Grants } from './grants.ts';
import { layersInShort, type Isolation } from './isolation.ts';
import { LookingBack } from './looking-back.ts';
import { Manifests } from './manifests.ts';
import { Marks } from './marks.ts';
import { Modules } from './modules.ts';
import { Policies, textsOf } from './policies.ts';
import { PolicyAnswers } from './policy-answers.ts';
import { PolicyCapabilities } from './policy-capabilities.ts';
import { PolicyStore } from './policy-store.ts';
import { PolicyVersions } from './policy-versions.ts';
import { Questions } from './questions.ts';
import { Rebuilt } from './rebuilt.ts';
import { Recordings } from './recordings.ts';
import { RecordedRequests } from './recorded-requests.ts';
import { Runs } from './runs.ts';
import type { SampleSource } from './samples.ts';
import { Sessions } from './sessions.ts';
import { SessionFiles } from './session-files.ts';
import type { SessionsFolder } from './sessions-folder.ts';
import { Stepping } from './stepping.ts';
import { Trace } from './trace.ts';
import type { WatAssembler } from './wat.ts';

export interface AppOptions {
  readonly platform: Platform;
  readonly host: AppInfo['host'];
  readonly version: string;
  /** What runs the guests, for people: `V8 14.6 (Node 26.10)`. */
  readonly engine: string;
  readonly samples: readonly SampleSource[];
  readonly grants: Grants;
  readonly guests: GuestPool;
  readonly sessions: SessionsFolder;
  readonly isolation: Isolation;
  readonly assemble: WatAssembler;
  /** Path of the audit log. */
  readonly audit: string;
  /** Path of the file that keeps policies. */
  readonly policies: string;
  /** Closed with the app. */
  readonly cedar: CedarOracle;
}

export interface App {
  /** Answers a page until its channel closes. */
  serve(channel: Channel): Disposer;
  /** Opens a module or a session file, by its name, that a person chose outside of the page. */
  open(name: string, bytes: Uint8Array): Promise<void>;
  /** Stops all runs, closes all recordings, ends all guest processes. */
  close(): Promise<void>;
}

interface Services {
  readonly modules: Modules;
  readonly manifests: Manifests;
  readonly policies: Policies;
  readonly versions: PolicyVersions;
  readonly recorded: RecordedRequests;
  readonly answers: PolicyAnswers;
  readonly capabilities: PolicyCapabilities;
  readonly runs: Runs;
  readonly stepping: Stepping;
  readonly questions: Questions;
  readonly lookingBack: LookingBack;
  readonly trace: Trace;
  readonly comparisons: Comparisons;
  readonly rebuilt: Rebuilt;
  readonly sessions: Sessions;
  readonly sessionFiles: SessionFiles;
  readonly marks: Marks;
  readonly audit: Audit;
  readonly auditTimeline: AuditTimeline;
}

export function createApp(options: AppOptions): App {
  const { platform, guests, grants, version, isolation } = options;
  const audit = new Audit({ platform, path: options.audit, version, isolation });
  audit.watch(grants);
  const recordings = new Recordings(platform, options.sessions);
  const modules: Modules = new Modules({
    platform,
    samples: options.samples,
    assemble: options.assemble,
    lastRunOf: (module) => runs.lastOf(module),
  });
  const store = new PolicyStore({ platform, path: options.policies });
  const manifests = new Manifests({ platform, store, suggestionFor: (module) => modules.find(module).sample?.manifest });
  const runs: Runs = new Runs({
    platform,
    guests,
    grants,
    recordings,
    audit,
    moduleOf: (id) => modules.find(id),
    admission: (id, limits) => modules.admission(modules.find(id), limits),
  });
  const policies = new Policies(options.cedar);
  const versions = new PolicyVersions(platform, store);
  const recorded = new RecordedRequests({ platform, recordingOf: (run) => recordings.of(run) });
  const answers = new PolicyAnswers({ platform, policies, recorded });
  const capabilities = new PolicyCapabilities({ policies, recorded, moduleOf: (id) => modules.find(id) });
  const marks = new Marks({ platform, recordings });
  runs.changed.listen(() => marks.flush());
  const trace = new Trace({ platform, recordingOf: (run) => recordings.of(run), markedIn: (run) => marks.rowsOf(run) });
  const comparisons = new Comparisons({ platform, recordingOf: (run) => recordings.of(run) });
  const rebuilt = new Rebuilt({ platform, recordingOf: (run) => recordings.of(run) });
  const sessions = new Sessions({ platform, recordings, runs });
  const sessionFiles = new SessionFiles({
    platform,
    folder: options.sessions,
    recordings,
    runs,
    audit,
    moduleBytes: (digest) => modules.bytesOf(digest),
  });
  const stepping = new Stepping({ runOf: (run) => runs.liveOf(run), recordingOf: (run) => recordings.of(run) });
  const questions = new Questions({ platform, askingOf: (run) => runs.askingOf(run) });
  const lookingBack = new LookingBack({
    platform,
    guests,
    openRecording: (run) => recordings.openOwn(run),
    moduleBytes: (digest) => modules.bytesOf(digest),
  });
  const auditTimeline = new AuditTimeline({
    platform,
    openReader: () => audit.openReader(),
    checkpoint: () => audit.checkpoint(),
    numberOf: (run) => runs.numberOf(run),
  });
  const services = {
    modules,
    manifests,
    policies,
    versions,
    recorded,
    answers,
    capabilities,
    runs,
    stepping,
    questions,
    lookingBack,
    trace,
    comparisons,
    rebuilt,
    sessions,
    sessionFiles,
    marks,
    audit,
    auditTimeline,
  };
  const handlers = handlersOf(options, services);

  return {
    serve: (channel) => serve(channel, handlers, serveOptions(platform)),
    open: async (name, bytes) => {
      if (/\.session$/i.test(name)) await sessionFiles.open(bytes);
      else await modules.open(name, bytes);
    },
    close: async () => {
      lookingBack.close();
      sessionFiles.close();
      await runs.close();
      marks.flush();
      recordings.close();
      audit.close();
      policies.close();
      store.close();
      guests.close();
    },
  };
}

function serveOptions(platform: Platform): Parameters<typeof serve>[2] {
  return {
    onFault: (name, thrown) => platform.log.write('error', 'contract', `${name}: ${messageOf(thrown)}`),
    onRefused: (reason) => platform.log.write('warn', 'contract', `a page was cut off: ${reason}`),
  };
}

function handlersOf(options: AppOptions, services: Services): Handlers {
  return { ...commandHandlers(options, services), ...streamHandlers(options, services) };
}

function commandHandlers(options: AppOptions, services: Services): CommandHandlers {
  return { ...plainHandlers(options, services), ...policyHandlers(services), ...steppingHandlers(services) };
}

type PolicyName = Extract<keyof CommandHandlers, `${'manifests' | 'policy'}.${string}`> | 'runs.start';

function policyHandlers(services: Services): Pick<CommandHandlers, PolicyName> {
  const { manifests, policies, versions, recorded, answers, capabilities, runs } = services;
  return {
    'manifests.get': ({ module }) => manifests.get(module),
    'manifests.set': (input) => manifests.set(input),
    'policy.check': (texts) => policies.check(texts),
    'policy.language': () => policies.language(),
    'policy.values': ({ run }, { signal }) => recorded.values(run, signal),
    'policy.what-if': (input, { signal }) => answers.whatIf(input, signal),
    'policy.capabilities': (input, { signal }) => capabilities.table(input, signal),
    'policy.reach': (texts) => answers.reach(texts),
    'policy.suggest': (input, { signal }) => answers.suggest(input, signal),
    'policy.compare': (input) => answers.compare(input),
    'policy.versions': ({ module }) => versions.list(module),
    'policy.version': ({ module, number }) => versions.texts(module, number),
    'policy.keep': ({ module }) => ({ version: versions.keep(module, manifests.textsOf(module), null) }),
    'runs.start': async (input) => {
      const texts = manifests.textsOf(input.module);
      const rules = await policies.rulesOf(texts);
      const run = runs.start(input, { manifestText: texts.manifest, policies: textsOf(texts), rules });
      versions.keepRun(input.module, texts, run.number);
      return { run };
    },
  };
}

type SteppingName = 'runs.order' | 'runs.freeze' | 'runs.thaw' | 'runs.held' | 'runs.question' | 'runs.answer';

function steppingHandlers({ runs, stepping, questions }: Services): Pick<CommandHandlers, SteppingName> {
  return {
    'runs.order': (input) => {
      stepping.order(input);
      return { run: runs.summary(input.run) };
    },
    'runs.freeze': ({ run }) => {
      stepping.freeze(run);
      return { run: runs.summary(run) };
    },
    'runs.thaw': ({ run }) => {
      stepping.thaw(run);
      return { run: runs.summary(run) };
    },
    'runs.held': ({ run }) => stepping.held(run),
    'runs.question': ({ run }) => questions.question(run),
    'runs.answer': (input) => {
      questions.answer(input);
      return { run: runs.summary(input.run) };
    },
  };
}

function plainHandlers(options: AppOptions, services: Services): Omit<CommandHandlers, SteppingName | PolicyName> {
  const { modules, runs, trace, comparisons, rebuilt, sessions, sessionFiles, marks, audit } = services;
  return {
    'app.info': () => appInfo(options),
    'isolation.get': () => options.isolation.status(),
    'isolation.test': () => options.isolation.test(),
    'modules.list': () => ({ modules: modules.list() }),
    'modules.open': async ({ name, bytes }) => ({ module: await modules.open(name, bytes) }),
    'modules.open-sample': async ({ sample }) => ({ module: await modules.openSample(sample) }),
    'modules.details': ({ module }) => modules.details(module),
    'modules.bytes': ({ module, offset, length }) => ({ bytes: modules.bytes(module, offset, length) }),
    'modules.remove': ({ module }) => {
      modules.remove(module);
      return {};
    },
    'runs.list': () => ({ runs: runs.list() }),
    'runs.stop': async ({ run }) => ({ run: await runs.stop(run) }),
    'trace.rows': (input, { signal }) => trace.rows(input, signal),
    'trace.place': (input, { signal }) => trace.place(input, signal),
    'trace.call': (input) => trace.call(input),
    'trace.next-failure': (input, { signal }) => trace.nextFailure(input, signal),
    'trace.complete': (input, { signal }) => trace.complete(input, signal),
    'trace.suggest': (input, { signal }) => trace.suggest(input, signal),
    'trace.matches': (input, { signal }) => trace.matches(input, signal),
    'trace.next-match': (input, { signal }) => trace.nextMatch(input, signal),
    'trace.overview': (input, { signal }) => trace.overview(input, signal),
    'sessions.list': (_input, { signal }) => sessions.list(signal),
    'sessions.details': ({ run }) => sessions.details(run),
    'sessions.annotate': (input) => {
      const session = sessions.annotate(input);
      audit.person('mark', `tags ${JSON.stringify(input.tags)}, note ${JSON.stringify(input.note)}`, input.run);
      return { session };
    },
    'sessions.bring': (input, { signal }) => sessionFiles.bring(input, signal),
    'sessions.remove': ({ run }) => {
      services.lookingBack.close();
      sessions.remove(run);
      audit.person('remove', 'the session file', run);
      return {};
    },
    ...auditTimelineHandlers(services),
    'trace.look': (input, { signal }) => services.lookingBack.look(input, signal),
    'audit.page': (input) => audit.page(input),
    'audit.overview': (input) => audit.overview(input),
    'audit.verify': (_input, { signal }) => audit.verify(signal),
    'compare.summary': (input, { signal }) => comparisons.summary(input, signal),
    'compare.rows': (input, { signal }) => comparisons.rows(input, signal),
    'compare.next-difference': (input, { signal }) => comparisons.nextDifference(input, signal),
    'rebuilt.files': (input, { signal }) => rebuilt.files(input, signal),
    'rebuilt.file': (input, { signal }) => rebuilt.file(input, signal),
    'rebuilt.stream': (input, { signal }) => rebuilt.stream(input, signal),
    'marks.list': ({ run }) => marks.list(run),
    'marks.set': (input) => marks.set(input),
    'marks.remove': (input) => marks.remove(input),
    'trace.range': (input, { signal }) => trace.range(input, signal),
  };
}

function auditTimelineHandlers({ auditTimeline }: Services): Pick<CommandHandlers, keyof typeof auditCommands> {
  return {
    'audit.list': (input, { signal }) => auditTimeline.list(input, signal),
    'audit.lines': (input, { signal }) => auditTimeline.lines(input, signal),
    'audit.find': (input, { signal }) => auditTimeline.find(input, signal),
    'audit.complete': (input, { signal }) => auditTimeline.complete(input, signal),
    'audit.timeline': (input, { signal }) => auditTimeline.timeline(input, signal),
    'audit.entry': (input, { signal }) => auditTimeline.entry(input, signal),
    'audit.break': (input, { signal }) => auditTimeline.break(input, signal),
    'audit.policy': (input) => auditTimeline.policy(input),
    'audit.proof': (input) => auditTimeline.proof(input),
  };
}

function streamHandlers(
  { platform, grants }: AppOptions,
  { modules, runs, comparisons, recorded, audit, auditTimeline, lookingBack, sessionFiles }: Services,
): StreamHandlers {
  const sources = { platform, modules: modules.changed, runs: runs.changed, grants: grants.changed };
  return {
    'app.changes': (_input, { signal }) => changes(sources, signal),
    'policy.gathering': ({ run }, { signal }) => recorded.gathering(run, signal),
    'compare.progress': (input, { signal }) => comparisons.progress(input, signal),
    'audit.export': (input, { signal }) => exportedEntries(audit, auditTimeline, input, signal),
    'audit.verifying': (_input, { signal }) => audit.verifying(signal),
    'trace.looking': (input, { signal }) => lookingBack.looking(input, signal),
    'sessions.copy': (input, { signal }) => sessionFiles.copy(input, signal),
    'sessions.to-test': (input, { signal }) => sessionFiles.toTest(input, signal),
    'runs.watch': ({ run }, { signal }) => runs.watch(run, signal),
    'runs.output': ({ run }, { signal }) => runs.output(run, signal),
  };
}

function appInfo({ version, host, engine, samples, grants, isolation }: AppOptions): AppInfo {
  return {
    version,
    host,
    engine,
    samples: samples.map(({ id, title, says }) => ({ id, title, says })),
    grants: grants.list().map(({ name, writable }) => ({ name, writable })),
    isolation: layersInShort(isolation.status()),
  };
}
