;; Greets whoever standard input names. It asks for 32 bytes and takes for granted that it got 32: a short read, which every
;; terminal, pipe and small file gives, leaves zeros behind the name, and the check below traps.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 96) "Hello, ")

  ;; 0: the vector to read into   8: bytes read   16 and 24: the vectors to write   32: bytes written   128: the name
  (func $read_name (result i32)
    (i32.store (i32.const 0) (i32.const 128))
    (i32.store (i32.const 4) (i32.const 32))
    (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.const 32))

  (func $check_name (param $length i32)
    (local $at i32)
    (loop $next
      (if (i32.eqz (i32.load8_u (i32.add (i32.const 128) (local.get $at)))) (then unreachable))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $length)))))

  (func $greet (param $length i32)
    (i32.store (i32.const 16) (i32.const 96))
    (i32.store (i32.const 20) (i32.const 7))
    (i32.store (i32.const 24) (i32.const 128))
    (i32.store (i32.const 28) (local.get $length))
    (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 2) (i32.const 32))))

  (func $_start (export "_start")
    (local $length i32)
    (local.set $length (call $read_name))
    (call $check_name (local.get $length))
    (call $greet (local.get $length))))
