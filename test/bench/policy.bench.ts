// What a decision costs: the table with 10, 100 and 1,000 rules of policy texts, beside Cedar itself on the same policies and
// requests. The table in processor time of its thread, median of rounds; Cedar in that of the process, with all that the
// question costs: its messages, and the policies parsed once for the 200 requests.
import { compileTable, decide, emptyManifest, loadPolicy, type PolicyRequest, type Rule } from '../../sandbox-core/index.ts';
import { nodeCedar } from '../../sandbox-core/node.ts';
import { EntryPoint } from '../../sandbox-core/host/entry-point.ts';
import { HOST_FUNCTIONS } from '../../sandbox-core/host/host-functions.ts';
import { desugar } from '../../sandbox-core/policy/cedar/desugar.ts';
import { median, print, threadMilliseconds } from './figures.ts';

const ROUNDS = 15;
const DECISIONS = 400_000;
const CEDAR_DECISIONS = 200;

/** By turns a tree, a tree with a condition, one file, and a forbid with a condition. */
function policyText(number: number): string {
  const place = `/data/d${number % 97}/e${number}`;
  switch (number % 4) {
    case 0:
      return `permit(principal, action == Action::"fs.read", resource in Dir::"${place}");`;
    case 1:
      return `permit(principal, action in [Action::"fs.read", Action::"fs.list"], resource in Dir::"${place}") when { resource.name like "*.t*t" };`;
    case 2:
      return `permit(principal, action == Action::"fs.read", resource == File::"${place}/a.txt");`;
    default:
      return `forbid(principal, action, resource in Dir::"${place}/keys") unless { context.call == "path_filestat_get" };`;
  }
}

function requestsFor(count: number): PolicyRequest[] {
  return Array.from({ length: 256 }, (_, index) => {
    const number = (index * 31) % count;
    const name = ['a.txt', 'b.bin', 'keys/k', 'x/y/a.txt'][index % 4] ?? '';
    return { action: 'fs.read', resource: `/data/d${number % 97}/e${number}/${name}`, call: 'path_open' };
  });
}

function nanosecondsEach(work: () => void, times: number): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const from = threadMilliseconds();
    work();
    return ((threadMilliseconds() - from) * 1e6) / times;
  });
  return median(rounds.slice(3));
}

function decisions(rules: readonly Rule[], requests: readonly PolicyRequest[]): number {
  const table = compileTable(rules);
  let allowed = 0;
  return nanosecondsEach(() => {
    for (let index = 0; index < DECISIONS; index++) {
      const request = requests[index & 255];
      if (request !== undefined && decide(table, request).allowed) allowed++;
    }
  }, DECISIONS);
}

function plainDecision(rules: readonly Rule[]): number {
  const [hostFunction] = HOST_FUNCTIONS;
  if (hostFunction === undefined) throw new RangeError('no host function');
  const table = compileTable(rules);
  const entry = new EntryPoint(hostFunction, 0);
  const times = 50_000_000;
  let allowed = 0;
  return nanosecondsEach(() => {
    for (let index = 0; index < times; index++) {
      if (entry.plainDecision('clock.read', (action, resource) => decide(table, { action, resource })).allowed) allowed++;
    }
  }, times);
}

async function main(): Promise<void> {
  const oracle = nodeCedar();
  for (const count of [10, 100, 1000]) {
    const texts = Array.from({ length: count }, (_, number) => policyText(number));
    const loaded = await loadPolicy(emptyManifest(), [{ name: 'bench', text: texts.join('\n') }], oracle);
    if (!loaded.ok) throw new Error(loaded.diagnostics[0]?.message);
    const requests = requestsFor(count);
    const each = decisions(loaded.value.rules, requests);
    const asked = requests.slice(0, CEDAR_DECISIONS);
    const policies = [...desugar(emptyManifest()), ...texts];
    await oracle.authorize(policies, asked.slice(0, 1));
    const before = process.cpuUsage();
    await oracle.authorize(policies, asked);
    const { user, system } = process.cpuUsage(before);
    const cedar = (user + system) / asked.length;
    print(`${String(count).padStart(5)} rules: table ${each.toFixed(0)} ns, Cedar ${cedar.toFixed(0)} µs a decision`);
    if (count === 1000) print(`without a resource, as decided the last time: ${plainDecision(loaded.value.rules).toFixed(1)} ns`);
  }
  oracle.close();
}

await main();
