"""Stand-ins for the packages that CPython does not come with: they answer to everything, and say so where a client or a table acts."""

import importlib.abc
import importlib.machinery
import re
import sys
import types


class Anything:
    """A value that answers to everything and does nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *args, **kwargs):
        # A decorator leaves what it gets as it is.
        return args[0] if len(args) == 1 and isinstance(args[0], (types.FunctionType, type)) else Anything()

    def __getitem__(self, key):
        return Anything()

    def __setitem__(self, key, value):
        pass

    def __mro_entries__(self, bases):
        return (Anything,)

    def __iter__(self):
        return iter(())

    def __await__(self):
        return iter(())

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __bool__(self):
        return True

    def __len__(self):
        return 0

    def __add__(self, other):
        return self

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __gt__ = __lt__ = __ge__ = __le__ = __and__ = __or__ = __pow__ = __add__


def ask(kind, target):
    sys.audit("stand-in", kind, target)


class Web(Anything):
    """Clients in the way of requests and httpx."""

    def __init__(self, *args, base_url="", **kwargs):
        self.base = base_url

    def request(self, method="", url="", *args, **kwargs):
        ask("network", (self.base or "") + url)
        return Anything()

    def get(self, url="", *args, **kwargs):
        return self.request("", url)

    post = put = patch = delete = head = options = get


class Frames(Anything):
    """pandas, as far as files go."""

    def __getattr__(self, name):
        match = re.fullmatch(r"(read|to)_(csv|json|excel|parquet|pickle|html|feather|table|xml|stata)", name)
        if match is None:
            return Frames()

        def act(target=None, *args, **kwargs):
            if isinstance(target, str):
                ask("network" if "://" in target else "file_read" if match[1] == "read" else "file_write", target)
            return Frames()

        return act

    def __call__(self, *args, **kwargs):
        return Frames()

    def __getitem__(self, key):
        return Frames()


class Package(types.ModuleType):
    __path__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        top = self.__name__.partition(".")[0]
        if top == "pandas":
            return getattr(Frames(), name)
        if top in ("requests", "httpx"):
            return Web if name in ("Session", "session", "Client") else getattr(Web(), name)
        return Anything()


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in sys.stdlib_module_names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        return Package(spec.name)

    def exec_module(self, module):
        pass
