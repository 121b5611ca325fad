// The page that a reader of a pack opens first: what is wrong with the log, what is in the pack, how to verify it without us.
import { scopeWords, type EvidenceScope } from './evidence-file.ts';

/** `warning`: empty for a log that is whole. */
export function readmeText(warning: string, verified: string, origin: string, scope: EvidenceScope): string {
  const first = warning === '' ? '' : `${warning}\n${verified}\n`;
  return `${first}EVIDENCE PACK of the audit log ${origin}
Told of here: ${scopeWords(scope)}.
${warning === '' ? verified : ''}
Each file says what the log says. Entries with the source "guest-reported" were told by a guest process, which may have left some
out. control-map.md says for some controls what these files show and what they cannot; it judges nothing.

WHAT IS IN IT

manifest.json        SHA-256 and size of each other file, and whether the log was whole
verify.txt, .json    what verifying the log said when this pack was made
verify.py            verifies this pack, see below
keys.txt             public keys of the log, one a line, as the log itself names them
entries.jsonl        what the chain begins with; each entry with its hash, or its leaf hash alone where it is not told of; checkpoints
checkpoints/         the signed checkpoints, the newest 1,000 of them, by number of entries;
                     elsewhere-N: those from outside the log that it was held against, in the order of verify.json
decisions.csv        grants, denials and refused starts
policies/            DIGEST.txt and DIGEST.rules.json of each policy; uses.csv: which run was under which, from when to when;
                     changes.csv: what a person did to policies and grants
isolation.json       of each run: layers around the guest as known at its start, engine, mounts
modules.csv          SHA-256 and name of each module that ran
control-map.md, .csv some controls, and what is shown of each

Texts of policies may name folders of the machine that the guests ran on.

VERIFYING IT OFFLINE

1. Unzip, read verify.py (it is short and needs Python 3.8 or later alone) and run:  python3 verify.py
   It verifies each digest of manifest.json, the chain over all entries, the digest of each policy, and each checkpoint's root.
2. Hold keys.txt against the key that you were told by another way. A key that comes only with the pack shows nothing about who
   made it: whoever makes a pack anew can make a key anew.
3. Verify the signatures of a checkpoint with any tool for signed notes (c2sp.org/signed-note), by that key. The text that is
   signed is all before the empty line, with its last line feed; a signature line ends in base64 of 4 bytes of key id and then
   the signature, Ed25519 with 64 bytes. A key in keys.txt is NAME+KEYID+base64 of a byte 0x01 and the 32 bytes of the key.
   A log made so has a second line and key, ML-DSA-65: its type is 0xff and "wasm-sandbox/ml-dsa-65\\n" in place of 0x01.
4. Hold the newest checkpoint against the copy in a second place, if you keep one.

   leaf(i)  = SHA-256(0x00, text of the entry)
   chain(0) = SHA-256("wasm-sandbox audit log 1\\n", origin, "\\n", keys joined by "\\n")
   chain(i) = SHA-256(chain(i-1), leaf(i))
   root     = the tree of RFC 9162, section 2.1, over all leaves
   policy   = SHA-256(DIGEST.rules.json, "\\n", DIGEST.txt)

An entry that is there as a leaf hash alone can be confirmed by whoever guesses its whole text.
Neither manifest.json nor this page is signed: what holds the pack together is the chain and the checkpoints' signatures.
`;
}
