// The Python program that a pack brings along: it verifies digests, chain and roots with nothing but Python's own library, so that
// whoever holds a pack needs no word of ours for it. Signatures need a tool for Ed25519, which that library has not.

export const VERIFY_PROGRAM = `# Verifies an evidence pack that was unzipped into the folder of this file: python3 verify.py
# The digest of each file, the hash chain over all entries, and the tree's root in each checkpoint. Not the signatures.
import base64, hashlib, json, os, sys

folder = os.path.dirname(os.path.abspath(__file__))
faults = []


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def joined(edge):
    # RFC 9162, section 2.1.1: the subtrees from the smallest to the largest.
    if not edge:
        return sha(b"")
    root = edge[-1][1]
    for _, left in reversed(edge[:-1]):
        root = sha(b"\\x01", left, root)
    return root


manifest = json.load(open(os.path.join(folder, "manifest.json"), encoding="utf-8"))
for file in manifest["files"]:
    state = hashlib.sha256()
    with open(os.path.join(folder, *file["path"].split("/")), "rb") as source:
        while piece := source.read(1 << 20):
            state.update(piece)
    if state.hexdigest() != file["sha256"]:
        faults.append("%s is not the file that was packed" % file["path"])

    name = file["path"]
    if name.startswith("policies/") and name.endswith(".txt"):
        with open(os.path.join(folder, name[:-4] + ".rules.json"), "rb") as rules, open(os.path.join(folder, name), "rb") as text:
            if sha(rules.read(), b"\\n", text.read()).hex() != name[9:-4]:
                faults.append("%s is not the policy of that digest" % name)


def lines():
    with open(os.path.join(folder, "entries.jsonl"), encoding="utf-8", newline="\\n") as source:
        yield from map(json.loads, source)


notes = [item["checkpoint"].split("\\n") for item in lines() if "checkpoint" in item]
sizes = set(int(note[1]) for note in notes)
roots, edge, seq, chain = {}, [], 0, b""
for item in lines():
    if "origin" in item:
        begin = "wasm-sandbox audit log 1\\n%s\\n%s" % (item["origin"], "\\n".join(item["keys"]))
        chain = sha(begin.encode())
        roots[0] = joined(edge)
    elif "checkpoint" not in item:
        seq += 1
        leaf = sha(b"\\x00", item["entry"].encode()) if "entry" in item else bytes.fromhex(item["leaf"])
        chain = sha(chain, leaf)
        if chain.hex() != item["chain"]:
            faults.append("the chain breaks at entry %d" % seq)
            break
        width = 1
        while edge and edge[-1][0] == width:
            leaf, width = sha(b"\\x01", edge.pop()[1], leaf), 2 * width
        edge.append((width, leaf))
        if seq in sizes:
            roots[seq] = joined(edge)
if not any("breaks" in fault for fault in faults):
    for note in notes:
        size = int(note[1])
        root = roots.get(size)
        if root is None or base64.b64encode(root).decode() != note[2]:
            faults.append("the checkpoint over %d entries is of other entries" % size)

for fault in faults:
    print(fault)
print("%d files, %d entries, %d checkpoints: %s" % (len(manifest["files"]), seq, len(notes), "broken" if faults else "whole"))
sys.exit(1 if faults else 0)
`;
