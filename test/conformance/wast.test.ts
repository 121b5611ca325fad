import { describe, expect, it } from 'vitest';
import { readWast } from './wast.ts';

describe('readWast()', () => {
  it('splits a script into commands', () => {
    const script = `;; a script
(module $m definition-is-no-keyword-here)
(module binary "\\00asm" "\\01\\00\\00\\00") (; nested (; comment ;) ;)
(module definition $d (func))
(module instance $i $d)
(register "host" $m)
(invoke $m "go" (i32.const 1))
(assert_return (get "g") (f32.const nan:canonical))
(assert_trap (invoke "go") "unreachable")
(assert_trap (module (start 0)) "unreachable")
(assert_malformed (module quote "(fu" "nc)") "unexpected token")
(assert_unlinkable (@note "(") (module (import "a" "b" (func))) "unknown import")`;
    expect(readWast(script).map((command) => `${command.line} ${command.kind}`)).toEqual([
      '2 module',
      '3 module',
      '4 module',
      '5 instance',
      '6 register',
      '7 action',
      '8 assert-return',
      '9 assert-trap',
      '10 assert-trap-module',
      '11 assert-malformed',
      '12 assert-unlinkable',
    ]);
  });

  it('gives modules as text, bytes or quoted text', () => {
    const modules = readWast('(module $m (func)) (module binary "\\00a\\u{e9}\\n") (module quote "(fu" "nc)")').map((command) =>
      command.kind === 'module' ? command.module : undefined,
    );
    expect(modules).toEqual([
      { form: 'text', name: '$m', definition: false, source: '(module $m (func))' },
      { form: 'binary', name: undefined, definition: false, bytes: Uint8Array.of(0, 0x61, 0xc3, 0xa9, 10) },
      { form: 'quote', name: undefined, definition: false, source: '(func)' },
    ]);
  });

  it('takes a script without commands as the fields of one module', () => {
    expect(readWast('(func) (memory 0)')).toMatchObject([
      { kind: 'module', module: { form: 'text', source: '(module (func) (memory 0)\n)' } },
    ]);
  });
});
