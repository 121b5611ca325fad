// Steps of a long check: each runs to its end whatever the others do, is told in one line with its time, and counts
// what it counts. What a failed step said is shown; what mends it stands in the last lines.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import path from 'node:path';
import process from 'node:process';
import { at, ended, say, spawnNode } from './project.mjs';

const MOST_FAILURES_TOLD = 10;
const MOST_LINES_TOLD = 25;

/** `{ name, args, env?, mends?, report? }`: what to run on the project's Node; `report` reads counts of tests from a file. */
export async function runSteps(steps) {
  const results = [];
  for (const step of steps) results.push(await runStep(step));
  return results;
}

async function runStep({ name, args, env = {}, mends, report }) {
  const startedAt = performance.now();
  if (report) rmSync(report.file, { force: true });
  const child = spawnNode(args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
  const code = await ended(child);
  const counts = countsOf(report, code);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  if (code !== 0) process.stdout.write(output);
  say(`${code === 0 ? 'ok  ' : 'FAIL'} ${seconds} s  ${name}${report ? `: ${countsText(counts)}` : ''}`);
  for (const title of report?.secondTry?.(report.file) ?? []) say(`            passed at the second try only: ${title}`);
  return { name, ok: code === 0, mends, counts, failures: (code !== 0 && report?.failures(report.file)) || [] };
}

/** A step that is no test runner counts as one check; a runner that failed without a failed test counts one failure. */
function countsOf(report, code) {
  const counts = (report && report.read(report.file)) ?? { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

export function countsText({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Says once more what failed, why and what mends it, then the sum of all in a line of its own. Answers the exit code. */
export function sumUp(results) {
  for (const { title, message } of results.flatMap(({ failures }) => failures).slice(0, MOST_FAILURES_TOLD)) {
    say(`\nfailed: ${title}\n${message.split('\n').slice(0, MOST_LINES_TOLD).join('\n')}\n`);
  }
  for (const { name, mends } of results.filter((result) => !result.ok)) say(`failed: ${name}${mends ? `; ${mends}` : ''}`);
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { counts } of results) for (const kind of Object.keys(sum)) sum[kind] += counts[kind];
  say(countsText(sum));
  return results.every((result) => result.ok) ? 0 : 1;
}

export function vitestStep(project, ...filters) {
  const file = reportFile(`vitest-${project}.json`);
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  return {
    name: `tests (${project})`,
    args: [...args, '--passWithNoTests', ...filters],
    env: { NO_COLOR: '1' },
    report: { file, read: readVitest, failures: failuresOfVitest },
  };
}

export function playwrightStep(...args) {
  const file = reportFile('playwright.json');
  return {
    name: 'tests (e2e)',
    args: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=line,json', ...args],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, NO_COLOR: '1' },
    report: { file, read: readPlaywright, failures: failuresOfPlaywright, secondTry: secondTryOfPlaywright },
  };
}

/** The built main process and preload on a stand-in for Electron, and on Electron itself where its binary is. */
export function electronStep() {
  const step = playwrightStep('-c', 'test/e2e/electron');
  const file = reportFile('electron.json');
  return {
    ...step,
    name: 'tests (Electron host)',
    env: { ...step.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    report: { ...step.report, file },
  };
}

function reportFile(name) {
  const file = at('out', 'reports', name);
  mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

function readVitest(file) {
  const report = readJson(file);
  if (report === undefined) return undefined;
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo } = report;
  return { passed, failed, skipped: pending + todo };
}

function readPlaywright(file) {
  const stats = readJson(file)?.stats;
  return stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

function failuresOfVitest(file) {
  return (readJson(file)?.testResults ?? []).flatMap(({ name, message, assertionResults }) => [
    ...(assertionResults.length === 0 && message ? [{ title: name, message }] : []),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({ title: `${name}: ${fullName}`, message: failureMessages.join('\n') })),
  ]);
}

function failuresOfPlaywright(file) {
  const failed = specsIn(readJson(file)).filter(({ ok }) => !ok);
  return failed.map((spec) => ({
    title: titleOf(spec),
    message: spec.tests
      .flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message)))
      .join('\n'),
  }));
}

function secondTryOfPlaywright(file) {
  return specsIn(readJson(file))
    .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
    .map(titleOf);
}

/** Of a report or of a suite in it. */
function specsIn({ suites = [], specs = [] } = {}) {
  return [...specs, ...suites.flatMap(specsIn)];
}

function titleOf({ file, line, title }) {
  return `${file}:${line}: ${title}`;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
