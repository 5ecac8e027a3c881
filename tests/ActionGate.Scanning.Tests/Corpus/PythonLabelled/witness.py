"""Runs the snippets marked `run` under CPython's audit hooks and says which of their labels are too few.

Each runs in a process and an empty folder of its own, statement by statement. The hook records what a snippet asks for and
refuses whatever leaves the folder, starts a process or talks to anybody; the next statement is tried all the same. Packages that
CPython does not come with are stand-ins that answer to everything. Every event must be covered by a label; the reverse is not
asked for, since a refusal ends a branch.

    python3 witness.py [-v] [FILE...]
"""

import ast
import atexit
import collections
import fnmatch
import gc
import os
import re
import shlex
import shutil
import signal
import socket
import sys
import tempfile
import threading
import types
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from stand_ins import StandIns  # noqa: E402

OWN_HOST = socket.gethostname()
KINDS = ("file_read", "file_write", "file_delete", "network", "shell_exec", "dynamic_code", "env_read", "env_write")
# Far more than any needs: a machine may be busy.
SECONDS = 60
# Imported before the first snippet, so that a snippet's own imports do no work.
WARM = (
    "argparse asyncio base64 bz2 codecs collections configparser contextlib csv ctypes ctypes.util dataclasses datetime difflib email.message enum "
    "filecmp fileinput ftplib functools glob gzip hashlib html http.client http.server imaplib importlib.util inspect io itertools json linecache "
    "logging logging.handlers lzma mmap multiprocessing netrc operator pathlib pickle poplib pwd queue random re runpy sched shelve shlex shutil "
    "smtplib socket socketserver sqlite3 ssl string subprocess tarfile tempfile textwrap threading timeit tokenize types typing unittest unittest.mock "
    "urllib.parse urllib.request uuid wave weakref webbrowser xml.etree.ElementTree xmlrpc.client zipfile zlib concurrent.futures encodings.rot_13 "
    "encodings.hex_codec encodings.idna encodings.utf_16_le"
)


class Denied(PermissionError):
    pass


# --- labels ---------------------------------------------------------------------------------------------------------------------


class Snippet:
    def __init__(self, file, text):
        self.file = file
        self.name, rest = text.split("\n", 1)
        self.code, labels = rest.rsplit("\n---", 1)
        lines = [line for line in labels.split("\n") if line]
        self.run = "run" in lines
        self.labels = []
        for line in lines:
            kind, _, targets = line.partition(" ")
            if kind in KINDS:
                self.labels += [(kind, self.unescape(target)) for target in targets.split(" || ")]
        self.opaque = any(line.startswith("opaque") for line in lines) or any(target == "?" for _, target in self.labels)

    @staticmethod
    def unescape(text):
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def read(files):
    for file in files:
        with open(file, encoding="utf-8") as f:
            for part in ("\n" + f.read()).split("\n=== ")[1:]:
                yield Snippet(os.path.basename(file), part)


# --- events ---------------------------------------------------------------------------------------------------------------------


def text_of(value):
    try:
        return os.fsdecode(value)
    except TypeError:
        return str(value)


def command_of(args):
    words = [args] if isinstance(args, (str, bytes, os.PathLike)) else [text_of(a) for a in args]
    words = [text_of(w) for w in words]
    return words[2] if words[:2] == ["/bin/sh", "-c"] and len(words) == 3 else shlex.join(words)


def address_of(address):
    return ":".join(str(part) for part in address[:2]) if isinstance(address, tuple) else text_of(address)


def open_kinds(mode, flags):
    if isinstance(mode, str):
        if "r" in mode:
            return ("file_read", "file_write") if "+" in mode else ("file_read",)
        return ("file_write",)
    access = flags & os.O_ACCMODE
    return {os.O_RDONLY: ("file_read",), os.O_WRONLY: ("file_write",)}.get(access, ("file_read", "file_write"))


def facts(event, args):
    """What an event means, as (kind, target) pairs; None for one that says nothing."""
    first = args[0] if args else None
    match event:
        case "stand-in":
            return [args]
        case "open" if not isinstance(first, int):
            return [(kind, first) for kind in open_kinds(args[1], args[2])]
        case "os.listdir" | "os.scandir" if not isinstance(first, int):
            return [("file_read", first or ".")]
        case "os.mkdir" | "os.chmod" | "os.chown" | "os.utime" | "os.truncate" | "os.setxattr" | "os.removexattr" | "shutil.chown":
            return [("file_write", first)]
        case "os.remove" | "os.rmdir" | "shutil.rmtree":
            return [("file_delete", first)]
        case "os.rename" | "shutil.move":
            return [("file_delete", first), ("file_write", args[1])]
        case "os.link":
            return [("file_read", first), ("file_write", args[1])]
        case "os.symlink":
            return [("file_write", args[1])]
        case "shutil.copyfile" | "shutil.copytree":
            return [("file_read", first), ("file_write", args[1])]
        case "shutil.copymode" | "shutil.copystat":
            return [("file_write", args[1])]
        case "shutil.make_archive":
            return [("file_write", f"{first}.{args[1]}")]
        case "shutil.unpack_archive":
            return [("file_read", first)]
        case "sqlite3.connect" if text_of(first) not in (":memory:", ""):
            return [("file_write", first)]
        case "os.system":
            return [("shell_exec", text_of(first))]
        case "pty.spawn":
            return [("shell_exec", command_of(first))]
        case "os.exec" | "os.posix_spawn" | "subprocess.Popen":
            return [("shell_exec", command_of(args[1]))]
        case "os.startfile" | "os.spawn":
            return [("shell_exec", text_of(args[-1]))]
        case "os.putenv":
            return [("env_write", text_of(first))]
        case "socket.connect" | "socket.bind" | "socket.sendto":
            return [("network", address_of(args[1]))]
        case "socket.getaddrinfo" | "socket.gethostbyname" | "socket.gethostbyaddr" | "urllib.Request" | "webbrowser.open" | "telnetlib.Telnet.open":
            return [("file_read", first[7:]) if text_of(first).startswith("file://") else ("network", text_of(first))]
        case "http.client.connect" | "ftplib.connect" | "smtplib.connect" | "imaplib.open" | "poplib.connect":
            return [("network", f"{args[1]}:{args[2]}" if len(args) > 2 and args[2] else args[1])]
        case "pickle.find_class" | "marshal.loads" | "ctypes.dlopen" | "code.__new__":
            return [("dynamic_code", None)]
        case "compile":
            return [("dynamic_code", text_of(first) if isinstance(first, (str, bytes)) else None)]
    return None


# Refused whatever they are asked for: nothing of it stays inside the folder.
REFUSED = ("os.fork", "os.forkpty", "os.kill", "os.killpg", "signal.pthread_kill", "syslog.openlog", "os.chroot")


# Files of the library that compile text of their own, or read sources to show a line of them.
LIBRARY = ("/linecache.py", "/traceback.py", "/collections/__init__.py", "/dataclasses.py", "/doctest.py")


class Witness:
    """The hook of one process. It can't be taken off again."""

    def __init__(self, root, snippet, report):
        self.root, self.snippet, self.report = root, snippet, report
        self.home = os.environ["HOME"]
        self.folder = root
        self.busy = False
        self.on = self.ending = False
        self.events = 0

    def __call__(self, event, args):
        if not self.on or self.busy:
            return
        self.busy = True
        try:
            if event in REFUSED:
                raise Denied(event)
            if event == "os.chdir" and not isinstance(args[0], int):
                # Where the folder does not exist, the rest goes on as if it did.
                self.folder = os.path.join(self.folder, text_of(args[0]))
            found = facts(event, args)
            if found is None or self.is_internal():
                return
            refused = False
            self.events += 1
            for kind, target in found:
                refused |= self.judge(event, args, kind, target)
            if refused:
                raise Denied(event)
        finally:
            self.busy = False

    def is_internal(self):
        """Whether the import system or a library asks for its own files."""
        frame = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename != "<snippet>":
            name = frame.f_code.co_filename
            if name.startswith(("<frozen importlib", "<frozen zipimport")) or name.endswith(LIBRARY):
                return True
            frame = frame.f_back
        # A thread of a pool has no frame of the snippet until it calls one; what it asks for is the snippet's doing all the same.
        return frame is None and not self.ending and threading.current_thread() is threading.main_thread()

    def asker(self):
        frame = sys._getframe(3)
        while frame is not None and frame.f_code.co_filename == __file__:
            frame = frame.f_back
        return frame.f_code.co_filename if frame is not None else ""

    def judge(self, event, args, kind, target):
        """Reports what no label covers; whether to refuse it."""
        if kind.startswith("file_"):
            path = text_of(target)
            if path.startswith(("/dev/null", "/dev/urandom", "/usr/share/zoneinfo")):
                return False
            real = os.path.realpath(path)
            inside = real.startswith(self.root + os.sep) or real == self.root
            if not self.covers_file(kind, path) and not self.covers_file(kind, real):
                self.report(f"{kind} {self.shown(path)}")
            return not inside
        if kind == "dynamic_code":
            source = self.asker()
            if event == "compile" and source != "<snippet>":
                return False
        if target is None:
            if not self.snippet.opaque and not any(k == kind for k, _ in self.snippet.labels):
                self.report(f"{kind} of {event}")
        elif kind == "network":
            host = text_of(target)
            name = host.rpartition(":")[0] or host
            if host == OWN_HOST:
                # smtplib and logging ask who they are.
                return True
            if not any(k == kind and (self.fits(t, host) or name.strip("[]") in t or (t.startswith("like ") and self.holds_host(t, name))) for k, t in self.snippet.labels) and not self.snippet.opaque:
                self.report(f"{kind} {host}")
        elif not self.snippet.opaque:
            texts = [text_of(target), *([args[1][2]] if event == "subprocess.Popen" and len(args[1]) == 3 and args[1][1] == "-c" else [])]
            if not any(k == kind and self.fits(t, text) for k, t in self.snippet.labels for text in texts):
                self.report(f"{kind} {target}")
        return event == "ctypes.dlopen" or kind not in ("dynamic_code", "env_write")

    @staticmethod
    def holds_host(label, name):
        return label[5:].split("*", 1)[0].rstrip(":/") in name or "*" == label[5:6]

    @staticmethod
    def fits(label, target):
        if label == "?":
            return True
        if label.startswith("like "):
            return re.fullmatch(".*".join(map(re.escape, label[5:].split("*"))), target, re.DOTALL) is not None
        return label == target

    def covers_file(self, kind, path):
        if self.snippet.opaque:
            return True
        whole = os.path.normpath(os.path.join(self.folder, path))
        nested = self.asker() != "<snippet>"
        for k, label in self.snippet.labels:
            if not k.startswith("file_") or (k != kind and not nested):
                continue
            like = label.startswith("like ")
            wanted = (label[5:] if like else label).removeprefix("file://")
            if wanted == "~" or wanted.startswith("~/"):
                wanted = self.home + wanted[1:]
            wanted = os.path.normpath(os.path.join(self.root, wanted))
            if like:
                pattern = ".*".join(map(re.escape, wanted.split("*")))
                if re.fullmatch(pattern, whole, re.DOTALL) or (label[5:6] == "*" and re.fullmatch(".*" + re.escape(label[5:].rpartition("*")[2]), whole)):
                    return True
                wanted = wanted.split("*")[0].rstrip("/") or "/"
            if whole == wanted:
                return True
            # A library's way to a labelled path: the folders above it, and, for a tree, what lies below.
            if nested and (wanted.startswith(whole.rstrip("/") + "/") or whole.startswith(wanted.rstrip("/") + "/") or os.path.dirname(whole) == os.path.dirname(wanted)):
                return True
        return False

    def shown(self, path):
        return path.replace(self.home, "~").replace(self.root, "<folder>")


# --- running --------------------------------------------------------------------------------------------------------------------


def run(snippet, folder, pipe):
    """In a process of its own: never returns."""

    def report(line):
        os.write(pipe, (line.replace("\n", "\\n")[:300] + "\n").encode())

    os.setsid()
    os.chdir(folder)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.environ["HOME"] = os.path.join(folder, "home")
    os.environ.pop("TMPDIR", None)
    tempfile.tempdir = os.path.join(folder, "tmp")
    sys.argv = ["snippet.py"]
    sys.path[:] = [p for p in sys.path if p.startswith(os.path.dirname(os.__file__)) and "site-packages" not in p]
    for name in [n for n in sys.modules if n.partition(".")[0] not in sys.stdlib_module_names and n != "__main__"]:
        del sys.modules[name]
    # After the library's own folders, and in place of all other ones.
    sys.meta_path.append(StandIns())
    module = types.ModuleType("__main__")
    module.__file__ = os.path.join(folder, "snippet.py")
    module.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    tree = ast.parse(snippet.code)
    future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    codes = []
    for node in tree.body:
        one = ast.Module([*future, node] if node not in future else [node], [])
        codes.append(compile(one, "<snippet>", "exec"))
    # Functions that nobody calls are not run; what a refused statement would have named is missing, which ends the ones that need it.
    sys.unraisablehook = sys.excepthook = threading.excepthook = lambda *_: None
    witness = Witness(folder, snippet, report)
    sys.addaudithook(witness)
    signal.alarm(SECONDS)
    witness.on = True
    for code in codes:
        try:
            exec(code, module.__dict__)
        except BaseException:
            pass
    witness.ending = True
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join(1)
    try:
        atexit._run_exitfuncs()
    except BaseException:
        pass
    module.__dict__.clear()
    os.write(pipe, f"events {witness.events}\n".encode())
    os._exit(0)


def prepare(snippet, folder):
    """What the snippet reads or deletes exists, so that it gets further."""
    for kind, label in snippet.labels:
        path = os.path.normpath(os.path.join(folder, label.replace("~/", "home/", 1)))
        if kind not in ("file_read", "file_delete") or label.startswith("like ") or not path.startswith(folder + os.sep) or os.path.exists(path):
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if "." not in os.path.basename(path):
            os.makedirs(os.path.join(path, "sub"))
            path = os.path.join(path, "a.txt")
        with open(path, "w", encoding="utf-8") as f:
            f.write("1\n2\n")


def start(snippet, root):
    folder = tempfile.mkdtemp(dir=root)
    for name in ("home", "tmp"):
        os.mkdir(os.path.join(folder, name))
    prepare(snippet, folder)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            run(snippet, folder, writing)
        except BaseException as error:
            os.write(writing, f"the witness failed: {error!r}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    return child, reading


def finish(snippet, child, reading):
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().decode(errors="replace").splitlines()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        lines.append(f"ended by signal {os.WTERMSIG(status)}")
    counts = [line for line in lines if line.startswith("events ")]
    return snippet, sum(int(line[7:]) for line in counts), sorted(set(lines) - set(counts))


def watch_all(snippets, root):
    """Several at a time; in their order."""
    started = collections.deque()
    for snippet in snippets:
        if len(started) == 2 * (os.cpu_count() or 1):
            yield finish(*started.popleft())
        started.append((snippet, *start(snippet, root)))
    while started:
        yield finish(*started.popleft())


def is_for_this_python(code):
    try:
        compile(code, "<snippet>", "exec")
    except SyntaxError:
        return False
    return True


def main():
    verbose = "-v" in sys.argv
    files = [a for a in sys.argv[1:] if a != "-v"] or sorted(os.path.join(HERE, n) for n in os.listdir(HERE) if fnmatch.fnmatch(n, "*.txt") and n != "known-failures.txt")
    warnings.simplefilter("ignore")
    for name in WARM.split():
        try:
            __import__(name)
        except ImportError:
            pass
    root = os.path.realpath(tempfile.mkdtemp(prefix="actiongate-witness-"))
    snippets = [s for s in read(files) if s.run and is_for_this_python(s.code)]
    gc.freeze()
    events = bad = 0
    try:
        for snippet, seen, lines in watch_all(snippets, root):
            events += seen
            if verbose:
                print(f"{snippet.file}: {snippet.name}: {seen} events")
            if lines:
                bad += 1
                print(f"{snippet.file}: {snippet.name}: no label for {'; '.join(lines)}")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    ran = len(snippets)
    print(f"{ran} snippets ran, {events} events, {bad} did more than their labels say")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
