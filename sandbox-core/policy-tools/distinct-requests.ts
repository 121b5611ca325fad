// What a run asked of its policy, each distinct request once, with how often and where first. Gathered chunk by chunk and kept,
// so that judging a million calls under another policy is judging some thousands of requests.
import { DEFAULT_RULE } from '../policy/decision.ts';
import type { RuleId } from '../base/ids.ts';
import { ACTIONS, asksPath, type Action, type PolicyRequest } from '../policy/request.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallColumns, Chunk } from '../recording/record/chunk.ts';
import type { Recording } from '../recording/store/recording.ts';
import { CallValues } from '../trace/call-values.ts';
import { askedParts, OPEN_SHAPES, openShape, SECOND_PATH } from './asked-parts.ts';
import { DescriptorPaths } from './descriptor-paths.ts';
import { recordedPlan } from './recorded-policy.ts';

export interface DistinctRequest {
  /** Name of the host function. Guest text where the recording is not ours. */
  readonly call: string;
  /** At least one; all must be permitted for the call to be. */
  readonly parts: readonly PolicyRequest[];
  /** As recorded. */
  readonly denied: boolean;
  /** That was recorded for the first of these calls. */
  readonly rule: RuleId;
  calls: number;
  readonly firstRow: number;
}

const OK = CALL_OUTCOMES.indexOf('ok');
const DENIED = CALL_OUTCOMES.indexOf('denied');
const RESOURCE = ACCESS_KINDS.indexOf('resource');
const EDIT = ACCESS_KINDS.indexOf('edit');

/** Nothing but a memory of pure results: a recording's rows never change. */
const kept = new WeakMap<Recording, DistinctRequests>();

/** The requests of this recording, with all that was taken in so far. */
export function distinctRequests(recording: Recording): DistinctRequests {
  const requests = kept.get(recording) ?? new DistinctRequests(recording);
  kept.set(recording, requests);
  return requests;
}

export class DistinctRequests {
  /** In the order of their first rows. */
  readonly requests: DistinctRequest[] = [];
  readonly #recording: Recording;
  /** Of each chunk, the place of each row's request in `requests` and one more; 0 where the policy was not asked. */
  readonly #places: Uint32Array[] = [];
  readonly #plain = new Map<number, number>();
  readonly #byResource = new Map<number, Map<string, number>>();
  readonly #actions: readonly (Action | undefined)[];
  readonly #paths: DescriptorPaths;

  constructor(recording: Recording) {
    const { header } = recording;
    this.#recording = recording;
    this.#actions = header.actions.map((name) => ACTIONS.find((action) => action === name));
    this.#paths = new DescriptorPaths(recordedPlan(header).mounts);
  }

  /** Takes in `most` rows or a little more; answers whether that were all. */
  takeIn(most = Infinity): boolean {
    const { chunks } = this.#recording;
    for (let rows = 0; this.#places.length < chunks.length && rows < most;) {
      const number = this.#places.length;
      const columns = this.#recording.columns(number);
      // Columns alone are less to read, and tell all of calls that ask for no path.
      const chunk = this.#asksPaths(columns) ? this.#recording.chunk(number) : undefined;
      this.#places.push(this.#placesOf(columns, chunk));
      rows += columns.rows;
    }
    return this.#places.length === chunks.length;
  }

  /** The rows of those requests that `isWanted` says yes to, by their place in `requests`; from row `from`, at most `most`. */
  rowsOf(isWanted: (place: number) => boolean, from = 0, most = Infinity): number[] {
    const wanted = this.requests.map((_, place) => isWanted(place));
    const rows: number[] = [];
    for (const [number, places] of this.#places.entries()) {
      const firstRow = this.#recording.chunks[number]?.firstRow ?? 0;
      for (let at = Math.max(0, from - firstRow); at < places.length && rows.length < most; at++) {
        const place = (places[at] ?? 0) - 1;
        if (place >= 0 && wanted[place] === true) rows.push(firstRow + at);
      }
    }
    return rows;
  }

  #asksPaths({ action, rows }: CallColumns): boolean {
    for (let row = 0; row < rows; row++) {
      const name = this.#actions[action[row] ?? 0];
      if (name !== undefined && asksPath(name)) return true;
    }
    return false;
  }

  #placesOf(columns: CallColumns, chunk: Chunk | undefined): Uint32Array {
    const places = new Uint32Array(columns.rows);
    for (let row = 0; row < columns.rows; row++) {
      const place = this.#placeOf(columns, chunk, row);
      if (place === undefined) continue;
      const request = this.requests[place];
      if (request !== undefined) request.calls++;
      places[row] = place + 1;
    }
    return places;
  }

  #placeOf(columns: CallColumns, chunk: Chunk | undefined, row: number): number | undefined {
    const action = this.#actions[columns.action[row] ?? 0];
    if (action === undefined) return undefined;
    const denied = columns.outcome[row] === DENIED;
    // Rule 0 on a call that was not denied: it never came as far as the policy.
    const wasAsked = denied || columns.rule[row] !== DEFAULT_RULE.id;
    if (asksPath(action)) return chunk && this.#placeOfPath(chunk, row, action, denied, wasAsked);
    this.#follow(chunk, columns, row);
    if (!wasAsked || (chunk !== undefined && hasAccess(chunk, row, EDIT))) return undefined;
    const signature = columns.signature[row] ?? 0;
    const key = this.#shapeOf(columns, row, 0, denied);
    const found = this.#plain.get(key);
    if (found !== undefined) return found;
    const call = this.#callOf(signature);
    const place = this.#add(columns, row, call, [{ action, resource: '', call }], denied);
    this.#plain.set(key, place);
    return place;
  }

  /** A right that was held already names no resource, and was not asked for again. */
  #placeOfPath(chunk: Chunk, row: number, action: Action, denied: boolean, wasAsked: boolean): number | undefined {
    if (!hasAccess(chunk, row, RESOURCE)) return undefined;
    const values = new CallValues(chunk, row);
    const signature = this.#recording.header.signatures[chunk.signature[row] ?? 0];
    const call = signature?.name ?? '';
    if (call === 'path_open' && signature !== undefined && chunk.outcome[row] === OK) {
      this.#paths.opened(signature, values, values.resources[0] ?? '');
    }
    // What a person or a fault schedule did is not the policy's doing.
    if (!wasAsked || hasAccess(chunk, row, EDIT)) return undefined;
    const { resources } = values;
    const mayBeTwo = SECOND_PATH.has(call) || resources.length > 1;
    const parts = mayBeTwo ? askedParts(call, action, denied, values, this.#paths) : undefined;
    const key = parts === undefined ? (resources[0] ?? '') : parts.map((part) => `${part.action} ${part.resource}`).join('\0');
    const shape = this.#shapeOf(chunk, row, call === 'path_open' ? openShape(values) : 0, denied);
    const places = this.#byResource.get(shape) ?? new Map<string, number>();
    if (places.size === 0) this.#byResource.set(shape, places);
    const found = places.get(key);
    if (found !== undefined) return found;
    const place = this.#add(chunk, row, call, parts ?? askedParts(call, action, denied, values, this.#paths), denied);
    places.set(key, place);
    return place;
  }

  /** All that tells two requests of one resource apart, as a number below 2^36. */
  #shapeOf({ signature, action }: CallColumns, row: number, open: number, denied: boolean): number {
    const call = (signature[row] ?? 0) * 256 + (action[row] ?? 0);
    return (call * OPEN_SHAPES + open) * 2 + (denied ? 1 : 0);
  }

  /** Descriptors change their numbers in calls that ask for nothing but the handle. */
  #follow(chunk: Chunk | undefined, columns: CallColumns, row: number): void {
    const isRenumbered = this.#callOf(columns.signature[row] ?? 0) === 'fd_renumber' && columns.outcome[row] === OK;
    if (isRenumbered) {
      const number = this.#places.length;
      this.#paths.renumbered(new CallValues(chunk ?? this.#recording.chunk(number), row));
    }
  }

  #callOf(signature: number): string {
    return this.#recording.header.signatures[signature]?.name ?? '';
  }

  #add(columns: CallColumns, row: number, call: string, parts: readonly PolicyRequest[], denied: boolean): number {
    const rule = (columns.rule[row] ?? 0) as RuleId;
    return this.requests.push({ call, parts, denied, rule, calls: 0, firstRow: columns.firstRow + row }) - 1;
  }
}

function hasAccess(chunk: Chunk, row: number, kind: number): boolean {
  const end = chunk.accessStart[row + 1] ?? 0;
  for (let access = chunk.accessStart[row] ?? 0; access < end; access++) {
    if (chunk.accessKind[access] === kind) return true;
  }
  return false;
}
