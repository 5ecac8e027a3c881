using System.Globalization;
using System.Text;
using ActionGate.Scanning.Python.Syntax;
using Assert = ActionGate.Scanning.Python.Syntax.Assert;
using Attribute = ActionGate.Scanning.Python.Syntax.Attribute;
using Module = ActionGate.Scanning.Python.Syntax.Module;
using Tuple = ActionGate.Scanning.Python.Syntax.Tuple;

namespace ActionGate.Scanning.Tests.Python.Syntax;

/// <summary>
/// A tree as one line, in the form that ast_dump.py writes: the names of CPython's classes, their fields in order, <c>-</c> for none. A
/// string that is not known exactly is <see cref="Inexact"/>.
/// </summary>
internal sealed class TreeDump
{
    internal const string Inexact = "¿";

    private readonly StringBuilder _out = new();
    private readonly bool _hasPlaces;

    private TreeDump(bool hasPlaces) => _hasPlaces = hasPlaces;

    /// <summary>Whether the dump of a text is to have offsets: where CPython's columns are easily converted.</summary>
    internal static bool HasPlaces(string text) => Ascii.IsValid(text) && !text.AsSpan().ContainsAny('\r', '\f');

    internal static string Of(PythonNode node, bool hasPlaces = false)
    {
        var dump = new TreeDump(hasPlaces);
        dump.Write(node, isPlaced: true);
        return dump._out.ToString();
    }

    private void Write(PythonNode? node, bool isPlaced)
    {
        if (node is null)
        {
            _out.Append('-');
            return;
        }
        string name = node switch
        {
            Comprehension => "comprehension",
            Arguments => "arguments",
            Arg => "arg",
            Keyword => "keyword",
            Alias => "alias",
            WithItem => "withitem",
            MatchCase => "match_case",
            _ => node.GetType().Name,
        };
        _out.Append('(').Append(name);
        if (_hasPlaces && isPlaced && node is not (Module or Comprehension or Arguments or WithItem or MatchCase))
            _out.Append(CultureInfo.InvariantCulture, $"@{node.Start}-{node.End}");
        WriteFields(node);
        _out.Append(')');
    }

    private void WriteFields(PythonNode node)
    {
        switch (node)
        {
            case Module n:
                Fields([n.Body]);
                break;
            case FunctionDef n:
                Fields(n.Name, n.Args, n.Body, n.DecoratorList, n.Returns, n.TypeParams);
                break;
            case AsyncFunctionDef n:
                Fields(n.Name, n.Args, n.Body, n.DecoratorList, n.Returns, n.TypeParams);
                break;
            case ClassDef n:
                Fields(n.Name, n.Bases, n.Keywords, n.Body, n.DecoratorList, n.TypeParams);
                break;
            case Return n:
                Fields(n.Value);
                break;
            case Delete n:
                Fields([n.Targets]);
                break;
            case Assign n:
                Fields(n.Targets, n.Value);
                break;
            case TypeAlias n:
                Fields(n.Name, n.TypeParams, n.Value);
                break;
            case AugAssign n:
                Fields(n.Target, n.Operator, n.Value);
                break;
            case AnnAssign n:
                Fields(n.Target, n.Annotation, n.Value, n.IsSimple);
                break;
            case For n:
                Fields(n.Target, n.Iter, n.Body, n.OrElse);
                break;
            case AsyncFor n:
                Fields(n.Target, n.Iter, n.Body, n.OrElse);
                break;
            case While n:
                Fields(n.Test, n.Body, n.OrElse);
                break;
            case If n:
                Fields(n.Test, n.Body, n.OrElse);
                break;
            case With n:
                Fields(n.Items, n.Body);
                break;
            case AsyncWith n:
                Fields(n.Items, n.Body);
                break;
            case Match n:
                Fields(n.Subject, n.Cases);
                break;
            case Raise n:
                Fields(n.Exc, n.Cause);
                break;
            case Try n:
                Fields(n.Body, n.Handlers, n.OrElse, n.FinalBody);
                break;
            case TryStar n:
                Fields(n.Body, n.Handlers, n.OrElse, n.FinalBody);
                break;
            case Assert n:
                Fields(n.Test, n.Msg);
                break;
            case Import n:
                Fields([n.Names]);
                break;
            case ImportFrom n:
                Fields(n.Module, n.Names, n.Level);
                break;
            case Global n:
                Fields([n.Names]);
                break;
            case Nonlocal n:
                Fields([n.Names]);
                break;
            case Expr n:
                Fields(n.Value);
                break;
            case Pass or Break or Continue:
                break;
            default:
                WriteMoreFields(node);
                break;
        }
    }

    private void WriteMoreFields(PythonNode node)
    {
        switch (node)
        {
            case BoolOp n:
                Fields(n.IsOr ? "Or" : "And", n.Values);
                break;
            case NamedExpr n:
                Fields(n.Target, n.Value);
                break;
            case BinOp n:
                Fields(n.Left, n.Operator, n.Right);
                break;
            case UnaryOp n:
                Fields(n.Operator, n.Operand);
                break;
            case Lambda n:
                Fields(n.Args, n.Body);
                break;
            case IfExp n:
                Fields(n.Test, n.Body, n.OrElse);
                break;
            case Dict n:
                Fields(n.Keys, n.Values);
                break;
            case Set n:
                Fields([n.Elts]);
                break;
            case ListComp n:
                Fields(n.Elt, n.Generators);
                break;
            case SetComp n:
                Fields(n.Elt, n.Generators);
                break;
            case DictComp n:
                Fields(n.Key, n.Value, n.Generators);
                break;
            case GeneratorExp n:
                Fields(n.Elt, n.Generators);
                break;
            case Await n:
                Fields(n.Value);
                break;
            case Yield n:
                Fields(n.Value);
                break;
            case YieldFrom n:
                Fields(n.Value);
                break;
            case Compare n:
                Fields(n.Left, n.Operators, n.Comparators);
                break;
            case Call n:
                Fields(n.Func, n.Args, n.Keywords);
                break;
            case FormattedValue n:
                Fields(n.Value, n.Conversion);
                _out.Append(' ');
                Write(n.FormatSpec, isPlaced: false);
                break;
            case Interpolation n:
                Fields(n.Value, Quoted(n.Text), n.Conversion);
                _out.Append(' ');
                Write(n.FormatSpec, isPlaced: false);
                break;
            case JoinedStr n:
                StringParts(n.Values);
                break;
            case TemplateStr n:
                StringParts(n.Values);
                break;
            case Constant n:
                Fields(OfConstant(n));
                break;
            case Attribute n:
                Fields(n.Value, n.Attr, n.Context);
                break;
            case Subscript n:
                Fields(n.Value, n.Slice, n.Context);
                break;
            case Starred n:
                Fields(n.Value, n.Context);
                break;
            case Name n:
                Fields(n.Id, n.Context);
                break;
            case List n:
                Fields(n.Elts, n.Context);
                break;
            case Tuple n:
                Fields(n.Elts, n.Context);
                break;
            case Slice n:
                Fields(n.Lower, n.Upper, n.Step);
                break;
            default:
                WriteParts(node);
                break;
        }
    }

    private void WriteParts(PythonNode node)
    {
        switch (node)
        {
            case Comprehension n:
                Fields(n.Target, n.Iter, n.Ifs, n.IsAsync);
                break;
            case ExceptHandler n:
                Fields(n.Type, n.Name, n.Body);
                break;
            case Arguments n:
                Fields(n.PosOnlyArgs, n.Args, n.VarArg, n.KwOnlyArgs, n.KwDefaults, n.KwArg, n.Defaults);
                break;
            case Arg n:
                Fields(n.Name, n.Annotation);
                break;
            case Keyword n:
                Fields(n.Arg, n.Value);
                break;
            case Alias n:
                Fields(n.Name, n.AsName);
                break;
            case WithItem n:
                Fields(n.ContextExpr, n.OptionalVars);
                break;
            case MatchCase n:
                Fields(n.Pattern, n.Guard, n.Body);
                break;
            case MatchValue n:
                Fields(n.Value);
                break;
            case MatchSingleton n:
                Fields(n.Value);
                break;
            case MatchSequence n:
                Fields([n.Patterns]);
                break;
            case MatchMapping n:
                Fields(n.Keys, n.Patterns, n.Rest);
                break;
            case MatchClass n:
                Fields(n.Cls, n.Patterns, n.KwdAttrs, n.KwdPatterns);
                break;
            case MatchStar n:
                Fields(n.Name);
                break;
            case MatchAs n:
                Fields(n.Pattern, n.Name);
                break;
            case MatchOr n:
                Fields([n.Patterns]);
                break;
            case TypeVar n:
                Fields(n.Name, n.Bound, n.Default);
                break;
            case ParamSpec n:
                Fields(n.Name, n.Default);
                break;
            case TypeVarTuple n:
                Fields(n.Name, n.Default);
                break;
            default:
                throw new InvalidOperationException(node.GetType().Name);
        }
    }

    private void Fields(params object?[] fields)
    {
        foreach (object? field in fields)
        {
            _out.Append(' ');
            Field(field);
        }
    }

    /// <summary>CPython's places of these have changed from version to version.</summary>
    private void StringParts(PythonExpression[] parts)
    {
        _out.Append(" [");
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                _out.Append(' ');
            Write(parts[i], isPlaced: false);
        }
        _out.Append(']');
    }

    private void Field(object? field)
    {
        switch (field)
        {
            case PythonNode node:
                Write(node, isPlaced: true);
                break;
            case Array items:
                _out.Append('[');
                for (int i = 0; i < items.Length; i++)
                {
                    if (i > 0)
                        _out.Append(' ');
                    Field(items.GetValue(i));
                }
                _out.Append(']');
                break;
            case null:
                _out.Append('-');
                break;
            case bool flag:
                _out.Append(flag ? '1' : '0');
                break;
            default:
                _out.Append(CultureInfo.InvariantCulture, $"{field}");
                break;
        }
    }

    private static string OfConstant(Constant constant) => constant.Value switch
    {
        ConstantKind.Ellipsis => "...",
        ConstantKind.String when constant.IsInexact => Inexact,
        ConstantKind.String => (constant.HasUnicodePrefix ? "u" : "s") + Quoted(constant.Text),
        ConstantKind.Bytes => "b" + Quoted(Encoding.Latin1.GetString(constant.Bytes)),
        ConstantKind.Integer => "0x" + constant.Integer.ToString("x", CultureInfo.InvariantCulture),
        ConstantKind.BigInteger => "0x" + constant.BigInteger.ToString("x", CultureInfo.InvariantCulture).TrimStart('0'),
        ConstantKind.Float => "f" + BitConverter.DoubleToInt64Bits(constant.Float).ToString("x16", CultureInfo.InvariantCulture),
        ConstantKind.Imaginary => "j" + BitConverter.DoubleToInt64Bits(constant.Float).ToString("x16", CultureInfo.InvariantCulture),
        _ => constant.Value.ToString(),
    };

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is >= ' ' and < '\x7f' and not ('"' or '\\'))
                quoted.Append(c);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\{(int)c:x4}");
        }
        return quoted.Append('"').ToString();
    }
}
