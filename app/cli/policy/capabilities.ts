// `wasm-sandbox policy capabilities`: what a module is granted, beside what it imports, what its exports reach, and what
// recordings of it used.
import {
  callReach,
  capabilities,
  cutMiddle,
  diagnosticText,
  distinctRequests,
  effectivePolicy,
  pathNames,
  readNames,
  recordedRules,
  visibleText,
  type Capability,
  type EffectivePolicy,
  type Platform,
  type RecordedUse,
  type Recording,
} from '../../../sandbox-core/index.ts';
import { parseArguments } from '../arguments.ts';
import { openModule, type OpenedModule } from '../open-module.ts';
import { openSession, writeOut } from '../open-session.ts';
import { UsageError } from '../usage.ts';
import { loadNamed, ruleWord } from './named-policy.ts';

const TABLE = { json: 'flag', manifest: 'value', rules: 'values', session: 'values' } as const;

export async function capabilitiesCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, file } = parseArguments(args, TABLE, false);
  const opened = await openModule(file);
  const reach = callReach(opened.bytes, opened.module);
  if (!reach.ok) throw new UsageError(`${opened.name}: ${reach.diagnostics.map(diagnosticText).join('; ')}`);
  const recordings = (options.get('session') ?? []).map((session) => openSession(platform, session));
  try {
    const uses = recordings.map((recording) => useOf(recording, opened, platform));
    const files = { manifest: options.get('manifest')?.[0], texts: options.get('rules') ?? [] };
    const isNamed = files.manifest !== undefined || files.texts.length > 0;
    const policy = (isNamed ? undefined : uses[0]?.policy) ?? (await loadNamed(files, true));
    const rows = capabilities(opened.module, reach.value, policy, uses);
    const lines = rows.map((row) => lineOf(row, opened, policy, reach.value.complete));
    if (options.has('json')) await writeOut(`${JSON.stringify({ complete: reach.value.complete, rows: lines })}\n`);
    else
      await writeOut(
        lines
          .filter(isWorthALine)
          .map((line) => textOf(line, uses.length))
          .join(''),
      );
    return lines.some(({ flag }) => flag !== 'none') ? 1 : 0;
  } finally {
    for (const recording of recordings) recording.close();
  }
}

/** What another module asked for says nothing of this one. */
function useOf(recording: Recording, { name, bytes }: OpenedModule, platform: Platform): RecordedUse {
  const { moduleDigest, moduleName, run } = recording.header;
  if (moduleDigest !== Buffer.from(platform.digests.sha256(bytes)).toString('hex'))
    throw new UsageError(`${name}: session ${visibleText(run)} is of another module, ${visibleText(moduleName)}`);
  const requests = distinctRequests(recording);
  requests.takeIn();
  return { requests: requests.requests, policy: effectivePolicy(recordedRules(recording.header)) };
}

interface UseLine {
  readonly calls: number;
  /** People count sessions and calls from 1. */
  readonly firstSession: number | null;
  readonly firstCall: number | null;
}

interface CapabilityLine {
  readonly family: string;
  readonly action: string;
  readonly granted: readonly string[];
  readonly declared: readonly { readonly name: string; readonly reach: string }[];
  readonly reachable: 'yes' | 'no' | 'unknown';
  /** The export, `(start)` for the start function, then the functions to the import; empty where none is reached. */
  readonly path: readonly string[];
  readonly used: UseLine;
  readonly denied: UseLine;
  readonly flag: Capability['flag'];
  readonly because: Capability['because'] | null;
}

const LONGEST_NAME = 80;

function lineOf(row: Capability, { bytes, module }: OpenedModule, policy: EffectivePolicy, isComplete: boolean): CapabilityLine {
  const { family, action, grantedBy, declaredBy, path, used, denied, flag, because } = row;
  const names = path === undefined ? [] : [path.from ?? '(start)', ...pathNames(path, module, readNames(bytes, module))];
  return {
    family,
    action,
    granted: grantedBy.map((rule) => ruleWord(policy, rule)),
    declared: declaredBy.map(({ name, reach }) => ({ name, reach })),
    reachable: path !== undefined ? 'yes' : isComplete || declaredBy.length === 0 ? 'no' : 'unknown',
    path: names.map((name) => cutMiddle(visibleText(name), LONGEST_NAME)),
    used: useLine(used),
    denied: useLine(denied),
    flag,
    because: because ?? null,
  };
}

function useLine({ calls, first }: Capability['used']): UseLine {
  return {
    calls,
    firstSession: first === undefined ? null : first.recording + 1,
    firstCall: first === undefined ? null : first.row + 1,
  };
}

function isWorthALine({ granted, declared, used, denied }: CapabilityLine): boolean {
  return granted.length + declared.length + used.calls + denied.calls > 0;
}

const SAYS: Readonly<Record<Capability['flag'], string>> = {
  'denied-use': 'denied use: the policy denies calls that ask for it',
  'over-granted': 'over-granted',
  'dead-import': 'dead import: no export leads to a call of it',
  none: '',
};

const BECAUSE: Readonly<Record<NonNullable<Capability['because']>, string>> = {
  undeclared: 'no import asks for it',
  unreached: 'no export leads to an import that asks for it',
  unused: 'no recorded call asked for it',
};

const MOST_STEPS = 8;

function textOf(
  { action, granted, declared, reachable, path, used, denied, flag, because }: CapabilityLine,
  sessions: number,
): string {
  const imports = declared.map(({ name, reach }) => (reach === 'unreached' ? `${name} (dead)` : name));
  const [from, ...steps] = path;
  const shown = steps.length > MOST_STEPS ? [...steps.slice(0, 3), '…', ...steps.slice(-4)] : steps;
  const uses = `${useText(used)}${denied.calls > 0 ? `; denied ${useText(denied)}` : ''}`;
  const finding = `${SAYS[flag]}${because === null || because === undefined ? '' : `: ${BECAUSE[because]}`}`;
  return [
    `${action}${finding === '' ? '' : `  ! ${finding}`}`,
    `  granted    ${granted.join(', ') || 'no'}`,
    `  declared   ${imports.join(', ') || 'no'}`,
    `  reachable  ${from === undefined ? reachable : `from ${from}: ${shown.join(' > ')}`}`,
    ...(sessions > 0 ? [`  used       ${uses}`] : []),
    '',
  ].join('\n');
}

function useText({ calls, firstSession, firstCall }: UseLine): string {
  if (firstCall === null) return 'no';
  const where = firstSession === null || firstSession === 1 ? '' : ` of session ${firstSession}`;
  return `${calls} ${calls === 1 ? 'call' : 'calls'}, first #${firstCall}${where}`;
}
