#!/usr/bin/env python3
"""Verifies audit logs as audit-format.md describes them: verify-audit.py [--key PUBLIC] [--require-checkpoint] FOLDER...
The folder '-' stands for those that standard input names, one a line. The exit code is 0 if all verify, 1 if one does not."""
import base64, functools, hashlib, json, os, re, sys
RECORD = re.compile(rb'\{"v":(0|[1-9][0-9]*),"seq":(0|[1-9][0-9]*),.*,"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}', re.S)
ZEROS, FAULTS = "0" * 64, (ValueError, TypeError, KeyError, RecursionError)
P, N = 2**256 - 2**224 + 2**192 + 2**96 - 1, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def content(path): return open(path, "rb").read() if os.path.isfile(path) else b""
def check(claim, text):
    if not claim: raise ValueError(text)
def add(a, b):  # points of P-256; None is the one at infinity
    if a is None or b is None or a[0] == b[0] and (a[1] + b[1]) % P == 0: return a if b is None else b if a is None else None
    s = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (s * s - a[0] - b[0]) % P
    return x, (s * (a[0] - x) - a[1]) % P
def times(k, point):
    total = None
    while k: total, point, k = add(total, point) if k & 1 else total, add(point, point), k >> 1
    return total
@functools.cache
def is_signed(point, text, der):  # by ECDSA; a signature is SEQUENCE { INTEGER r, INTEGER s }, written in the one way there is
    def integer(i): return b"\x02" + bytes([i.bit_length() // 8 + 1]) + i.to_bytes(i.bit_length() // 8 + 1, "big")
    if len(der) < 8 or len(der) < der[3] + 7: return False
    r, s = (int.from_bytes(der[a:b], "big") for a, b in ((4, 4 + der[3]), (6 + der[3], None)))
    if not (0 < r < N and 0 < s < N) or der != b"\x30" + bytes([len(der) - 2]) + integer(r) + integer(s): return False
    found = add(*(times(i * pow(s, -1, N) % N, p) for i, p in ((int.from_bytes(sha(text), "big"), G), (r, point))))
    return found is not None and found[0] % N == r
def unbase64(text): return check(base64.b64encode(base64.b64decode(text, validate=True)).decode() == text, "no base64") or base64.b64decode(text)
def key_name(log): return re.sub(r"[\s+\x00-\x1f\x7f-\x9f]", "_", log)
def load_key(path):  # PEM, or name+id+base64 -> its id, the point, and the name of the log that it is for
    text = open(path).read().strip()
    pem = re.search("-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----", text)
    name, known, rest = (None, "", "") if pem else text.split("+", 2)
    der = b"\2" + unbase64("".join(pem[1].split())) if pem else unbase64(rest)  # a verifier key has the signature's type before it
    check(len(der) == 92 and der.hex().startswith("023059301306072a8648ce3d020106082a8648ce3d03010703420004"), "no key of P-256")
    check(pem or name and name == key_name(name) and known == sha(der[1:])[:4].hex(), "not the form name+id+base64")
    return sha(der[1:])[:4], (int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big")), name
def parse_note(raw, key):  # -> first record of the tree, size, root, the log's name, what is wrong with the signature
    note, (text, _, lines) = raw.decode(), raw.decode().rpartition("\n\n")
    check(text and note[-1] == "\n" and not any(c < " " and c != "\n" for c in note), "no signed note")
    signatures = [(s[1], unbase64(s[2])) for s in (re.fullmatch(r"\u2014 ([^\s+]+) (\S+)", line) for line in lines[:-1].split("\n"))]
    check(len(signatures) <= 64 and len(note.encode("utf-16-le")) <= 2**19, "too long")
    origin, size, root, *more = text.split("\n")
    check(origin and re.fullmatch("0|[1-9][0-9]{0,18}", size) and int(size) < 2**63 and "" not in more and len(unbase64(root)) == 32 and all(len(s) > 4 for _, s in signatures), "no checkpoint")
    broken = re.fullmatch(r"(.+)/break-([1-9][0-9]*)", origin)
    log, first = (broken[1], int(broken[2])) if broken and int(broken[2]) < 2**63 else (origin, 0)
    ours = [s[4:] for n, s in signatures if key and n == key_name(log) and key[2] in (None, n) and s[:4] == key[0]]
    fault = key and (not ours and "no signature of the key" or not all(is_signed(key[1], (text + "\n").encode(), s) for s in ours) and "a bad signature")
    return first, int(size), unbase64(root), log, fault
def read_notes(folder, key, bad, earliest):  # those of checkpoints.log must stand in their order; its last one may be torn
    notes, old, previous, rest = [], [], (0, 0), content(f"{folder}/checkpoints.log")
    pieces = [(content(f"{folder}/checkpoint"), "checkpoint", True)] if os.path.exists(f"{folder}/checkpoint") else []
    while rest:
        whole = re.match(rb".*?\n\n.*?\n(?=\n)", rest, re.S)
        pieces.append((whole[0] if whole else rest, "checkpoints.log", bool(whole)))
        rest = rest[whole.end() + 1:] if whole else b""
    for raw, name, is_whole in pieces:
        try: note = parse_note(raw, key)
        except FAULTS as fault:
            if is_whole or len(raw) > 3 * 2**18: bad.append((None, f"{name}: {fault}"))
            continue
        if note[0] < earliest and (note[4] or old.append(min(2**63 - 1, note[0] + note[1])) is None): continue
        twins = [other for other in notes if other[:2] == note[:2] and other[3] == note[3] and other[2] != note[2]]
        is_back = name != "checkpoint" and note[:2] < previous
        for claim, text in ((note[4], note[4]), (twins, f"two histories were signed: {twins}, {note}"), (notes and notes[0][3] != note[3], "another log"), (is_back, "not in order")):
            if claim: bad.append((None, f"{name}: {text}"))
        if not is_back: notes, previous = notes + [note], previous if name == "checkpoint" else note[:2]
    if old and (max(old) > earliest or not notes): bad.append((None, "checkpoints of records that a break stands in the place of, or no one of what it begins"))
    return notes
def depth(x): return 1 + max(map(depth, x.values() if isinstance(x, dict) else x), default=0) if isinstance(x, (dict, list)) else 0
def parse_record(line, names_log=False):  # of a line without its line feed -> seq, prev, hash, members
    def unique(pairs): return check(len(dict(pairs)) == len(pairs), "a name stands twice") or dict(pairs)
    m = len(line) < 65535 and RECORD.fullmatch(line)
    check(m and int(m[1]) < 2**31 and int(m[2]) < 2**63 - 1, "not the form of a record")
    check(sha(b"\0", line[:-75], b"}").hex() == m[4].decode(), "the hash does not fit the bytes")
    members = json.loads(line.decode(), object_pairs_hook=unique, parse_int=lambda digits: (int if len(digits) < 20 else float)(digits), parse_constant=lambda name: check(False, name))
    check(depth(members) <= 64 and isinstance(members.get("type"), str), "nested too deep, or without a type")
    check(not names_log or isinstance(members.get("log", ""), str), "the log's name is no text")
    return int(m[2]), m[3].decode(), m[4].decode(), members
def grow(peaks, leaf, size=1):  # of the tree's perfect subtrees, the largest first: their sizes and roots
    while peaks and peaks[-1][0] == size: leaf, size = sha(b"\1", peaks.pop()[1], leaf), 2 * size
    peaks.append((size, leaf))
def root_of(peaks): return functools.reduce(lambda root, peak: sha(b"\1", peak[1], root), peaks[-2::-1], peaks[-1][1])
def parse_pruned(raw):  # -> before, head, peaks, hash
    _, _, hash_, members = parse_record(raw[:-1])
    check(raw[-1:] == b"\n" and members["type"] == "prune" and type(members["before"]) is int and 0 < members["before"] < 2**63 and isinstance(members["peaks"], list), "no prune record")
    check(all(re.fullmatch("[0-9a-f]{64}", digits) for digits in [members["head"], *members["peaks"]]), "no prune record")
    return members["before"], members["head"], [bytes.fromhex(peak) for peak in members["peaks"]], hash_
def verify(folder, key=None, require=False):  # -> [(place or None, what is wrong)], the size that is anchored, how many records verified, the record whose opening found no checkpoint
    bad, following, head, start, peaks, counted, anchor, count, prune, log, bare = [], 0, ZEROS, 0, [], 0, 0, 0, -1, None, 0
    try: before, pruned_head, pruned_peaks, pruned = parse_pruned(content(f"{folder}/pruned")) if os.path.exists(f"{folder}/pruned") else (0, "", [], None)
    except FAULTS as fault: return [(None, f"pruned: {fault}")], 0, 0, 0
    segments = sorted(n for n in (os.listdir(folder) if os.path.isdir(folder) else []) if re.fullmatch(r"audit-[0-9]{12}\.jsonl", n) and int(n[6:18]) >= before)
    if not segments: return [(None, "no segment")], 0, 0, 0
    files = [f"{folder}/{n}" for n in [*segments, "checkpoint", "checkpoints.log", "pruned"] if os.path.lexists(f"{folder}/{n}")]
    if not all(os.path.isfile(f) and not os.path.islink(f) and (f[-4:] != ".log" or os.path.getsize(f) <= 2**28) for f in files): return [(None, "no file, or too long")], 0, 0, 0
    is_anew = pruned and b',"type":"break",' in content(f"{folder}/{segments[0]}")[:128]
    notes = read_notes(folder, key, bad, before if is_anew else 0)
    if pruned and not is_anew:
        start, following, head = max([n[0] for n in notes if n[0] <= before], default=0), before, pruned_head
        sizes = [1 << i for i in range(63, -1, -1) if before - start >> i & 1]
        peaks = list(zip(sizes, pruned_peaks)) if len(sizes) == len(pruned_peaks) else None
        if notes and peaks is None: bad.append((None, "pruned: the peaks of another tree"))
    def is_cut(end=2**63): return any(size > following - start if first == start else start < first < end for first, size, *_ in notes)
    def read():  # -> the first fault: its place, which is segment, line, offset and record, and what it is
        nonlocal following, head, start, peaks, counted, anchor, count, prune, log, bare
        for name in segments:
            number, offset, is_last = 0, 0, name == segments[-1]
            for raw in open(f"{folder}/{name}", "rb"):
                place, line, is_whole = (name, number + 1, offset, following), raw.removesuffix(b"\n"), raw.endswith(b"\n")
                m = RECORD.fullmatch(line)
                is_break = number == 0 and m and m[3].decode() == ZEROS and int(m[2]) > 0
                try:
                    check(is_whole or is_last, "the segment ends within a record, and is not the last")
                    seq, previous, hash_, members = parse_record(line, is_break or following == 0)
                    check(number or seq == int(name[6:18]), "not the record that the segment is named after")
                    check(is_break or (seq, previous) == (following, head), "not the record that follows")
                    check(bool(is_break) == (members["type"] == "break") and (is_break or seq > 0 or members["type"] == "log.open"), "not the type that begins")
                except FAULTS as fault: return place, f"{'' if is_whole else 'torn: '}{fault}"
                if is_break and (count or seq != before):
                    return (place, "records before a break were cut off") if is_cut(seq) else (place[:3] + (seq,), "the log breaks off")
                if is_break or seq == 0: start, peaks, counted, anchor, log = seq, [], 0, 0, members.get("log")
                following, head, count, number, offset = seq + 1, hash_, count + 1, number + 1, offset + len(raw)
                if peaks is not None: grow(peaks, bytes.fromhex(hash_))
                prune, bare = seq if hash_ == pruned else prune, seq if seq > before and members["type"] == "recovery" and "unanchored" in members else bare
                for note in [n for n in notes if n[:2] == (start, following - start) and peaks is not None]:
                    if note[2] != root_of(peaks): return place[:3] + (seq,), "the records are not those that a checkpoint counts"
                    counted, anchor = note[1], note[1] if key and not note[4] else anchor
                if not is_whole and not is_cut(): return place[:3] + (seq,), "the last line feed is missing"
            if number == 0 and not (is_last and int(name[6:18]) == following): return (name, 1, 0, following), "an empty segment"
        return ((name, number + 1, offset, following), "a checkpoint counts more" if is_cut() else "empty") if is_cut() or not count else None
    fault = read()
    if fault: bad.append(fault)
    elif pruned and (prune < 0 or notes and prune >= start + counted): bad.append((None, "pruned, and no record that a checkpoint counts says so"))
    if notes and log not in (None, notes[0][3]): bad.append((None, "checkpoints of another log"))
    if require and (bare or not anchor): bad.append((None, f"the records before {bare} had no checkpoint" if bare else "no checkpoint of the key"))
    return bad, anchor, count, bare
if __name__ == "__main__":
    arguments = sys.argv[1:]
    try: public = load_key(arguments.pop(arguments.index("--key") + 1)) if "--key" in arguments else None
    except (OSError, *FAULTS) as fault: sys.exit(print(f"--key: {fault}", file=sys.stderr) or 2)
    named, code = [a for a in arguments if not a.startswith("--")], 0
    for folder in named if named != ["-"] else sys.stdin.read().splitlines():
        problems, anchored, records, bare = verify(folder, public, "--require-checkpoint" in arguments)
        place = next((" ".join(map(str, p)) for p, _ in problems if p), "-")
        print(f"bad {place}: {[text for _, text in problems]}" if problems else f"ok, {records} records, {f'anchored at {anchored}' if anchored else 'unanchored'}{f'; the records before {bare} had no checkpoint' if bare else ''}")
        code |= bool(problems)
    sys.exit(code)
