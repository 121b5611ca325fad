// What a guest process said on standard error before it was gone.

/** V8 says on standard error why it ended the process; that line, without paths and addresses. */
export function fatalLine(words: string): string {
  const line = words.split('\n').find((text) => /fatal|out of memory/i.test(text));
  return line === undefined
    ? ''
    : `: ${line
        .replace(/\S*\/\S+/g, '…')
        .replace(/[#=]+/g, '')
        .trim()
        .slice(0, 160)}`;
}
