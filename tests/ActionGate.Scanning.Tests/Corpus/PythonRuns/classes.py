"""Small programs over classes and iterators, and the files that CPython opens when it runs them: classes.py SEED COUNT.

Prints a JSON object for each that opened any: its code, and the paths. `open` is replaced, so that nothing is touched.
"""
import builtins
import io
import json
import random
import sys

PRELUDE = "import dataclasses, enum, functools, itertools, collections, typing\n"


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.count = 0
        self.classes = []
        self.lines = []

    def path(self):
        self.count += 1
        return repr(f"p{self.count}")

    def pick(self, *many):
        return self.rng.choice(many)

    def name(self):
        return self.pick("x", "y", "__z")

    def add(self, *lines):
        self.lines.extend(lines)

    def bases(self):
        some = self.rng.sample(self.classes, min(len(self.classes), self.rng.randint(0, 3)))
        if self.rng.random() < 0.7:
            some.sort(key=self.classes.index, reverse=True)
        return some

    def member(self):
        name, path = self.name(), self.path()
        return self.pick(
            [f"{name} = {path}"],
            [f"def f(self): return {path}"],
            [f"def f(self): return self.{name}"],
            ["def f(self):", f"    try: return super().f()", f"    except AttributeError: return {path}"],
            ["@property", f"def {name}(self): return {path}"],
            ["@property", f"def {name}(self): raise AttributeError"],
            [f"def __getattr__(self, name):", f"    if name.startswith('_'): raise AttributeError(name)", f"    return {path}"],
            ["@classmethod", f"def f(cls): return cls.{name}"],
            ["@staticmethod", f"def f(*_): return {path}"],
            [f"def __init__(self, *a): self.{name} = {path}"],
            [f"def __init__(self, *a):", "    super().__init__()", f"    self.{name} = {path}"],
            [f"__slots__ = ('y',)"],
            [f"def __iter__(self): yield {path}; yield self.{name}"],
            [f"def __getitem__(self, i): return [{path}, {self.path()}][i]"],
            [f"def __call__(self): return self.{name}"],
            [f"def get(self): return self.__z"],
            [f"def __setattr__(self, n, v): object.__setattr__(self, n, {path})"],
            [f"def __init_subclass__(cls): cls.{name} = {path}"],
            [f"if {self.pick('True', 'False')}: {name} = {path}"],
        )

    def plain(self):
        made = f"C{len(self.classes)}"
        bases = self.bases() + self.pick([], [], [], [], ["list"], ["str"], ["dict"])
        self.add(f"class {made}({', '.join(bases)}):", "    pass")
        for _ in range(self.rng.randint(1, 3)):
            self.add(*("    " + line for line in self.member()))
        self.classes.append(made)
        self.use(made)

    def use(self, made):
        name = self.name()
        self.add(f"o = {made}()")
        for _ in range(self.rng.randint(0, 2)):
            self.add("try: " + self.pick(
                f"{made}.{name} = {self.path()}",
                f"del {made}.{name}",
                f"o.{name} = {self.path()}",
                f"del o.{name}",
                f"setattr(o, '{name}', {self.path()})",
                f"object.__delattr__(o, '{name}')",
                f"vars(o).pop('{name}')",
                f"vars(o).update({name}={self.path()})",
                f"o.__class__ = {self.rng.choice(self.classes)}",
            ), "except Exception: pass")
        for _ in range(self.rng.randint(1, 3)):
            what = self.pick(f"{made}.{name}", f"o.{name}", "o.f()", f"{made}.f(o)", "o()", "o.get()", "o[0]", f"{made}._{made}__z", f"getattr(o, '{name}', {self.path()})",
                             f"super({made}, o).f()", f"{made}.__mro__[1].{name}")
            self.add("try: open(" + what + ")", "except (Exception, TypeError): pass")
        if self.rng.random() < 0.4:
            self.add("try:", "    for q in " + self.pick("o", "list(o)", "sorted(o)", "[*o]", f"{made}([{self.path()}, {self.path()}])", "itertools.islice(o, 2)") + ": open(q)", "except Exception: pass")

    def data(self):
        made, fields = f"D{self.count}", []
        options = self.pick("", "(kw_only=True)", "(frozen=True)", "(init=True)")
        self.add("@dataclasses.dataclass" + options, f"class {made}:")
        for i in range(self.rng.randint(1, 4)):
            kind = self.pick("str", "str", "str", "typing.ClassVar[str]", "'str'", "dataclasses.InitVar[str]")
            value = self.pick(self.path(), self.path(), f"dataclasses.field(default={self.path()})", f"dataclasses.field(init=False, default={self.path()})",
                              f"dataclasses.field(kw_only=True, default={self.path()})", f"dataclasses.field(default_factory=lambda: {self.path()})")
            if "Var" in kind:
                value = self.path()
            if self.rng.random() < 0.1:
                self.add(f"    _: dataclasses.KW_ONLY")
            self.add(f"    a{i}: {kind} = {value}")
            fields.append(f"a{i}")
        heir = made
        if self.rng.random() < 0.5:
            heir = made + "b"
            self.add(*self.pick([], ["@dataclasses.dataclass" + options]), f"class {heir}({made}):", "    " + self.pick("b: str = 'pb'", "a0 = " + self.path(), "a0: str = " + self.path()))
        given = [self.path() for _ in range(self.rng.randint(0, 2))]
        if self.rng.random() < 0.5:
            given.append(f"{self.rng.choice(fields)}={self.path()}")
        self.add(f"try:", f"    d = {heir}({', '.join(given)})", *(f"    try: open(d.{f})\n    except TypeError: pass" for f in fields))
        field = self.rng.choice(fields)
        self.add(f"    try: d.{field} = {self.path()}", "    except Exception: pass", f"    open(d.{field})", f"    open(dataclasses.replace(d, {field}={self.path()}).{field})", "except (TypeError, ValueError): pass")

    def enumeration(self):
        made = f"E{self.count}"
        values = [self.path() for _ in range(3)]
        self.add(f"class {made}({self.pick('enum.Enum', 'str, enum.Enum')}):")
        if self.rng.random() < 0.2:
            self.add("    _ignore_ = ['A1']")
        for i in range(self.rng.randint(2, 4)):
            self.add(f"    A{i} = {self.rng.choice(values)}")
        if self.rng.random() < 0.3:
            self.add("    def f(self): return self.name")
        table = "{'A0': 'q0', 'A1': 'q1', 'A2': 'q2', 'A3': 'q3'}"
        for what in (f"{made}.A1.value", f"{table}[{made}.A1.name]", f"list({made})[-1].value", f"[m.value for m in {made}][1]", f"{table}[list({made})[1].name]",
                     f"{made}['A1'].value", f"{made}({values[0]}).value", f"{table}[{made}.A1.f()]"):
            if self.rng.random() < 0.4:
                self.add(f"try: open({what})", "except Exception: pass")

    def iterators(self):
        a, b, c = self.path(), self.path(), self.path()
        self.add("try:", "    for q in " + self.pick(
            f"iter([{a}, {b}, {c}].pop, {a})",
            f"(k for k, g in itertools.groupby([{a}, {b}], lambda v: {c}))",
            f"(k for k, g in itertools.groupby([{a}, {a}, {b}]))",
            f"zip(*[iter([{a}, {b}])] * 2).__next__()",
            f"(lambda it: [next(it), *it])(iter([{a}, {b}]))",
            f"[{{1: {a}, True: {b}}}[1]]",
            f"[{{'1': {a}, 'True': {b}}}[str(list({{1: 0, True: 1}})[0])]]",
            f"(x for x in [{a}, {b}] if x)",
            f"map(lambda v, w={c}: w, [{a}])",
            f"dict.fromkeys([{a}, {b}, {a}])",
            f"reversed([{a}, {b}])",
            f"collections.deque([{a}, {b}, {c}], 2)",
            f"collections.ChainMap({{'k': {a}}}, {{'k': {b}}}).values()",
        ) + ": open(q)", "except Exception: pass")

    def closures(self):
        a, b, c = self.path(), self.path(), self.path()
        self.add(*self.pick(
            ["def outer():", f"    v = {a}", "    def inner(): return v", f"    v = {b}", "    return inner", "open(outer()())"],
            ["fs = []", f"for v in ({a}, {b}): fs.append(lambda: v)", "open(fs[0]())"],
            ["def outer():", f"    v = {a}", "    def put():", "        nonlocal v", f"        v = {b}", "    put()", "    return v", "open(outer())"],
            ["def f(v, acc=[]):", "    acc.append(v)", "    return acc[0]", f"f({a})", f"open(f({b}))"],
            ["def g():", f"    got = yield {a}", f"    yield got", "it = g()", "open(next(it))", f"open(it.send({b}))"],
            ["def g():", f"    try: yield {a}", f"    finally: open({b})", "for q in g():", "    open(q)", "    break"],
            ["def w(): " + a, "@functools.wraps(w)", "def h(): " + b, "open(h.__doc__)"],
            ["def w(): pass", "@functools.wraps(w)", "def h(): pass", f"open({{'w': {a}, 'h': {b}}}[h.__name__])"],
            ["class Q:", "    def f(self): pass", "    class R: pass", f"open({{'Q.f': {a}, 'f': {b}}}[Q.f.__qualname__])", f"open({{'Q.R': {a}, 'R': {b}}}[Q.R.__qualname__])"],
            [f"v = {a}", "class Q:", "    w = v", f"    v = {b}", "    def f(self): return v", "open(Q().f()); open(Q.w); open(Q.v)"],
            [f"_Q__v = {a}", f"__v = {b}", "class Q:", "    def f(self): return __v", "open(Q().f()); open(__v)"],
            ["class M(type):", f"    def __getattr__(cls, name): return {a}", f"    v = {b}", "class Q(metaclass=M): pass", "open(Q.v); open(Q.nothing)"],
            ["class M(type):", f"    def __new__(m, n, b, d): d['v'] = {a}; return super().__new__(m, n, b, d)", "class Q(metaclass=M):", f"    v = {b}", "open(Q.v)"],
            [f"def made(n, b, d): return type(n, b, {{'v': {a}}})", "class Q(metaclass=made):", f"    v = {b}", "open(Q.v)"],
            ["class P:", f"    __v = {a}", "    def get(self): return self.__v", "class Q(P):", f"    __v = {b}", "open(Q().get())"],
            ["class P: v = " + a, "class Q(P): pass", "if len('a') > 1: Q.v = " + b, "open(Q.v)"],
            ["class Q:", f"    def __init__(self): self.n = 0", "    def __iter__(self): return self", "    def __next__(self):", "        self.n += 1",
             "        if self.n > 3: raise StopIteration", f"        return [{a}, {b}, {c}][self.n - 1]", "for q in Q(): open(q)", "open(next(Q()))", "open([*Q()][2])"],
            ["class Q:", f"    def __getattribute__(self, n):", "        if n == 'v': raise AttributeError", "        return object.__getattribute__(self, n)",
             f"    def __getattr__(self, n): return {a}", f"    v = {b}", "open(Q().v)"],
            ["class Q:", "    @functools.cached_property", f"    def v(self): return {a}", "q = Q()", "open(q.v)", f"q.v = {b}", "open(q.v)", "del q.v", "open(q.v)"],
            ["class P(typing.NamedTuple):", f"    v: str = {a}", f"    w: str = {b}", f"p = P({c})", "open(p.v); open(p.w); open(p[1])", f"open(p._replace(w={a}).w)", "for q in p: open(q)",
             f"try: p.v = {b}", "except AttributeError: pass", "open(p.v)"],
            [f"P = collections.namedtuple('P', 'v w', defaults=[{a}])", f"p = P({b})", "open(p.v); open(p.w)", "v, w = p", "open(w)"],
            ["class D(dict):", f"    def __missing__(self, k): return {a}", f"d = D(k={b})", "open(d['k']); open(d['m']); open(d.get('k'))", "for q in d.values(): open(q)"],
            ["class D(dict):", f"    def __getitem__(self, k): return {a}", f"    def get(self, k): return {b}", f"d = D(k={c})", "open(d['k']); open(d.get('k')); open({**d}['k'])", "open(dict(d)['k'])", "open('{k}'.format_map(d)); open('{k}'.format(**d))"],
            ["class S(str):", f"    def __str__(self): return {a}", f"    def __format__(self, f): return {b}", f"s = S({c})", "open(str(s)); open(f'{s}'); open('%s' % s); open('' + s); open(''.join([s])); open(s[:])"],
            ["class S(str):", f"    def __repr__(self): return {a}", f"s = S({b})", "open(str(s)); open(f'{s}'); open(f'{s!r}')"],
            ["class Q:", f"    def __eq__(self, o): return True", "    def __hash__(self): return 1", f"d = {{Q(): {a}}}", f"d[Q()] = {b}", "open(list(d.values())[0]); open(d[Q()])"],
            ["class Q:", f"    v = {a}", f"    w = [v for _ in '1'] if False else [{b}]", "open(Q.w[0]); open(vars(Q)['v']); open(getattr(Q(), 'u', Q.v))", f"type(Q()).v = {c}", "open(Q.v)"],
            ["class P:", f"    def f(self): return {a}", "class Q(P):", f"    def f(self): return {b}", "q = Q()", "open(P.f(q)); open(super(Q, q).f()); q.__class__ = P; open(q.f())"],
            ["class Q:", f"    def f(self): return {a}", "q = Q()", f"q.f = lambda: {b}", "open(q.f())", "del q.f", "open(q.f())", f"Q.f = lambda self: {c}", "open(q.f())"],
            [f"def d(f):", f"    def g(*a): return {a}", "    return g", "class Q:", "    @d", f"    def f(self): return {b}", "open(Q().f())"],
            ["class Q:", f"    __match_args__ = ('w', 'v')", f"    v, w = {a}, {b}", "match Q():", "    case Q(one): open(one)"],
            ["class S(str):", f"    def __fspath__(self): return {a}", f"open(S({b}))"],
            ["class D:", "    def __get__(self, o, t): return " + a, "    def __set__(self, o, v): pass", "class Q:", "    v = D()", "q = Q()", f"q.v = {b}", f"vars(q)['v'] = {c}", "open(q.v)"],
        ))

    def make(self):
        for _ in range(self.pick(1, 1, 1, 2, 3)):
            self.pick(self.plain, self.plain, self.plain, self.data, self.enumeration, self.iterators, self.closures)()
        return PRELUDE + "\n".join(self.lines) + "\n"


def opened_by(code):
    opened = []

    def note(path, *_, **__):
        # What CPython itself would open: the text of a str, whatever its class says.
        opened.append(str.__str__(path) if isinstance(path, str) else path.__fspath__())
        return io.StringIO()

    names = {"__builtins__": {**vars(builtins), "open": note}, "__name__": "__main__"}
    try:
        exec(compile(code, "program", "exec"), names)
    except BaseException:
        pass
    return opened


def main(seed, count):
    for number in range(count):
        code = Maker(random.Random(seed * 1_000_003 + number)).make()
        opened = opened_by(code)
        if opened:
            print(json.dumps({"code": code, "opened": opened}))


main(int(sys.argv[1]), int(sys.argv[2]))
