// The fuzz targets by name.
import type { FuzzTarget } from './target.ts';
import { frameTarget } from './targets/frame.ts';
import { chunkTarget, guestMessageTarget } from './targets/guest-message.ts';
import { manifestTarget } from './targets/manifest.ts';
import { moduleTarget } from './targets/module.ts';
import { rewriteTarget } from './targets/rewrite.ts';

export const TARGETS: readonly FuzzTarget[] = [
  moduleTarget,
  rewriteTarget,
  manifestTarget,
  frameTarget,
  guestMessageTarget,
  chunkTarget,
];
