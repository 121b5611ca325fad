// The folder in which recordings are kept, as far as the services touch it: names in it, never paths elsewhere.

export interface SessionsFolder {
  /** Path of the file of this name, for the engine's database. */
  pathOf(name: string): string;
  /** Names of the files in it. */
  names(): readonly string[];
  /** Bytes of this file and of what the database has beside it; 0 where there is none. */
  sizeOf(name: string): number;
  /** Removes the file and what the database left beside it. */
  remove(name: string): void;
}
