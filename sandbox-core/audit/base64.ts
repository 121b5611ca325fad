// Base64 (RFC 4648, section 4) as signed notes have it: padded, and refused where it is not the one form of its bytes. Written
// here because the engine uses no Node, and its page-free neighbours have no `btoa` that takes bytes.

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const letters = [18, 12, 6, 0].map((shift) => LETTERS[(group >> shift) & 63] ?? '');
    const kept = Math.min(3, bytes.length - at) + 1;
    text += letters.slice(0, kept).join('').padEnd(4, '=');
  }
  return text;
}

/** Undefined for a text that is not what `toBase64` would have written. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3);
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    const group = [...text.slice(at, at + 4)].reduce((sum, letter) => sum * 64 + Math.max(0, LETTERS.indexOf(letter)), 0);
    bytes.set([group >> 16, (group >> 8) & 255, group & 255], to);
  }
  const whole = bytes.slice(0, bytes.length - padding);
  return toBase64(whole) === text ? whole : undefined;
}
