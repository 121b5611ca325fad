// `wasm-sandbox policy test`: the tests beside a policy, and with --mutate the rules that no test would miss.
import { basename, dirname, isAbsolute, join } from 'node:path';
import {
  diagnosticText,
  parsePolicyTests,
  runPolicyTests,
  untestedRules,
  visibleText,
  type EffectivePolicy,
  type PolicyTestFile,
  type PolicyTestResult,
  type UntestedRule,
} from '../../../sandbox-core/index.ts';
import { parseFiles } from '../arguments.ts';
import { writeOut } from '../open-session.ts';
import { UsageError } from '../usage.ts';
import { loadNamed, readJsonFile, ruleWord } from './named-policy.ts';

export async function testCommand(args: readonly string[]): Promise<number> {
  const { options, files } = parseFiles(args, { json: 'flag', mutate: 'flag' });
  let findings = 0;
  for (const file of files) {
    const read = readTests(file);
    const policy = await policyBeside(file, read);
    const results = runPolicyTests(read.tests, policy);
    const failed = results.filter(({ passed }) => !passed);
    // With a test that fails already, nothing can be said of what it would miss.
    const untested = options.has('mutate') && failed.length === 0 ? untestedRules(read.tests, policy) : [];
    findings += failed.length + untested.length;
    await writeOut(options.has('json') ? jsonOf(file, results, untested, policy) : textOf(file, results, untested, policy));
  }
  return findings > 0 ? 1 : 0;
}

function readTests(file: string): PolicyTestFile {
  const parsed = parsePolicyTests(readJsonFile(file));
  if (parsed.ok) return parsed.value;
  throw new UsageError(`${basename(file)}: ${parsed.diagnostics.map(diagnosticText).join('; ')}`);
}

/** Names in the file are relative to its folder. Without a manifest, rules are judged as if everything was mounted. */
function policyBeside(file: string, { manifest, rules }: PolicyTestFile): Promise<EffectivePolicy> {
  const beside = (name: string): string => (isAbsolute(name) ? name : join(dirname(file), name));
  if (manifest === undefined && rules.length === 0) throw new UsageError(`${basename(file)}: it names no manifest and no rules`);
  return loadNamed(
    { manifest: manifest === undefined ? undefined : beside(manifest), texts: rules.map(beside) },
    manifest !== undefined,
  );
}

function jsonOf(
  file: string,
  results: readonly PolicyTestResult[],
  untested: readonly UntestedRule[],
  policy: EffectivePolicy,
): string {
  const tests = results.map(({ test, passed, allowed, rule }) => ({
    name: test.name,
    passed,
    verdict: allowed ? 'allow' : 'deny',
    rule: ruleWord(policy, rule),
  }));
  const rules = untested.map(({ rule, idle }) => ({ rule: ruleWord(policy, rule), idle: idle?.why ?? null }));
  return `${JSON.stringify({ file, tests, untested: rules })}\n`;
}

function textOf(
  file: string,
  results: readonly PolicyTestResult[],
  untested: readonly UntestedRule[],
  policy: EffectivePolicy,
): string {
  const failed = results.filter(({ passed }) => !passed);
  const lines = failed.map(({ test, allowed, rule }) => {
    const wanted = `${test.expect}${test.rule === undefined ? '' : ` by ${visibleText(test.rule)}`}`;
    return `  failed: ${visibleText(test.name)}: ${wanted} was expected, ${allowed ? 'allow' : 'deny'} by ${ruleWord(policy, rule)} was found\n`;
  });
  const missing = untested.map(({ rule, idle }) => `  untested: ${ruleWord(policy, rule)}${whyText(idle, policy)}\n`);
  return `${visibleText(file)}: ${results.length - failed.length} of ${results.length} passed\n${lines.join('')}${missing.join('')}`;
}

function whyText(idle: UntestedRule['idle'], policy: EffectivePolicy): string {
  if (idle === undefined) return ': no test fails without it';
  const by = idle.by === undefined ? 'others' : ruleWord(policy, idle.by);
  switch (idle.why) {
    case 'covered':
      return `: no test could fail without it, ${by} says the same`;
    case 'forbidden':
      return `: no test could fail without it, ${by} forbids all that it permits`;
    case 'moot':
      return ': no test could fail without it, nothing permits what it forbids';
    case 'unmounted':
      return ': no test could fail without it, nothing mounts what it permits';
    case 'unmet':
      return ': no test could fail without it, no request meets it';
  }
}
