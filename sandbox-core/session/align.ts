// The shortest edit script between two sequences of numbers (E. Myers, "An O(ND) Difference Algorithm and Its Variations",
// 1986, in its linear-space form), with a bound on the work: past it the script is still right, but may not be the shortest.

export interface Sequence {
  readonly keys: Uint32Array;
  /** Set to 1 where an element has a partner: the n-th so marked of one side and of the other belong together. */
  readonly paired: Uint8Array;
}

/** A stretch of each sequence, the ends not included. */
export interface Box {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Steps that one whole alignment may take, where there are not too many elements for it: a second or so. */
const MOST_STEPS = 50_000_000;
/** Differences looked for in one box at least, however many elements there are. */
const LEAST_DIFFERENCES = 256;
/** Steps between two yields: some milliseconds. */
const TURN = 1_000_000;

/** Reaches further than any place. */
const FAR = 0x7fff_ffff;

export class Aligner {
  /** Whether a box was split by a guess, since the work had passed its bound. */
  approximated = false;
  readonly #a: Sequence;
  readonly #b: Sequence;
  /** By key: the last box in which the key was seen on this side. */
  readonly #seenA: Uint32Array;
  readonly #seenB: Uint32Array;
  #box = 0;
  /** Elements of the box at hand that have an equal on the other side: their keys and their places. */
  #keysA = new Uint32Array(0);
  #keysB = new Uint32Array(0);
  #placesA = new Uint32Array(0);
  #placesB = new Uint32Array(0);
  /** Furthest place in a by diagonal, from the box's beginning and from its end. */
  #forward = new Int32Array(0);
  #backward = new Int32Array(0);
  #middle = 0;
  #mostDifferences = LEAST_DIFFERENCES;
  #steps = 0;

  /** Keys are below `keyCount`. */
  constructor(a: Sequence, b: Sequence, keyCount: number) {
    this.#a = a;
    this.#b = b;
    this.#seenA = new Uint32Array(keyCount);
    this.#seenB = new Uint32Array(keyCount);
  }

  /** Marks the pairs in a box. Yields now and then, so that others get their turn. */
  *align(box: Box): Generator<void, void> {
    const inner = this.#trim(box, this.#a, this.#b);
    if (isEmpty(inner)) return;
    const [countA, countB] = this.#takeShared(inner);
    this.#middle = countB + 1;
    this.#mostDifferences = Math.max(LEAST_DIFFERENCES, Math.floor(MOST_STEPS / (countA + countB + 1)));
    const shared = { keys: this.#keysA, paired: new Uint8Array(countA) };
    const other = { keys: this.#keysB, paired: new Uint8Array(countB) };
    const boxes: Box[] = [{ fromA: 0, toA: countA, fromB: 0, toB: countB }];
    for (let next = boxes.pop(); next !== undefined; next = boxes.pop()) {
      const rest = this.#trim(next, shared, other);
      if (isEmpty(rest)) continue;
      const [atA, atB] = yield* this.#split(rest);
      boxes.push({ ...rest, fromA: atA, fromB: atB }, { ...rest, toA: atA, toB: atB });
    }
    for (let place = 0; place < countA; place++) if (shared.paired[place]) this.#a.paired[this.#placesA[place] ?? 0] = 1;
    for (let place = 0; place < countB; place++) if (other.paired[place]) this.#b.paired[this.#placesB[place] ?? 0] = 1;
  }

  /** Pairs what is equal at both ends of a box; answers what is left between. */
  #trim({ fromA, toA, fromB, toB }: Box, a: Sequence, b: Sequence): Box {
    while (fromA < toA && fromB < toB && a.keys[fromA] === b.keys[fromB]) {
      a.paired[fromA++] = 1;
      b.paired[fromB++] = 1;
    }
    while (fromA < toA && fromB < toB && a.keys[toA - 1] === b.keys[toB - 1]) {
      a.paired[--toA] = 1;
      b.paired[--toB] = 1;
    }
    return { fromA, toA, fromB, toB };
  }

  /** Leaves out what occurs on one side only: it has no partner in any script, and would cost the square of its number. */
  #takeShared({ fromA, toA, fromB, toB }: Box): [countA: number, countB: number] {
    const box = ++this.#box;
    for (let place = fromA; place < toA; place++) this.#seenA[this.#a.keys[place] ?? 0] = box;
    for (let place = fromB; place < toB; place++) this.#seenB[this.#b.keys[place] ?? 0] = box;
    this.#makeRoom(toA - fromA, toB - fromB);
    let [countA, countB] = [0, 0];
    for (let place = fromA; place < toA; place++) {
      const key = this.#a.keys[place] ?? 0;
      if (this.#seenB[key] !== box) continue;
      this.#keysA[countA] = key;
      this.#placesA[countA++] = place;
    }
    for (let place = fromB; place < toB; place++) {
      const key = this.#b.keys[place] ?? 0;
      if (this.#seenA[key] !== box) continue;
      this.#keysB[countB] = key;
      this.#placesB[countB++] = place;
    }
    return [countA, countB];
  }

  #makeRoom(lengthA: number, lengthB: number): void {
    if (this.#keysA.length < lengthA) [this.#keysA, this.#placesA] = [new Uint32Array(lengthA), new Uint32Array(lengthA)];
    if (this.#keysB.length < lengthB) [this.#keysB, this.#placesB] = [new Uint32Array(lengthB), new Uint32Array(lengthB)];
    const diagonals = lengthA + lengthB + 3;
    if (this.#forward.length >= diagonals) return;
    this.#forward = new Int32Array(diagonals);
    this.#backward = new Int32Array(diagonals);
  }

  /**
   * A place through which a shortest script leads: paths from both ends grow by one difference in turn, until two meet on a
   * diagonal (places of a minus places of b).
   */
  *#split(box: Box): Generator<void, [atA: number, atB: number]> {
    const { fromA, toA, fromB, toB } = box;
    const [first, last] = [fromA - fromB, toA - toB];
    const isOdd = ((first - last) & 1) !== 0;
    const reach = { forward: [first, first] as Reach, backward: [last, last] as Reach };
    this.#forward[this.#middle + first] = fromA;
    this.#backward[this.#middle + last] = toA;
    for (let differences = 1; ; differences++) {
      const met = this.#stepForward(box, reach, isOdd) ?? this.#stepBackward(box, reach, isOdd);
      if (met !== undefined) return met;
      if (differences >= this.#mostDifferences) return this.#guess(box, reach);
      this.#steps += 2 * differences;
      if (this.#steps < TURN) continue;
      this.#steps = 0;
      yield;
    }
  }

  #stepForward({ fromA, toA, fromB, toB }: Box, { forward, backward }: Reaches, isOdd: boolean): [number, number] | undefined {
    const [a, b, middle] = [this.#keysA, this.#keysB, this.#middle];
    const [far, met] = [this.#forward, this.#backward];
    widen(forward, fromA - toB, toA - fromB, far, middle, -1);
    for (let diagonal = forward[1]; diagonal >= forward[0]; diagonal -= 2) {
      const down = far[middle + diagonal + 1] ?? -1;
      const right = (far[middle + diagonal - 1] ?? -1) + 1;
      let placeA = right > down ? right : down;
      let placeB = placeA - diagonal;
      while (placeA < toA && placeB < toB && a[placeA] === b[placeB]) {
        placeA++;
        placeB++;
      }
      far[middle + diagonal] = placeA;
      const isMet = isOdd && diagonal >= backward[0] && diagonal <= backward[1] && (met[middle + diagonal] ?? FAR) <= placeA;
      if (isMet) return [placeA, placeB];
    }
    return undefined;
  }

  #stepBackward({ fromA, toA, fromB, toB }: Box, { forward, backward }: Reaches, isOdd: boolean): [number, number] | undefined {
    const [a, b, middle] = [this.#keysA, this.#keysB, this.#middle];
    const [far, met] = [this.#backward, this.#forward];
    widen(backward, fromA - toB, toA - fromB, far, middle, FAR);
    for (let diagonal = backward[1]; diagonal >= backward[0]; diagonal -= 2) {
      const up = far[middle + diagonal - 1] ?? FAR;
      const left = (far[middle + diagonal + 1] ?? FAR) - 1;
      let placeA = up < left ? up : left;
      let placeB = placeA - diagonal;
      while (placeA > fromA && placeB > fromB && a[placeA - 1] === b[placeB - 1]) {
        placeA--;
        placeB--;
      }
      far[middle + diagonal] = placeA;
      const isMet = !isOdd && diagonal >= forward[0] && diagonal <= forward[1] && placeA <= (met[middle + diagonal] ?? -1);
      if (isMet) return [placeA, placeB];
    }
    return undefined;
  }

  /** The end of the path that has come furthest from its own end of the box. */
  #guess(box: Box, { forward, backward }: Reaches): [number, number] {
    this.approximated = true;
    const { fromA, toA, fromB, toB } = box;
    let best: [number, number] = [fromA, fromB];
    let most = 0;
    for (let diagonal = forward[0]; diagonal <= forward[1]; diagonal += 2) {
      const placeA = Math.min(this.#forward[this.#middle + diagonal] ?? 0, toA, toB + diagonal);
      const gone = placeA - fromA + (placeA - diagonal - fromB);
      if (gone > most) [most, best] = [gone, [placeA, placeA - diagonal]];
    }
    for (let diagonal = backward[0]; diagonal <= backward[1]; diagonal += 2) {
      const placeA = Math.max(this.#backward[this.#middle + diagonal] ?? 0, fromA, fromB + diagonal);
      const gone = toA - placeA + (toB - (placeA - diagonal));
      if (gone > most) [most, best] = [gone, [placeA, placeA - diagonal]];
    }
    return best;
  }
}

/** The first and the last diagonal that paths have come to. */
type Reach = [first: number, last: number];
interface Reaches {
  readonly forward: Reach;
  readonly backward: Reach;
}

/** One diagonal more on each side, or one less where the box ends; what lies beside them is `none`. */
function widen(reach: Reach, first: number, last: number, far: Int32Array, middle: number, none: number): void {
  if (reach[0] > first) far[middle + --reach[0] - 1] = none;
  else reach[0]++;
  if (reach[1] < last) far[middle + ++reach[1] + 1] = none;
  else reach[1]--;
}

function isEmpty({ fromA, toA, fromB, toB }: Box): boolean {
  return fromA >= toA || fromB >= toB;
}
