// What the commands take, as people read it, and the error that says what was wrong with a command line.

export const USAGE = `wasm-sandbox: see what a WebAssembly guest does, and bound it

  wasm-sandbox inspect FILE [--json]
      what a module is and what it asks for

  wasm-sandbox run [OPTION]… FILE [--] [ARG…]
      runs it; nothing is allowed that no option or manifest allows
      --manifest FILE          what the guest is given and where it is stopped (*.sandbox.json)
      --preset NAME            a manifest that comes along: compute, read-only, build, audit-only
      --rules FILE.cedar       rules beside the manifest (docs/policy.md); may be given more than once
      --grant NAME=DIR[:ro]    lets the manifest mount DIR under the name NAME
      --dir HOST::GUEST[:ro]   shows the folder HOST to the guest as GUEST
      --env NAME=VALUE         sets a variable
      --stdin FILE             what the guest reads on standard input; - passes ours on
      --timeout TIME           ends the run after this time (2s, 500ms)
      --cpu TIME               ends the run after this much processor time; waiting does not count
      --fuel N[:coarse]        ends the run after N instructions (1000000000, 1e9)
      --memory SIZE            ends the run when its memory would pass this (64MiB)
      --stack SIZE             ends the run when its stack would pass this (64KiB to 5MiB)
      --clock real|frozen|TIME a real clock, or one that stands still at an ISO 8601 instant
      --seed N                 makes random numbers repeatable
      --denials N              ends the run at the first denial past N different ones (10000)
      --on-miss WORD           what follows where no rule permits: deny, the call fails; stop, the run ends; ask, you are
                               asked; audit, it is let through and marked. The last two hold inside mounts alone
      --ask deny|allow|tty     who answers then: nobody (deny), all is allowed for the run, or you, at the terminal
      --faults FILE            makes calls fail as a schedule says (*.faults.json, docs/fault-schedules.md)
      --no-jail                without the layers that doctor shows: only the guest's own process is between it and you
      --no-bubblewrap          without bubblewrap and the seccomp filter, where they make trouble
      --record FILE            keeps every host call in FILE
      --audit FILE|off         the audit log that is told of the run; the app's own where there is one
      --json                   the outcome as one line of JSON on standard error, after all guest output
      --outcome FILE           the same, into FILE

  wasm-sandbox trace FILE [--where FILTER] [--json]
      the host calls of a recording; FILTER as in docs/filter-language.md: 'name:path_open outcome:denied dur:>1ms'

  wasm-sandbox replay FILE [--module OTHER.wasm] [--json]
      runs a recording again with no host behind it; exits 0 when all was the same to the bit, 1 when not, and says what
      differed first; --module runs another build against the same answers

  wasm-sandbox look FILE.session CALL [--after] [--at ADDRESS [--length N]] [--module FILE.wasm] [--json]
      the guest's stack, and its memory as it was before call number CALL: what that call touched, or what lies at ADDRESS,
      and which calls wrote it last; the run is replayed up to there, without a host

  wasm-sandbox compare A.session B.session [--json]
      what differs between two recordings, call by call; exits 0 when calls and outcome differ by nothing but
      chance (clock, randomness, times of files), 1 when they differ by more

  wasm-sandbox files FILE.session [--json] [--show PATH]
      which files a run touched; with --show, what it wrote into one of them

  wasm-sandbox stream FILE.session FD|@CALL [--raw]
      all that was read from and written to one open file: the first with the number FD, or that of call number CALL
      --raw                    the bytes alone, as they were; not to a terminal

  wasm-sandbox verify FILE.session [--json]
      reads a session file from anywhere in a jailed process, then holds every chunk against the chain of hashes

  wasm-sandbox export FILE.session --into FILE [--without arguments|bytes]… [--with secrets|private]… [--no-module] [--no-notes]
      a copy without the environment's values and standard input (secrets), manifest, variables and host paths (private);
      its chain of hashes verifies all the same

  wasm-sandbox to-test FILE --into DIR [OPTION]…
      makes a regression test of a recording: the folder DIR/NAME.sandboxtest, which holds all that it needs
      --name NAME              of the test; the recording's where left out
      --module OTHER.wasm      the recorded module, where the recording does not hold it
      --mode replay|live       answer host calls from the recording (the default), or run anew under the manifest
      --fuel-slack 5%          how far the count of instructions may be off, where it was recorded
      --no-outcome --no-output --no-calls --no-verdicts --no-fuel
                               what is not checked; test.json says what is, and can be edited
      --without-secrets        leaves out values of variables and standard input, which a replay would need

  wasm-sandbox test DIR… [--format text|tap|junit|json] [--out FILE] [--filter NAME] [--jobs N] [--module FILE]
                       [--update]
      runs the *.sandboxtest folders below each DIR; exits 0 when all pass, 1 when some fail, 2 when there are none or one
      cannot be run; --update rewrites what is expected to what came, and says what it changes; --module FILE tests another
      build than the one that lies in the folders

  wasm-sandbox sweep FILE [OPTION]…
      runs a recorded guest again, each time with one fault at one call, and says how it took it (docs/fault-schedules.md);
      exits 1 when a run trapped, hung, lost what it wrote or gave other output without a word
      --dir HOST::GUEST        the folder that was at GUEST: each run has a copy of it
      --where FILTER           only at these calls
      --faults KIND,…          some of eio,enospc,short,denied,clock
      --all                    at every call, not only at the first, second, middle and last of those that repeat
      --jobs N                 runs at once
      --timeout TIME           ends each run after this time
      --record-into DIR        keeps each run as a session file in DIR
      --json                   each result as one line of JSON, as soon as it is known

  wasm-sandbox policy check FILE… [--json]
      whether policy texts (*.cedar) can be used; exits 1 with what is wrong, and where

  wasm-sandbox policy explain FILE.session CALL [--json]
      which rule decided call number CALL, where it stands, and what the smallest change would be; exits 1 for a denial

  wasm-sandbox policy format FILE… [--write] [--json]
      the texts as Cedar's formatter writes them; without --write it only shows them, and exits 1 where one would change

  wasm-sandbox policy suggest FILE.session… [--level exact|endings|folders|directory] [--with-denied] [--into NAME] [--json]
      the least policy that lets through what the recordings were let through, each part with its calls; --into writes
      NAME.sandbox.json and NAME.cedar

  wasm-sandbox policy compare POLICY POLICY [--json]
      what one lets through that the other does not, each with a request that shows it; exits 1 where there is any.
      A POLICY is a manifest, a policy text, or several of them joined by commas

  wasm-sandbox policy whatif FILE.session [--manifest FILE] [--rules FILE.cedar]… [--json]
      what another policy would have decided about the calls of a recording; exits 1 where that changes anything

  wasm-sandbox policy capabilities MODULE [--manifest FILE] [--rules FILE.cedar]… [--session FILE.session]… [--json]
      for each action what grants it, which imports declare it, how the exports reach them, and which calls of the
      recordings used it; exits 1 with over-grants, imports that nothing calls, and denied calls. Without a policy, that
      of the first recording

  wasm-sandbox policy test FILE.policytest.json… [--mutate] [--json]
      requests with the verdicts expected of the policy beside them; exits 1 where one fails or, with --mutate, where a
      rule could be taken out without any failing

  wasm-sandbox policy import --from FORMAT FILE [--rules-out FILE.cedar] [--component NAME] [--json]
      a policy of another tool (extism, spin, wassette, deno, modsurfer) as a manifest, and rules beside it where one is too
      coarse; exits 1 where something was lost, and says what (docs/policy-translation.md)

  wasm-sandbox policy export --to FORMAT MANIFEST [--rules FILE.cedar]… [--json]
      the other way round

  wasm-sandbox audit verify|export|evidence|new|checkpoint|keys|prove|check …
      verify [FILE] [--checkpoint FILE]… [--key KEY]… [--json]   whether the log is what was written; exits 1 when not
      export [FILE] --as jsonl|chain|html|ocsf|otlp|csv [--lane LANE]… [--run RUN]
             [--where FILTER]              in the filter language: 'lane:denials resource:/etc/*'
      evidence [FILE] --out FILE.zip [--from TIME] [--to TIME] [--run RUN] [--checkpoint FILE]… [--key KEY]…
                                           one zip for an auditor; exits 1 where the log is not what was written
      new FILE [--sign ml-dsa-65]          an empty log, signed with that kind of key as well; prints its public keys
      checkpoint [FILE] [--copy-to FILE]   signs what is there; from then on each checkpoint is copied to that place
      keys [FILE]                          the public keys of its checkpoints
      prove [FILE] --entry N | --from CHECKPOINT   a proof that verifies without the log, on standard output
      check PROOF --key KEY [--from CHECKPOINT]    verifies it; exits 1 when it shows nothing
      FILE is the app's own log where it is left out (docs/audit.md)

  wasm-sandbox doctor [--json] [--no-bubblewrap]
      which layers hold a guest on this machine, found by trying to get out; exits 1 when something does

Exit codes of run: the guest's own for proc_exit, 0 on return, 124 a limit of time, 125 refused or wrong usage,
126 ended by a denial, 130 stopped, 134 trap, 137 another limit, 139 the guest process died.
`;

/** Wrong usage or unusable input: one sentence for standard error. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
