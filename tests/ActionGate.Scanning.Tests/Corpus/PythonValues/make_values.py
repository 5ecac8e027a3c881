"""Makes Python texts whose outcome is known: make_values.py SEED COUNT. Each line is a JSON list of a text and of what it opens."""
import json
import os
import re
import resource
import signal
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from programs import Programs  # noqa: E402
from values import Grammar  # noqa: E402

MODULES = ['ast', 'base64', 'binascii', 'codecs', 'collections', 'contextlib', 'copy', 'dataclasses', 'datetime', 'enum', 'fnmatch', 'fractions', 'functools', 'gzip', 'html', 'io', 'itertools', 'json',
           'math', 'ntpath', 'operator', 'os', 'pathlib', 'posixpath', 'queue', 're', 'shlex', 'string', 'struct', 'textwrap', 'types', 'unicodedata', 'urllib.parse', 'urllib.request', 'zlib']


class Found(BaseException):
    pass


def opened(path):
    raise Found(path)


def outcome(text):
    """What a text opens first; None where it ends without that, or with what is no path."""
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        exec(compile(text, 'text', 'exec'), {'__name__': '__main__', 'open': opened})
    except Found as found:
        path = found.args[0]
        if isinstance(path, str) and len(path) < 2000 and '\0' not in path and not re.search('[\ud800-\udfff]', path):
            return path
    except BaseException:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def late(*_):
    raise TimeoutError


def main(seed, count):
    # What is made is no program that anybody needs: it may not fill the memory nor take long.
    warnings.simplefilter('ignore')
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    signal.signal(signal.SIGALRM, late)
    grammar, programs = Grammar(seed), Programs(seed)
    written = 0
    while written < count:
        text = 'q = ' + grammar.shown(grammar.random.randint(1, 3)) + '\nopen(q)\n' if written % 2 == 0 else programs.program()
        used = [module for module in MODULES if re.search(r'\b' + re.escape(module) + r'\.', text)]
        text = ''.join('import ' + module + '\n' for module in used) + text
        try:
            path = outcome(text)
        except (Found, TimeoutError, MemoryError):
            # The alarm, or what the text left behind, came when it had ended.
            continue
        if path is None:
            continue
        sys.stdout.write(json.dumps([text, path]) + '\n')
        written += 1


if __name__ == '__main__':
    main(int(sys.argv[1]), int(sys.argv[2]))
