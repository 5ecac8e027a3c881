"""What CPython's ast module makes of Python text, in the form that TreeDump writes.

Each line of the input is a JSON list: what to answer with ("dump" or "hash"), and what to read ("file" or "text"), and the file or text.
Each line of the output is "+" with the dump or its hash, "-" with the exception's name, or "?" where a file can't be read as UTF-8.
"ast_dump.py corpus FILE" writes the trees of a corpus anew.
"""
import ast
import hashlib
import json
import struct
import sys
import warnings

FIELDS = {
    "Module": "body",
    "FunctionDef": "name args body decorator_list returns type_params",
    "AsyncFunctionDef": "name args body decorator_list returns type_params",
    "ClassDef": "name bases keywords body decorator_list type_params",
    "Return": "value",
    "Delete": "targets",
    "Assign": "targets value",
    "TypeAlias": "name type_params value",
    "AugAssign": "target op value",
    "AnnAssign": "target annotation value simple",
    "For": "target iter body orelse",
    "AsyncFor": "target iter body orelse",
    "While": "test body orelse",
    "If": "test body orelse",
    "With": "items body",
    "AsyncWith": "items body",
    "Match": "subject cases",
    "Raise": "exc cause",
    "Try": "body handlers orelse finalbody",
    "TryStar": "body handlers orelse finalbody",
    "Assert": "test msg",
    "Import": "names",
    "ImportFrom": "module names level",
    "Global": "names",
    "Nonlocal": "names",
    "Expr": "value",
    "Pass": "",
    "Break": "",
    "Continue": "",
    "BoolOp": "op values",
    "NamedExpr": "target value",
    "BinOp": "left op right",
    "UnaryOp": "op operand",
    "Lambda": "args body",
    "IfExp": "test body orelse",
    "Dict": "keys values",
    "Set": "elts",
    "ListComp": "elt generators",
    "SetComp": "elt generators",
    "DictComp": "key value generators",
    "GeneratorExp": "elt generators",
    "Await": "value",
    "Yield": "value",
    "YieldFrom": "value",
    "Compare": "left ops comparators",
    "Call": "func args keywords",
    "FormattedValue": "value conversion format_spec",
    "Interpolation": "value str conversion format_spec",
    "JoinedStr": "values",
    "TemplateStr": "values",
    "Attribute": "value attr ctx",
    "Subscript": "value slice ctx",
    "Starred": "value ctx",
    "Name": "id ctx",
    "List": "elts ctx",
    "Tuple": "elts ctx",
    "Slice": "lower upper step",
    "comprehension": "target iter ifs is_async",
    "ExceptHandler": "type name body",
    "arguments": "posonlyargs args vararg kwonlyargs kw_defaults kwarg defaults",
    "arg": "arg annotation",
    "keyword": "arg value",
    "alias": "name asname",
    "withitem": "context_expr optional_vars",
    "match_case": "pattern guard body",
    "MatchValue": "value",
    "MatchSingleton": "value",
    "MatchSequence": "patterns",
    "MatchMapping": "keys patterns rest",
    "MatchClass": "cls patterns kwd_attrs kwd_patterns",
    "MatchStar": "name",
    "MatchAs": "pattern name",
    "MatchOr": "patterns",
    "TypeVar": "name bound default_value",
    "ParamSpec": "name default_value",
    "TypeVarTuple": "name default_value",
}
FIELDS = {name: fields.split() for name, fields in FIELDS.items()}
LISTS = {"type_params"}


def quoted(text):
    units = text.encode("utf-16-le", "surrogatepass")
    out = []
    for (unit,) in struct.iter_unpack("<H", units):
        if 32 <= unit < 127 and unit not in (34, 92):
            out.append(chr(unit))
        else:
            out.append("\\%04x" % unit)
    return '"' + "".join(out) + '"'


def constant(value, kind=None):
    if value is None or value is True or value is False:
        return str(value)
    if value is ...:
        return "..."
    if isinstance(value, str):
        return (kind or "s") + quoted(value)
    if isinstance(value, bytes):
        return "b" + quoted(value.decode("latin-1"))
    if isinstance(value, int):
        return hex(value)
    if isinstance(value, float):
        return "f" + struct.pack(">d", value).hex()
    return "j" + struct.pack(">d", value.imag).hex()


def dump(node, starts, out, parent=None):
    name = type(node).__name__
    if name == "Constant":
        out.append("(Constant")
    elif name not in FIELDS:
        # Contexts and operators.
        out.append(name)
        return
    else:
        out.append("(" + name)
    if starts and hasattr(node, "lineno") and parent not in ("JoinedStr", "TemplateStr", "FormattedValue", "Interpolation"):
        out.append("@%d-%d" % (starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset))
    if name == "Constant":
        out.append(" " + constant(node.value, node.kind) + ")")
        return
    for field in FIELDS[name]:
        out.append(" ")
        value(node, name, field, getattr(node, field, [] if field in LISTS else None), starts, out)
    out.append(")")


def value(node, name, field, item, starts, out):
    if isinstance(item, list):
        out.append("[")
        for i, element in enumerate(item):
            if i:
                out.append(" ")
            value(node, name, field, element, starts, out)
        out.append("]")
    elif isinstance(item, ast.AST):
        dump(item, starts, out, name if field in ("values", "format_spec") else None)
    elif name == "MatchSingleton":
        out.append(constant(item))
    elif name == "Interpolation" and field == "str":
        out.append(quoted(item))
    elif item is None:
        out.append("-")
    else:
        out.append(str(item))


def answer(how, what, source):
    if what == "file":
        try:
            with open(source, encoding="utf-8", newline="") as file:
                source = file.read()
        except (OSError, UnicodeDecodeError):
            return "?"
        if source.startswith("\ufeff"):
            source = source[1:]
    try:
        tree = ast.parse(source)
    except Exception as problem:
        return "-" + type(problem).__name__
    starts = None
    if sys.version_info >= (3, 12) and source.isascii() and "\r" not in source and "\f" not in source:
        starts = [0]
        for line in source.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
    out = []
    try:
        dump(tree, starts, out)
    except RecursionError:
        return "?"
    text = "".join(out)
    return "+" + (hashlib.sha256(text.encode()).hexdigest() if how == "hash" else text)


MARKS = {"§": "\n", "<CR>": "\r", "<FF>": "\f", "<NUL>": "\0", "<BOM>": "\ufeff"}


def corpus(path):
    """Writes the trees of a corpus anew."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    for i, line in enumerate(lines):
        if line.startswith("> "):
            text = line[2:]
            for mark, character in MARKS.items():
                text = text.replace(mark, character)
            told = answer("dump", "text", text)
            lines[i + 1] = "= " + told[1:] if told[0] == "+" else "!"
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("\n".join(lines))


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogatepass")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if sys.argv[1:2] == ["corpus"]:
        corpus(sys.argv[2])
        return
    for line in sys.stdin:
        print(answer(*json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
