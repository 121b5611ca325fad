// SQLite's own build for the web as a guest. It imports its memory and Emscripten's system calls; a database in memory needs
// none of these to do anything, so they answer that there is no such call.
import type { Started } from './wasi-program.ts';

/** Pages of the memory, which does not grow. */
const PAGES = 1024;
const NO_SUCH_CALL = -52;
const ROW = 100;

/** Rows made by a recursion, an index, updates through it, joins and aggregates. */
const SCRIPT = `
create table t(id integer primary key, word text, number int);
with recursive c(n) as (select 1 union all select n + 1 from c where n < 40000)
  insert into t select n, printf('%08x', (n * 2654435761) & 0xffffffff), n % 1009 from c;
create index by_word on t(word);
update t set number = number + length(word) where word > '8';
create table sums as select number, count(*) as many, min(word) as least from t group by number;
delete from t where id % 7 = 0;`;
const QUESTION =
  "select count(*) || ' ' || sum(a.id * b.many) || ' ' || max(b.least) from t a join sums b on a.number = b.number where a.word like '%7%'";

type Call = (...values: number[]) => number;

/** Runs a script over a database in memory and answers one question of it. */
export function startSqlite(compiled: WebAssembly.Module): Started {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module, name, kind } of WebAssembly.Module.imports(compiled)) {
    imports[module] ??= {};
    imports[module][name] = kind === 'memory' ? memory : stubFor(name, memory);
  }
  const { exports } = new WebAssembly.Instance(compiled, imports);
  const call = (name: string, ...values: number[]): number => (exports[name] as Call)(...values);
  return {
    exports,
    run: () => {
      call('__wasm_call_ctors');
      const database = new Database(call, memory);
      for (const statement of SCRIPT.split(';')) database.execute(statement.trim());
      return database.ask(QUESTION);
    },
  };
}

function stubFor(name: string, memory: WebAssembly.Memory): Call | (() => number) {
  switch (name) {
    case 'emscripten_date_now':
    case 'emscripten_get_now':
      return () => 1.7e12;
    case 'emscripten_get_heap_max':
      return () => PAGES << 16;
    case 'emscripten_resize_heap':
      return () => 0;
    case 'environ_sizes_get':
      return (count = 0, size = 0) => {
        const view = new DataView(memory.buffer);
        view.setUint32(count, 0, true);
        view.setUint32(size, 0, true);
        return 0;
      };
    default:
      return () => NO_SUCH_CALL;
  }
}

class Database {
  readonly #call: (name: string, ...values: number[]) => number;
  readonly #memory: WebAssembly.Memory;
  readonly #handle: number;

  constructor(call: (name: string, ...values: number[]) => number, memory: WebAssembly.Memory) {
    this.#call = call;
    this.#memory = memory;
    const place = call('sqlite3_malloc', 4);
    this.#good(call('sqlite3_open', this.#text(':memory:'), place));
    this.#handle = new DataView(memory.buffer).getUint32(place, true);
  }

  execute(statement: string): void {
    this.#good(this.#call('sqlite3_exec', this.#handle, this.#text(statement), 0, 0, 0));
  }

  /** The first column of the first row. */
  ask(question: string): string {
    const place = this.#call('sqlite3_malloc', 4);
    this.#good(this.#call('sqlite3_prepare_v2', this.#handle, this.#text(question), -1, place, 0));
    const statement = new DataView(this.#memory.buffer).getUint32(place, true);
    if (this.#call('sqlite3_step', statement) !== ROW) throw new Error('SQLite gave no row');
    return this.#read(this.#call('sqlite3_column_text', statement, 0));
  }

  #good(code: number): void {
    if (code === 0) return;
    throw new Error(`SQLite answered ${code}: ${this.#read(this.#call('sqlite3_errmsg', this.#handle))}`);
  }

  #text(text: string): number {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const place = this.#call('sqlite3_malloc', bytes.length);
    new Uint8Array(this.#memory.buffer).set(bytes, place);
    return place;
  }

  #read(place: number): string {
    const bytes = new Uint8Array(this.#memory.buffer);
    return new TextDecoder().decode(bytes.slice(place, bytes.indexOf(0, place)));
  }
}
