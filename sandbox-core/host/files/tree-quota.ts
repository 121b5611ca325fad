// How much the trees in memory of one guest may hold together. Not policy but protection of the host's memory: the
// guest's own memory is bounded elsewhere, and files in memory must not be the way around that bound.

export class TreeQuota {
  readonly mostBytes: number;
  readonly mostNames: number;
  #bytes = 0;
  #names = 0;

  constructor(mostBytes = 64 << 20, mostNames = 65_536) {
    this.mostBytes = mostBytes;
    this.mostNames = mostNames;
  }

  get bytes(): number {
    return this.#bytes;
  }

  takeBytes(count: number): boolean {
    if (this.#bytes + count > this.mostBytes) return false;
    this.#bytes += count;
    return true;
  }

  releaseBytes(count: number): void {
    this.#bytes -= count;
  }

  takeName(): boolean {
    if (this.#names >= this.mostNames) return false;
    this.#names++;
    return true;
  }

  releaseName(): void {
    this.#names--;
  }
}
