// What the welcome screen offers to open. The host finds and reads the files; the engine sees bytes.

export interface SampleSource {
  readonly id: string;
  readonly title: string;
  /** What it does, in a few words. */
  readonly says: string;
  /** The module's file name, without folder. */
  readonly name: string;
  /** The manifest it is meant to run under; undefined for the default. */
  readonly manifest: string | undefined;
  load(): Promise<Uint8Array>;
}
