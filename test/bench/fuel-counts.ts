// How much fuel each guest of the fixed set uses, one line each, so that the output of two Nodes can be compared: the counts
// must be the same on all.
//   node test/bench/fuel-counts.ts > one.txt
import { createHash } from 'node:crypto';
import { benchGuests } from './bench-guests.ts';
import { print } from './figures.ts';
import { runnerOf, SETTINGS } from './metered-run.ts';

for (const guest of await benchGuests()) {
  for (const setting of ['exact', 'coarse']) {
    const { used, answer } = runnerOf(guest, SETTINGS[setting])();
    print(`${guest.name}, ${setting}: ${used} units, answer ${createHash('sha256').update(answer).digest('hex').slice(0, 16)}`);
  }
}
process.stderr.write(`Node ${process.version}, V8 ${process.versions.v8}\n`);
