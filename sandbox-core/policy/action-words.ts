// What each action is called in a sentence: `reading`, `ending the run`.
import type { Action } from './request.ts';

export const DOING: Readonly<Record<Action, string>> = {
  'fs.read': 'reading',
  'fs.list': 'listing',
  'fs.write': 'writing',
  'fs.create': 'creating',
  'fs.delete': 'removing',
  'fs.link': 'linking',
  'stdio.read': 'reading standard input',
  'stdio.write': 'writing standard output or error',
  'clock.read': 'reading the clock',
  'clock.wait': 'waiting',
  'random.read': 'drawing random numbers',
  'env.read': 'reading variables',
  'args.read': 'reading arguments',
  'process.exit': 'ending the run',
  'process.signal': 'raising a signal',
  'process.yield': 'giving way to others',
  'net.listen': 'accepting connections',
  'net.transfer': 'sending or receiving on a socket',
  'handle.use': 'using the descriptor',
  'memory.grow': 'growing a memory or table',
};
