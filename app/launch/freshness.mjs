// Tells whether what was built is older than what it was built from, by modification times and one stamp a build.
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { at } from './project.mjs';

/** `inputs`: files and folders; a folder's own time counts too, so that a removed file is noticed. */
export function isStale(build, inputs) {
  const stamp = timeOf(stampFile(build));
  return stamp === 0 || inputs.some((input) => changedAfter(at(input), stamp));
}

/** `startedAt`: when the build began, so that what was changed meanwhile is built again. */
export function markBuilt(build, startedAt) {
  const file = stampFile(build);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  utimesSync(file, startedAt / 1000, startedAt / 1000);
}

function stampFile(build) {
  return at('out', `${build}.built`);
}

function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function changedAfter(place, time) {
  const facts = statSync(place, { throwIfNoEntry: false });
  if (facts === undefined) return false;
  if (facts.mtimeMs > time) return true;
  if (!facts.isDirectory()) return false;
  return readdirSync(place).some((name) => !/\.test\.tsx?$/.test(name) && changedAfter(path.join(place, name), time));
}
