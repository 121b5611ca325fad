// A chunk as bytes and back: a fixed head, a directory of columns, the columns, all little-endian. Every chunk has exactly one
// form, so that its digest stands for its content; docs/session-format.md has the byte table.
//
// Decoding trusts nothing: the bytes come from a guest process, or from a file of unknown origin. Counts are checked against
// caps before anything is allocated, and what comes out keeps every promise that `Chunk` makes.
import type { Checked } from '../../base/diagnostic.ts';
import { SandboxError } from '../../base/errors.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from './call-outcome.ts';
import type { CallColumns, Chunk } from './chunk.ts';

/** `WSCH` in ASCII. */
const MAGIC = 0x4843_5357;
/** Of the head: 1 without a column of fuel, 2 with one. */
const VERSIONS = { plain: 1, fuel: 2 } as const;
const FIXED_BYTES = 32;
const ENTRY_BYTES = 12;

/** Bytes of one element, and whether the column has one for each row, argument, access or data byte. */
const COLUMNS = [
  { name: 'signature', width: 2, per: 'rows' },
  { name: 'outcome', width: 1, per: 'rows' },
  { name: 'action', width: 1, per: 'rows' },
  { name: 'rule', width: 2, per: 'rows' },
  { name: 'start', width: 8, per: 'rows' },
  { name: 'duration', width: 4, per: 'rows' },
  { name: 'result', width: 4, per: 'rows' },
  { name: 'memoryPages', width: 4, per: 'rows' },
  { name: 'argumentCount', width: 2, per: 'rows' },
  { name: 'accessCount', width: 2, per: 'rows' },
  { name: 'arguments', width: 8, per: 'arguments' },
  { name: 'accessKind', width: 1, per: 'accesses' },
  { name: 'accessPointer', width: 8, per: 'accesses' },
  { name: 'accessLength', width: 4, per: 'accesses' },
  { name: 'storedLength', width: 4, per: 'accesses' },
  { name: 'data', width: 1, per: 'dataBytes' },
] as const;

/** Of runs whose instructions are counted, among the columns of one number a call. */
const FUEL = { name: 'fuel', width: 8, per: 'rows' } as const;
const AFTER_FUEL = 'argumentCount';

type ColumnName = (typeof COLUMNS)[number]['name'] | typeof FUEL.name;

interface Column {
  readonly name: ColumnName;
  readonly width: number;
  readonly per: 'rows' | 'arguments' | 'accesses' | 'dataBytes';
}

/** The columns in their order, and the bytes before the first of them. */
interface Form {
  readonly version: number;
  readonly columns: readonly Column[];
  readonly headBytes: number;
}

const PLAIN = formOf(VERSIONS.plain, COLUMNS);
const WITH_FUEL = formOf(
  VERSIONS.fuel,
  COLUMNS.flatMap((column): Column[] => (column.name === AFTER_FUEL ? [FUEL, column] : [column])),
);
const FORMS: readonly Form[] = [PLAIN, WITH_FUEL];

function formOf(version: number, columns: readonly Column[]): Form {
  // A multiple of 8, where the first column begins.
  return { version, columns, headBytes: aligned(FIXED_BYTES + ENTRY_BYTES * columns.length) };
}

/** The column `accessKind` of what may be stored shorter than it was. */
const READ = ACCESS_KINDS.indexOf('read');

/** Most a chunk may hold (CHUNK_CAPS), and how many signatures, actions and rules its recording has, where that is known. */
export interface ChunkBounds {
  readonly rows: number;
  readonly arguments: number;
  readonly accesses: number;
  readonly dataBytes: number;
  /** Number of signatures; column `signature` stays below. */
  readonly signatures?: number;
  /** Number of actions; column `action` stays below. */
  readonly actions?: number;
  /** Largest rule number. */
  readonly mostRule?: number;
}

interface Counts {
  readonly rows: number;
  readonly arguments: number;
  readonly accesses: number;
  readonly dataBytes: number;
}

/** Where each column stands, in the order of COLUMNS, and the length of the whole. */
interface Layout {
  readonly offsets: ReadonlyMap<ColumnName, number>;
  readonly total: number;
}

/** Most bytes that a chunk within these bounds is encoded to: the cap for a frame that carries one. */
export function mostEncodedBytes(bounds: ChunkBounds): number {
  return layoutOf(bounds, WITH_FUEL).total;
}

export function encodeChunk(chunk: Chunk): Uint8Array<ArrayBuffer> {
  const counts: Counts = {
    rows: chunk.rows,
    arguments: chunk.arguments.length,
    accesses: chunk.accessKind.length,
    dataBytes: chunk.data.length,
  };
  const form = chunk.fuel === undefined ? PLAIN : WITH_FUEL;
  const layout = layoutOf(counts, form);
  const bytes = new Uint8Array(layout.total);
  writeHead(new DataView(bytes.buffer), chunk.firstRow, counts, layout, form);
  const put = (name: ColumnName, column: ArrayBufferView): void => {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), layout.offsets.get(name) ?? 0);
  };
  requireLittleEndian();
  put('signature', chunk.signature);
  put('outcome', chunk.outcome);
  put('action', chunk.action);
  put('rule', chunk.rule);
  put('start', chunk.start);
  put('duration', chunk.duration);
  put('result', chunk.result);
  put('memoryPages', chunk.memoryPages);
  if (chunk.fuel !== undefined) put('fuel', chunk.fuel);
  put('argumentCount', differences(chunk.argumentStart, new Uint16Array(counts.rows)));
  put('accessCount', differences(chunk.accessStart, new Uint16Array(counts.rows)));
  put('arguments', chunk.arguments);
  put('accessKind', chunk.accessKind);
  put('accessPointer', chunk.accessPointer);
  put('accessLength', chunk.accessLength);
  put('storedLength', differences(chunk.dataStart, new Uint32Array(counts.accesses)));
  put('data', chunk.data);
  return bytes;
}

/** The columns of the result are views of `bytes` where alignment allows: whoever hands bytes in leaves them alone afterwards. */
export function decodeChunk(bytes: Uint8Array, bounds: ChunkBounds): Checked<Chunk> {
  const read = readHead(bytes, bounds);
  if (!read.ok) return read;
  const { settled, head, firstRow, counts, form } = read.value;
  const layout = layoutOf(counts, form);
  if (layout.total !== bytes.length)
    return refused('chunk-length', `a chunk of these counts has ${layout.total} bytes, not ${bytes.length}`, 16);
  const misplaced = misplacedByte(settled, head, layout, form);
  if (misplaced !== undefined)
    return refused('chunk-directory', 'the directory or the padding is not that of these counts', misplaced);
  return checkedColumns(viewsOf(settled, firstRow, counts, layout), columnAt(settled, layout), counts, bounds);
}

/** Of an encoded chunk, or of one cut behind them, the columns that have one number a call. Nothing else of it is checked. */
export function decodeCallColumns(bytes: Uint8Array, bounds: ChunkBounds): Checked<CallColumns> {
  const read = readHead(bytes, bounds);
  if (!read.ok) return read;
  const { settled, firstRow, counts, form } = read.value;
  const layout = layoutOf(counts, form);
  const least = layout.offsets.get('arguments') ?? 0;
  if (bytes.length < least) return refused('chunk-length', `${bytes.length} bytes are too few for these counts`, 16);
  const columns = callViews(settled, firstRow, counts, layout);
  const wrong = wrongCallColumn(columns, bounds);
  return wrong === undefined ? { ok: true, value: columns } : outOfRange(wrong, columnAt(settled, layout));
}

interface Head {
  readonly settled: Uint8Array<ArrayBuffer>;
  readonly head: DataView;
  readonly firstRow: number;
  readonly counts: Counts;
  readonly form: Form;
}

/** The head, with counts within the bounds. */
function readHead(bytes: Uint8Array, bounds: ChunkBounds): Checked<Head> {
  if (bytes.length < PLAIN.headBytes)
    return refused('chunk-short', `${bytes.length} bytes are too few for a chunk`, bytes.length);
  const settled = atRest(bytes);
  const head = new DataView(settled.buffer, settled.byteOffset, settled.length);
  if (head.getUint32(0, true) !== MAGIC) return refused('chunk-magic', 'a chunk begins with WSCH', 0);
  const form = FORMS.find(({ version }) => version === head.getUint16(4, true));
  if (form === undefined) return refused('chunk-version', `chunk version ${head.getUint16(4, true)} is unknown`, 4);
  if (bytes.length < form.headBytes) return refused('chunk-short', `${bytes.length} bytes are too few for a chunk`, bytes.length);
  const firstRow = head.getBigUint64(8, true);
  const counts: Counts = {
    rows: head.getUint32(16, true),
    arguments: head.getUint32(20, true),
    accesses: head.getUint32(24, true),
    dataBytes: head.getUint32(28, true),
  };
  if (counts.rows === 0 || counts.rows > bounds.rows)
    return refused('chunk-rows', `a chunk has 1 to ${bounds.rows} rows, not ${counts.rows}`, 16);
  if (firstRow + BigInt(counts.rows) > BigInt(Number.MAX_SAFE_INTEGER))
    return refused('chunk-first-row', `first row ${firstRow} is out of range`, 8);
  for (const name of ['arguments', 'accesses', 'dataBytes'] as const) {
    if (counts[name] > bounds[name])
      return refused('chunk-size', `a chunk has at most ${bounds[name]} ${name}, not ${counts[name]}`, 20);
  }
  return { ok: true, value: { settled, head, firstRow: Number(firstRow), counts, form } };
}

function layoutOf(counts: Counts, { columns, headBytes }: Form): Layout {
  const offsets = new Map<ColumnName, number>();
  let at = headBytes;
  for (const column of columns) {
    offsets.set(column.name, at);
    at = aligned(at + column.width * counts[column.per]);
  }
  return { offsets, total: at };
}

function aligned(at: number): number {
  return Math.ceil(at / 8) * 8;
}

function writeHead(head: DataView, firstRow: number, counts: Counts, layout: Layout, { version, columns }: Form): void {
  head.setUint32(0, MAGIC, true);
  head.setUint16(4, version, true);
  head.setUint16(6, columns.length, true);
  head.setBigUint64(8, BigInt(firstRow), true);
  head.setUint32(16, counts.rows, true);
  head.setUint32(20, counts.arguments, true);
  head.setUint32(24, counts.accesses, true);
  head.setUint32(28, counts.dataBytes, true);
  for (const [index, column] of columns.entries()) {
    const entry = FIXED_BYTES + ENTRY_BYTES * index;
    head.setUint16(entry, index + 1, true);
    head.setUint16(entry + 2, column.width, true);
    head.setUint32(entry + 4, layout.offsets.get(column.name) ?? 0, true);
    head.setUint32(entry + 8, column.width * counts[column.per], true);
  }
}

/** Offset of the first byte that is not as encodeChunk would write it, columns left aside. */
function misplacedByte(bytes: Uint8Array, head: DataView, layout: Layout, form: Form): number | undefined {
  const expected = new DataView(new ArrayBuffer(form.headBytes));
  const counts: Counts = {
    rows: head.getUint32(16, true),
    arguments: head.getUint32(20, true),
    accesses: head.getUint32(24, true),
    dataBytes: head.getUint32(28, true),
  };
  writeHead(expected, Number(head.getBigUint64(8, true)), counts, layout, form);
  for (let at = 0; at < form.headBytes; at++) if (expected.getUint8(at) !== head.getUint8(at)) return at;
  for (const column of form.columns) {
    const end = (layout.offsets.get(column.name) ?? 0) + column.width * counts[column.per];
    for (let at = end; at < aligned(end); at++) if (bytes[at] !== 0) return at;
  }
  return undefined;
}

/** The bytes where no other thread writes and where 8-byte columns can be viewed in place. */
function atRest(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.buffer instanceof ArrayBuffer && bytes.byteOffset % 8 === 0) return bytes as Uint8Array<ArrayBuffer>;
  return new Uint8Array(bytes);
}

type ColumnAt = (name: ColumnName) => number;

function columnAt(bytes: Uint8Array, layout: Layout): ColumnAt {
  return (name) => bytes.byteOffset + (layout.offsets.get(name) ?? 0);
}

/** The chunk as views, with the three columns that are sums of stored counts. Nothing of it is checked yet. */
function viewsOf(bytes: Uint8Array<ArrayBuffer>, firstRow: number, counts: Counts, layout: Layout): Chunk {
  const { buffer } = bytes;
  const { rows, accesses } = counts;
  const at = columnAt(bytes, layout);
  return {
    ...callViews(bytes, firstRow, counts, layout),
    argumentStart: sums(new Uint16Array(buffer, at('argumentCount'), rows)),
    arguments: new BigInt64Array(buffer, at('arguments'), counts.arguments),
    accessStart: sums(new Uint16Array(buffer, at('accessCount'), rows)),
    accessKind: new Uint8Array(buffer, at('accessKind'), accesses),
    accessPointer: new Float64Array(buffer, at('accessPointer'), accesses),
    accessLength: new Uint32Array(buffer, at('accessLength'), accesses),
    dataStart: sums(new Uint32Array(buffer, at('storedLength'), accesses)),
    data: new Uint8Array(buffer, at('data'), counts.dataBytes),
  };
}

function callViews(bytes: Uint8Array<ArrayBuffer>, firstRow: number, { rows }: Counts, layout: Layout): CallColumns {
  const { buffer } = bytes;
  const at = columnAt(bytes, layout);
  requireLittleEndian();
  return {
    firstRow,
    rows,
    signature: new Uint16Array(buffer, at('signature'), rows),
    outcome: new Uint8Array(buffer, at('outcome'), rows),
    action: new Uint8Array(buffer, at('action'), rows),
    rule: new Uint16Array(buffer, at('rule'), rows),
    start: new Float64Array(buffer, at('start'), rows),
    duration: new Uint32Array(buffer, at('duration'), rows),
    result: new Int32Array(buffer, at('result'), rows),
    memoryPages: new Uint32Array(buffer, at('memoryPages'), rows),
    ...(layout.offsets.has('fuel') ? { fuel: new Float64Array(buffer, at('fuel'), rows) } : {}),
  };
}

function wrongCallColumn(columns: CallColumns, bounds: ChunkBounds): ColumnName | undefined {
  if (!allBelow(columns.signature, bounds.signatures ?? 0x1_0000)) return 'signature';
  if (!allBelow(columns.outcome, CALL_OUTCOMES.length)) return 'outcome';
  if (!allBelow(columns.action, bounds.actions ?? 0x100)) return 'action';
  if (!allBelow(columns.rule, (bounds.mostRule ?? 0xffff) + 1)) return 'rule';
  if (!allWithin(columns.start)) return 'start';
  return columns.fuel === undefined || allWithin(columns.fuel) ? undefined : 'fuel';
}

function outOfRange(name: ColumnName, at: ColumnAt): Checked<never> {
  return refused('chunk-column', `column ${name} holds a value out of range`, at(name));
}

function checkedColumns(chunk: Chunk, at: ColumnAt, counts: Counts, bounds: ChunkBounds): Checked<Chunk> {
  const wrong = (name: ColumnName): Checked<Chunk> => outOfRange(name, at);
  const wrongColumn = wrongCallColumn(chunk, bounds);
  if (wrongColumn !== undefined) return wrong(wrongColumn);
  // The sums are 32 bits wide: 4,096 rows of 65,535 stay far below, and a stored length that wraps its sum makes it smaller
  // than the one before, which is looked at below.
  if (chunk.argumentStart[counts.rows] !== counts.arguments) return wrong('argumentCount');
  if (chunk.accessStart[counts.rows] !== counts.accesses) return wrong('accessCount');
  if (!allBelow(chunk.accessKind, ACCESS_KINDS.length)) return wrong('accessKind');
  if (!allWithin(chunk.accessPointer)) return wrong('accessPointer');
  if (!storedLengthsHold(chunk)) return wrong('storedLength');
  return { ok: true, value: chunk };
}

function allBelow(column: Uint8Array | Uint16Array, limit: number): boolean {
  // By index: `for … of` takes ten times as long here, and the engine checks each call of a guest.
  for (let at = 0; at < column.length; at++) if ((column[at] ?? 0) >= limit) return false;
  return true;
}

/** Zero to 2^53-1; NaN is neither. */
function allWithin(column: Float64Array): boolean {
  for (let at = 0; at < column.length; at++) {
    const value = column[at] ?? 0;
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return false;
  }
  return true;
}

/** Whether the accesses' bytes follow each other to the end of `data`, none longer than it was, and only reads cut. */
function storedLengthsHold(chunk: Chunk): boolean {
  let from = 0;
  for (let access = 0; access < chunk.accessKind.length; access++) {
    const to = chunk.dataStart[access + 1] ?? 0;
    const length = chunk.accessLength[access] ?? 0;
    if (to < from || to > chunk.data.length || to - from > length) return false;
    if (to - from < length && chunk.accessKind[access] !== READ) return false;
    from = to;
  }
  return from === chunk.data.length;
}

function differences<Column extends Uint16Array | Uint32Array>(starts: Uint32Array, into: Column): Column {
  for (let i = 0; i < into.length; i++) into[i] = (starts[i + 1] ?? 0) - (starts[i] ?? 0);
  return into;
}

function sums(counts: Uint16Array | Uint32Array): Uint32Array {
  const starts = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) starts[i + 1] = (starts[i] ?? 0) + (counts[i] ?? 0);
  return starts;
}

function requireLittleEndian(): void {
  // WebAssembly engines for big-endian machines exist, but none under the hosts that this engine has.
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1)
    throw new SandboxError('INTERNAL', 'chunks need a little-endian machine');
}

function refused(code: string, message: string, offset: number): Checked<never> {
  return { ok: false, diagnostics: [{ code, message, place: { kind: 'byte', offset } }] };
}

/** Where two columns of an encoded chunk stand, padding included: what a session file keeps apart from the rest. */
export interface ColumnRanges {
  readonly arguments: { readonly start: number; readonly end: number };
  /** Without padding, since it is split further. */
  readonly data: { readonly start: number; readonly end: number };
  /** Where the columns `accessKind` and `storedLength` begin. */
  readonly accessKind: number;
  readonly storedLength: number;
  readonly total: number;
}

/** Computed from the head alone; undefined where it is none of ours or its counts pass the caps. */
export function columnRanges(head: Uint8Array, bounds: ChunkBounds): ColumnRanges | undefined {
  if (head.length < PLAIN.headBytes) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const form = FORMS.find(({ version }) => version === view.getUint16(4, true));
  const counts: Counts = {
    rows: view.getUint32(16, true),
    arguments: view.getUint32(20, true),
    accesses: view.getUint32(24, true),
    dataBytes: view.getUint32(28, true),
  };
  const within = COUNT_NAMES.every((name) => counts[name] <= bounds[name]);
  if (!within || form === undefined) return undefined;
  const { offsets, total } = layoutOf(counts, form);
  const start = offsets.get('arguments') ?? 0;
  const data = offsets.get('data') ?? 0;
  return {
    arguments: { start, end: offsets.get('accessKind') ?? 0 },
    data: { start: data, end: data + counts.dataBytes },
    accessKind: offsets.get('accessKind') ?? 0,
    storedLength: offsets.get('storedLength') ?? 0,
    total,
  };
}

const COUNT_NAMES = ['rows', 'arguments', 'accesses', 'dataBytes'] as const;
