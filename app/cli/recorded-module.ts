// The module of a recording: the one it holds, or the file that a person names for it.
import { diagnosticText, readModule, type Module, type Platform, type Recording } from '../../sandbox-core/index.ts';
import { openModule } from './open-module.ts';
import { UsageError } from './usage.ts';

export interface RecordedModule {
  readonly bytes: Uint8Array;
  readonly module: Module;
  /** Another one than was recorded. */
  readonly elsewhere: boolean;
}

/** `other` takes the place of the one in the recording. */
export async function recordedModule(
  platform: Platform,
  file: string,
  recording: Recording,
  other: string | undefined,
): Promise<RecordedModule> {
  if (other !== undefined) {
    const { bytes, module } = await openModule(other);
    return { bytes, module, elsewhere: digestOf(platform, bytes) !== recording.header.moduleDigest };
  }
  const bytes = recording.moduleBytes();
  if (bytes === undefined) {
    throw new UsageError(`${file} does not hold its module; --module FILE names it (SHA-256 ${recording.header.moduleDigest})`);
  }
  const read = readModule(bytes);
  if (!read.ok) throw new UsageError(`${file}: its module: ${read.diagnostics.map(diagnosticText).join('; ')}`);
  return { bytes, module: read.value, elsewhere: false };
}

function digestOf(platform: Platform, bytes: Uint8Array): string {
  return Array.from(platform.digests.sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
