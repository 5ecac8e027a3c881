using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Annotations that are texts: whoever asks for a class's or function's hints evaluates them, as many libraries do unasked.</summary>
internal sealed partial class Interpreter
{
    private const int MaxHintDepth = 16;

    /// <summary>As a key or an argument: what is made of it may have that attribute (<c>type(…)</c>, <c>types.SimpleNamespace</c>).</summary>
    private const string Annotations = "__annotations__";

    private void ReadHints(PythonExpression annotation, int depth = 0)
    {
        if (depth > MaxHintDepth)
            return;
        switch (annotation)
        {
            case Constant { Value: ConstantKind.String } text:
                RunHint(text, text.Text);
                break;
            case Subscript { Value: Name { Id: "Literal" } or Syntax.Attribute { Attr: "Literal" } }:
                break;
            case Subscript { Value: Name { Id: "Annotated" } or Syntax.Attribute { Attr: "Annotated" }, Slice: Syntax.Tuple { Elts: [var type, ..] } }:
                ReadHints(type, depth + 1);
                break;
            case Subscript subscript:
                ReadHints(subscript.Slice, depth + 1);
                break;
            case Syntax.Tuple tuple:
                foreach (var one in tuple.Elts)
                    ReadHints(one, depth + 1);
                break;
            case List list:
                foreach (var one in list.Elts)
                    ReadHints(one, depth + 1);
                break;
            case BinOp either:
                ReadHints(either.Left, depth + 1);
                ReadHints(either.Right, depth + 1);
                break;
        }
    }

    /// <summary>A text that only names a type does nothing.</summary>
    private void RunHint(PythonNode? node, string text)
    {
        if (!text.Contains('(', StringComparison.Ordinal) || PythonParser.ParseExpression(text.Trim(), 100).Body?.Body is not [Expr hint] || IsNameless(hint.Value))
            return;
        if (_nestedCode >= MaxNestedCode)
        {
            _findings.AddUnknownCode("annotations", _at);
            return;
        }
        Run();
        if (node is not null)
            DeferGenerator(node, Run);

        void Run()
        {
            int? place = _findings.FixedPlace;
            _findings.FixedPlace = place ?? _at;
            _nestedCode++;
            Evaluate(hint.Value);
            _nestedCode--;
            _findings.FixedPlace = place;
        }
    }

    /// <summary>It begins with a name that means nothing: words of a description.</summary>
    private bool IsNameless(PythonExpression expression)
    {
        for (int i = 0; i < 100; i++)
        {
            switch (expression)
            {
                case Call call:
                    expression = call.Func;
                    break;
                case Syntax.Attribute attribute:
                    expression = attribute.Value;
                    break;
                case Subscript subscript:
                    expression = subscript.Value;
                    break;
                case Name name:
                    return Find(name.Id) is null && !_moduleNames.Contains(name.Id) && !name.Id.StartsWith("__", StringComparison.Ordinal);
                default:
                    return false;
            }
        }
        return false;
    }

    /// <summary>What stands in the brackets of a generic type.</summary>
    private void RunHintsOf(Value key)
    {
        foreach (var one in key is SequenceValue all ? all.Items.ToArray() : [key])
        {
            if (one is TextValue { IsExact: true } or Alternatives)
                RunHints(one);
        }
    }

    /// <summary>What was put into <c>__annotations__</c>.</summary>
    private void RunHints(Value value, int depth = 0)
    {
        if (depth == 0 && value is MappingValue named)
        {
            foreach (var key in named.RestKey is { } more ? [.. named.Keys.Values, more] : named.Keys.Values.ToArray())
                CheckFieldName(key);
        }
        switch (value)
        {
            case TextValue { IsExact: true } text:
                RunHint(null, text.Text);
                break;
            case TextValue or LostValue:
                _findings.AddUnknownCode("annotations", _at);
                break;
            case Alternatives several when depth < MaxHintDepth:
                foreach (var one in several.Values)
                    RunHints(one, depth + 1);
                break;
            case MappingValue mapping when depth < MaxHintDepth && mapping.AnyValue is { } any:
                foreach (var (_, one) in mapping.Entries)
                    RunHints(one, depth + 1);
                if (mapping.Rest is not null)
                    RunHints(any is TextValue or Alternatives ? any : UnknownValue.Instance, depth + 1);
                break;
        }
    }

    /// <summary>Data classes make code of these names.</summary>
    private void CheckFieldName(Value name)
    {
        if (name is not TextValue { IsExact: true } known || !IsName(known.Text))
            _findings.AddUnknownCode("annotations", _at);
    }

    private static bool IsName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(static c => char.IsLetterOrDigit(c) || c == '_');

    /// <summary>Annotations that are texts are evaluated; those that only name a type do nothing.</summary>
    private void AddHints(Syntax.Arguments parameters, string api)
    {
        foreach (var parameter in (ReadOnlySpan<Syntax.Arg>)[.. parameters.PosOnlyArgs, .. parameters.Args, .. parameters.KwOnlyArgs])
        {
            if (parameter.Annotation is Syntax.Constant { Value: Syntax.ConstantKind.String } text && text.Text.Contains('(', StringComparison.Ordinal)
                && PythonParser.ParseExpression(text.Text.Trim(), 100).Body?.Body is [Expr hint] && !IsNameless(hint.Value))
                RunCode(TextValue.Of(text.Text), api, isExpression: true);
        }
    }

    /// <summary>A template may call whatever it gets.</summary>
    private void Fill(Value? template, CallArguments arguments, string api)
    {
        var text = template as TextValue;
        // Without a call in it nothing is called.
        if (text is { IsExact: true } && !text.Text.Contains('(', StringComparison.Ordinal))
            return;
        foreach (var value in arguments.Positional)
            FillWith(value, text, api, 0);
        foreach (var (_, value) in arguments.Named)
            FillWith(value, text, api, 0);
        if (arguments.MorePositional is { } more)
            FillWith(more, text, api, 0);
        if (arguments.MoreNamed is { } named)
            FillWith(named, text, api, 0);
    }

    private void FillWith(Value value, TextValue? template, string api, int depth)
    {
        switch (value)
        {
            case Alternatives several when depth < 4:
                foreach (var one in several.Values)
                    FillWith(one, template, api, depth + 1);
                break;
            case SequenceValue sequence when depth < 4:
                foreach (var one in sequence.CanAct ? sequence.Items : [])
                    FillWith(one, template, api, depth + 1);
                break;
            case MappingValue mapping when depth < 4:
                foreach (var (_, one) in mapping.Entries)
                    FillWith(one, template, api, depth + 1);
                if (mapping.Rest is { } rest)
                    FillWith(rest, template, api, depth + 1);
                break;
            case TypedValue typed:
                if (template is { IsExact: true } && AsksToAct(typed.Type, template.Text))
                    _findings.AddUnknownCode(api, _at);
                break;
            default:
                if (value is InstanceValue instance)
                {
                    foreach (var (_, member) in instance.Type.Members)
                        EscapeFunctions(member, 0);
                }
                if (value.IsCapability)
                    _findings.AddUnknownCode(api, _at);
                break;
        }
    }

    /// <summary>A template has a word that is a method of the type, and does something.</summary>
    private bool AsksToAct(string type, string template)
    {
        if (template.Contains("attr(", StringComparison.Ordinal))
            return true;
        for (int i = 0; i < template.Length; i++)
        {
            int start = i;
            while (i < template.Length && (char.IsAsciiLetterOrDigit(template[i]) || template[i] == '_'))
                i++;
            if (i > start && _catalog.ResolveMember(type, template[start..i]) is var full && _catalog.TryFindExact(full, out _) && _catalog.IsActing(full))
                return true;
        }
        return false;
    }
}
