// What a person types for an argument or for bytes, read: numbers in decimal or hexadecimal, bytes as pairs of hex digits.

export type Typed = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly fault: string };

/** A whole number that has room in so many bits, with or without sign; answered in decimal. */
export function readNumber(text: string, bits: 32 | 64): Typed {
  const typed = text.trim().replaceAll('_', '');
  if (!/^(?:-?\d{1,20}|0[xX][0-9a-fA-F]{1,16})$/.test(typed)) {
    return { ok: false, fault: `"${text.trim().slice(0, 40)}" is no whole number, as 42, -1 or 0x2A` };
  }
  const value = BigInt(typed);
  const least = -(1n << BigInt(bits - 1));
  const most = (1n << BigInt(bits)) - 1n;
  if (value < least || value > most) return { ok: false, fault: `${typed} does not have room in ${bits} bits` };
  // As the guest's 64 bits hold it: with a sign.
  return { ok: true, value: String(BigInt.asIntN(bits, value)) };
}

/** Pairs of hex digits with or without blanks; answered in small letters without them. */
export function readBytes(text: string): Typed {
  const digits = text.replaceAll(/\s/g, '').replace(/^0x/i, '').toLowerCase();
  if (!/^[0-9a-f]*$/.test(digits)) return { ok: false, fault: 'bytes are pairs of hex digits, as 2A 00 FF' };
  if (digits.length % 2 === 1) return { ok: false, fault: 'a byte has two hex digits' };
  if (digits.length > 131_072) return { ok: false, fault: 'at most 65,536 bytes can be written' };
  return { ok: true, value: digits };
}
