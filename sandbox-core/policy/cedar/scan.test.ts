import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cedarString } from '../cedar-string.ts';
import { scanPolicies } from './scan.ts';
import { offsetOfByte, placeAt } from './text-place.ts';

function slices(text: string): string[] {
  const scanned = scanPolicies(text);
  return scanned.ok ? scanned.value.map((one) => one.text) : scanned.diagnostics.map(({ message }) => message);
}

test('scanPolicies() cuts at the semicolons that end policies, and at no others', () => {
  const first = '@id("a;b\\";c") permit(principal, action, resource) // no; end\n  when { "}" == ";" };';
  const second = 'forbid(principal,action,resource);';
  expect(slices(`// head;\n${first}\n\n// between\n${second} // tail;`)).toEqual([first, second]);
});

test('scanPolicies() leaves what is no policy to Cedar', () => {
  expect(slices('permit(principal')).toEqual(['permit(principal']);
  expect(slices(');"open')).toEqual([');', '"open']);
  expect(slices('')).toEqual([]);
});

test('scanPolicies() answers slices of the text in their order, whatever the text', () => {
  const text = fc.array(fc.constantFrom('(', ')', '{', '}', ';', '"', '\\', '//', '\n', 'a', '1', 'if', '.', '[', ']', ' ', 'é'));
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join('');
      const scanned = scanPolicies(whole);
      if (!scanned.ok) return;
      let end = 0;
      for (const { text: slice, start } of scanned.value) {
        expect(whole.slice(start, start + slice.length)).toBe(slice);
        expect(start).toBeGreaterThanOrEqual(end);
        end = start + slice.length;
      }
    }),
  );
});

test('placeAt() and offsetOfByte() tell where a byte of the UTF-8 form stands', () => {
  const text = 'é漢\n😀x';
  const byte = new TextEncoder().encode('é漢\n😀').length;
  expect(placeAt(text, offsetOfByte(text, byte))).toEqual({ kind: 'text', line: 2, column: 3 });
});

test('cedarString() writes anything as plain ASCII', () => {
  expect(cedarString('/a"\\\n\u202eé😀')).toBe('"/a\\"\\\\\\u{a}\\u{202e}\\u{e9}\\u{1f600}"');
});
