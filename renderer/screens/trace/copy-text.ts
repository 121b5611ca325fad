// Calls as text to be pasted elsewhere: aligned, as JSON, as a Markdown table, or as the command line that shows the same rows.
import type { CallRow } from '../../store/call-row.ts';

export type CopyFormat = 'text' | 'json' | 'markdown' | 'command';

export interface CopySource {
  readonly calls: readonly CallRow[];
  /** The filter that finds these calls. */
  readonly where: string;
  /** Name of the session's file. */
  readonly file: string;
}

export function copyText(format: CopyFormat, { calls, where, file }: CopySource): string {
  switch (format) {
    case 'text':
      return calls.map(textLine).join('\n');
    case 'json':
      return JSON.stringify(calls.map(plainCall), null, 2);
    case 'markdown':
      return ['| # | Time s | Call | Arguments | Result | Rule |', '|--:|--:|---|---|---|--:|', ...calls.map(markdownLine)].join(
        '\n',
      );
    case 'command':
      return `wasm-sandbox trace ${shellQuoted(file)}${where === '' ? '' : ` --where ${shellQuoted(where, true)}`}`;
  }
}

function seconds(call: CallRow): string {
  return (call.time / 1e9).toFixed(6);
}

function textLine(call: CallRow): string {
  const result = call.outcome === 'denied' ? `denied ${call.result}` : call.result;
  return `#${call.row + 1}  ${seconds(call)} s  ${call.name}(${call.arguments}) = ${result}  rule ${call.rule}`;
}

/** As `wasm-sandbox trace --json` writes it. */
function plainCall(call: CallRow): object {
  const { row, time, duration, family, name, result, outcome, rule } = call;
  return { row, time, duration, family, call: name, arguments: call.arguments, result, outcome, rule };
}

function markdownLine(call: CallRow): string {
  const cells = [`${call.row + 1}`, seconds(call), code(call.name), code(call.arguments), code(call.result), `${call.rule}`];
  return `| ${cells.join(' | ')} |`;
}

/** Guest text as code, so that nothing in it is read as Markdown; the fence is longer than any within. */
function code(text: string): string {
  if (text === '') return '';
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** For a POSIX shell; in double quotes where nothing in them would be taken for more than it is. */
function shellQuoted(text: string, always = false): string {
  if (!always && /^[\w./:-]+$/.test(text)) return text;
  return /["$`\\!']/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
