// `npm run fuzz`: fuzzes by name, repeatable by seed.
//   npm run fuzz -- [--target NAME] [--seconds 10] [--seed 1] [--save FOLDER]
// Without a name all targets share the time. It exits 1 when one found something, with the bytes saved where the unit tests
// replay them from then on.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzTarget } from './fuzz-target.ts';
import { TARGETS } from './targets.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    save: { type: 'string', default: join(import.meta.dirname, 'crashes') },
  },
});
process.exitCode = main();

function main(): number {
  const chosen = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
  if (chosen.length === 0) {
    process.stderr.write(`no target ${values.target}; there are ${TARGETS.map(({ name }) => name).join(', ')}\n`);
    return 2;
  }
  const seed = Number(values.seed);
  const milliseconds = (Number(values.seconds) * 1000) / chosen.length;
  let code = 0;
  for (const target of chosen) {
    const { rounds, happenings, crash } = fuzzTarget(target, { seed, milliseconds });
    const told = `${target.name}, seed ${seed}: ${rounds} inputs, ${happenings} different outcomes`;
    process.stdout.write(`${told}: ${crash ? crash.fault : 'no fault'}\n`);
    if (!crash) continue;
    process.stdout.write(`saved as ${save(target.name, crash.bytes)}\n`);
    code = 1;
  }
  return code;
}

function save(target: string, bytes: Uint8Array): string {
  mkdirSync(values.save, { recursive: true });
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const file = join(values.save, `${target}.${digest}.hex`);
  writeFileSync(file, `${Buffer.from(bytes).toString('hex')}\n`);
  return file;
}
