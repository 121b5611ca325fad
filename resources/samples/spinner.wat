;; Says that it will never end, and keeps its word: only something outside of it can stop it.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param $fd i32) (param $vectors i32) (param $count i32) (param $written i32) (result i32)))
  (memory (export "memory") 1)

  ;; 0: one vector (pointer, length)   8: bytes written   16: the line
  (data (i32.const 0) "\10\00\00\00\23\00\00\00")
  (data (i32.const 16) "Spinning. I shall not stop myself.\n")

  (func $say
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))

  (func $spin (local $turns i64)
    (loop $again
      (local.set $turns (i64.add (local.get $turns) (i64.const 1)))
      (br $again)))

  (func $_start (export "_start")
    (call $say)
    (call $spin)))
