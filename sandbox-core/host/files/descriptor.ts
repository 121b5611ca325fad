// What a guest's descriptor stands for. Descriptors are ours: none is a descriptor of the host (THREATS 10).
import type { RuleId } from '../../base/ids.ts';
import type { DirectoryCursor } from './directory-cursor.ts';
import type { Directory, OpenFile } from './file-tree.ts';
import type { Mount } from './mount.ts';

interface DescriptorBase {
  /** Bits of RIGHT. */
  base: number;
  /** What is opened through it may have. */
  inheriting: number;
  /** Bits of FD_FLAG. */
  flags: number;
}

export interface StreamDescriptor extends DescriptorBase {
  readonly kind: 'stdin' | 'stdout' | 'stderr';
}

export interface FileDescriptor extends DescriptorBase {
  readonly kind: 'file';
  readonly mount: Mount;
  readonly file: OpenFile;
  /** The guest path by which it was opened. */
  readonly path: string;
  position: number;
  /** The rules that let it be opened for reading and for writing; undefined where it was not. */
  readonly readRule: RuleId | undefined;
  readonly writeRule: RuleId | undefined;
}

export interface DirectoryDescriptor extends DescriptorBase {
  readonly kind: 'directory';
  readonly mount: Mount;
  readonly directory: Directory;
  readonly path: string;
  readonly isPreopen: boolean;
  /** Where fd_readdir stands; made by the first call. */
  cursor: DirectoryCursor | undefined;
}

export type Descriptor = StreamDescriptor | FileDescriptor | DirectoryDescriptor;

export const FD_FLAG = { APPEND: 1, DSYNC: 2, NONBLOCK: 4, RSYNC: 8, SYNC: 16 } as const;
export const FD_FLAG_NAMES = ['append', 'dsync', 'nonblock', 'rsync', 'sync'] as const;

export function closeDescriptor(descriptor: Descriptor): void {
  if (descriptor.kind === 'file') descriptor.file.close();
  if (descriptor.kind === 'directory') {
    descriptor.cursor?.close();
    descriptor.directory.close();
  }
}
