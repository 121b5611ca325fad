// A seccomp filter (Linux, kernel documentation "Seccomp BPF") for a guest process, as the bytes that bubblewrap takes:
// no sockets, no new processes (threads only), no tracing, no mounting, no new namespaces, no io_uring, no clocks set.
// Everything else a JavaScript engine may need stays allowed, so this is a deny-list: the namespaces around it are the wall.

type Architecture = 'x64' | 'arm64';

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 (linux/audit.h). */
const AUDIT_ARCHITECTURE: Readonly<Record<Architecture, number>> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };

/** Denied system calls: name, number on x64, number on arm64 (0 stands for one that is not there). */
const DENIED: readonly (readonly [name: string, x64: number, arm64: number])[] = [
  ['socket', 41, 198],
  ['connect', 42, 203],
  ['accept', 43, 202],
  ['bind', 49, 200],
  ['listen', 50, 201],
  ['socketpair', 53, 199],
  ['accept4', 288, 242],
  ['fork', 57, 0],
  ['vfork', 58, 0],
  ['execveat', 322, 281],
  ['ptrace', 101, 117],
  ['process_vm_readv', 310, 270],
  ['process_vm_writev', 311, 271],
  ['process_madvise', 440, 440],
  ['kcmp', 312, 272],
  ['pidfd_open', 434, 434],
  ['pidfd_getfd', 438, 438],
  ['pidfd_send_signal', 424, 424],
  ['unshare', 272, 97],
  ['setns', 308, 268],
  ['mount', 165, 40],
  ['umount2', 166, 39],
  ['pivot_root', 155, 41],
  ['chroot', 161, 51],
  ['open_tree', 428, 428],
  ['move_mount', 429, 429],
  ['fsopen', 430, 430],
  ['fsconfig', 431, 431],
  ['fsmount', 432, 432],
  ['fspick', 433, 433],
  ['mount_setattr', 442, 442],
  ['mknod', 133, 0],
  ['mknodat', 259, 33],
  ['name_to_handle_at', 303, 264],
  ['open_by_handle_at', 304, 265],
  ['quotactl', 179, 60],
  ['io_uring_setup', 425, 425],
  ['io_uring_enter', 426, 426],
  ['io_uring_register', 427, 427],
  ['bpf', 321, 280],
  ['perf_event_open', 298, 241],
  ['userfaultfd', 323, 282],
  ['memfd_create', 319, 279],
  ['keyctl', 250, 219],
  ['add_key', 248, 217],
  ['request_key', 249, 218],
  ['init_module', 175, 105],
  ['finit_module', 313, 273],
  ['delete_module', 176, 106],
  ['kexec_load', 246, 104],
  ['kexec_file_load', 320, 294],
  ['reboot', 169, 142],
  ['swapon', 167, 224],
  ['swapoff', 168, 225],
  ['acct', 163, 89],
  ['personality', 135, 92],
  ['syslog', 103, 116],
  ['settimeofday', 164, 170],
  ['clock_settime', 227, 112],
  ['clock_adjtime', 305, 266],
  ['adjtimex', 159, 171],
  ['sethostname', 170, 161],
  ['setdomainname', 171, 162],
  ['shmget', 29, 194],
  ['shmat', 30, 196],
  ['semget', 64, 190],
  ['msgget', 68, 186],
  ['mq_open', 240, 180],
  ['fanotify_init', 300, 262],
  ['remap_file_pages', 216, 234],
  ['migrate_pages', 256, 238],
  ['move_pages', 279, 239],
  ['memfd_secret', 447, 447],
  ['process_mrelease', 448, 448],
  ['vhangup', 153, 58],
  ['modify_ldt', 154, 0],
  ['ioperm', 173, 0],
  ['iopl', 172, 0],
];

const CLONE: Readonly<Record<Architecture, number>> = { x64: 56, arm64: 220 };
const CLONE3 = 435;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWTIME (linux/sched.h). */
const NEW_NAMESPACE_FLAGS = 0x7e02_0080;
/** Without it, clone makes a process. (bubblewrap has forked before the filter is set; a guest process has threads only.) */
const CLONE_THREAD = 0x0001_0000;
/** x32 numbers on x64 would step around the list. */
const X32_BIT = 0x4000_0000;

const EPERM = 1;
const ENOSYS = 38;
const ALLOW = 0x7fff_0000;
const KILL_PROCESS = 0x8000_0000;
const failWith = (errno: number): number => 0x0005_0000 | errno;

/** Offsets in struct seccomp_data. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;

/** BPF instructions: load a word, jump if equal, jump if at least, jump if any bit is set, return. */
const LOAD = 0x20;
const EQUAL = 0x15;
const AT_LEAST = 0x35;
const ANY_BIT = 0x45;
const RETURN = 0x06;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/** The filter for this processor, or undefined where its numbers are not known here. 8 bytes an instruction, native order. */
export function seccompFilter(architecture: string): Uint8Array | undefined {
  return architecture === 'x64' || architecture === 'arm64' ? assemble(program(architecture)) : undefined;
}

function program(architecture: Architecture): Instruction[] {
  const numbers = DENIED.map((row) => (architecture === 'x64' ? row[1] : row[2])).filter((number) => number > 0);
  return [
    [LOAD, 0, 0, ARCHITECTURE],
    [EQUAL, 1, 0, AUDIT_ARCHITECTURE[architecture]],
    [RETURN, 0, 0, KILL_PROCESS],
    [LOAD, 0, 0, NUMBER],
    [AT_LEAST, 0, 1, X32_BIT],
    [RETURN, 0, 0, KILL_PROCESS],
    // The C library falls back from clone3, whose flags lie in memory out of the filter's reach, to clone.
    ...refuse(CLONE3, ENOSYS),
    ...numbers.flatMap((number) => refuse(number, EPERM)),
    [EQUAL, 0, 4, CLONE[architecture]],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    [ANY_BIT, 1, 0, NEW_NAMESPACE_FLAGS],
    [ANY_BIT, 1, 0, CLONE_THREAD],
    [RETURN, 0, 0, failWith(EPERM)],
    [RETURN, 0, 0, ALLOW],
  ];
}

function refuse(number: number, errno: number): Instruction[] {
  return [
    [EQUAL, 0, 1, number],
    [RETURN, 0, 0, failWith(errno)],
  ];
}

function assemble(instructions: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(instructions.length * 8);
  const view = new DataView(bytes.buffer);
  instructions.forEach(([code, ifTrue, ifFalse, value], index) => {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, ifTrue);
    view.setUint8(index * 8 + 3, ifFalse);
    view.setUint32(index * 8 + 4, value >>> 0, true);
  });
  return bytes;
}
