using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

internal sealed partial class Interpreter
{
    private Value EvaluateCall(Call call)
    {
        var callee = Evaluate(call.Func);
        var arguments = EvaluateArguments(call.Args, call.Keywords);
        _at = call.Start;
        _receiverName = call.Func is Syntax.Attribute method ? NameOf(method.Value) : "";
        _argumentName = call.Args.Length > 0 ? NameOf(call.Args[0]) : "";
        if (_receiverName == "__annotations__")
        {
            foreach (var given in (ReadOnlySpan<Value>)[.. arguments.Positional, .. arguments.Named.Values])
                RunHints(given);
        }
        if (callee is ApiValue { Name: "builtins.str" or "builtins.format" } && call.Args.Length > 0 && arguments.Positional.Count == call.Args.Length)
            arguments.Positional[0] = AsMember(call.Args[0], arguments.Positional[0]);
        return Invoke(callee, arguments);
    }

    /// <summary>What the code calls a value.</summary>
    private static string NameOf(PythonExpression expression) => expression switch
    {
        Name name => name.Id,
        Syntax.Attribute attribute => attribute.Attr,
        _ => "",
    };

    private CallArguments EvaluateArguments(PythonExpression[] positional, Keyword[] keywords)
    {
        var values = new List<Value>(positional.Length);
        Value? more = null;
        foreach (var one in positional)
        {
            if (one is Starred starred)
            {
                var items = ElementsOf(Evaluate(starred.Value), out bool isExact);
                if (isExact && more is null)
                {
                    values.AddRange(items);
                    continue;
                }
                var any = items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items);
                more = more is null ? any : Alternatives.Join(more, any);
            }
            else
            {
                var value = Evaluate(one);
                if (more is null)
                    values.Add(value);
                else
                    more = Alternatives.Join(more, value);
            }
        }
        var arguments = new CallArguments(values) { MorePositional = more };
        foreach (var keyword in keywords)
        {
            var value = Evaluate(keyword.Value);
            if (keyword.Arg is { } name)
            {
                if (name == Annotations)
                    RunHints(value);
                if (IsModuleName(name))
                    NoteModuleName(name, value);
                arguments.Give(name, value);
                continue;
            }
            if (value is MappingValue mapping)
            {
                foreach (var (_, key) in mapping.Keys)
                {
                    if (key is TextValue text)
                        arguments.Give(text.Text, mapping.Get(key)!);
                }
                if (mapping.Rest is null)
                    continue;
                value = mapping.Rest;
            }
            else if (value is NamesValue { Frame: { } frame })
            {
                foreach (var (known, held) in frame.Names)
                    arguments.Give(known, held);
                foreach (string own in frame.Function is null && !frame.IsClass ? ["__builtins__", "__loader__", "__spec__"] : (ReadOnlySpan<string>)[])
                    arguments.Give(own, LostValue.Instance);
                continue;
            }
            else
            {
                var read = new MappingValue(_condition);
                Update(read, value, true);
                value = read.AnyValue ?? UnknownOf(value);
            }
            arguments.MoreNamed = arguments.MoreNamed is null ? value : Alternatives.Join(arguments.MoreNamed, value);
        }
        return arguments;
    }

    private Value Invoke(Value callee, CallArguments arguments)
    {
        if (!Descend())
            return LostValue.Instance;
        var result = InvokeInner(callee, arguments);
        _height--;
        return result;
    }

    private Value InvokeKnown(string api, CallArguments arguments) =>
        InvokeBuiltin(api, arguments) ?? InvokeIterators(api, arguments) ?? InvokeHolders(api, arguments) ?? Ranked(api, InvokeApi(api, null, arguments), arguments);

    private Value InvokeApiValue(string api, CallArguments arguments)
    {
        var known = WithoutBuffers(api, arguments);
        Reach(known);
        int asked = Asked(known);
        var answer = InvokeKnown(api, known);
        if (Asked(known) == asked && !LeavingAlone.Contains(api))
            UseUp(known);
        return IsLazy(api) ? AskedLater(answer, api, known) : answer;
    }

    private Value InvokeInner(Value callee, CallArguments arguments)
    {
        switch (callee)
        {
            case Alternatives several:
                Value? any = null;
                int outer = _condition;
                foreach (var one in several.Values)
                {
                    BeginCondition();
                    var part = Invoke(one, arguments);
                    any = any is null ? part : Alternatives.Join(any, part);
                }
                _condition = outer;
                return any!;
            case ApiValue api:
                NoteHandedOn(api.Name, arguments);
                return InvokeApiValue(api.Name, arguments);
            case MethodValue method when method.Name.StartsWith("argparse.", StringComparison.Ordinal) && InvokeParser(method.Name, arguments) is { } parsed:
                return parsed;
            case MethodValue method:
                if (method.Name.Contains('.', StringComparison.Ordinal))
                    NoteHandedOn(method.Name, arguments);
                return method.Name[0] != '\0' && method.Name.Contains('.', StringComparison.Ordinal)
                    ? InvokeApi(method.Name, method.Receiver, WithoutBuffers(method.Name, arguments))
                    : InvokeData(method.Receiver, method.Name, arguments);
            case FunctionValue function:
                return Enter(function, arguments, null, isUnknown: false);
            case BoundValue { Function: FunctionValue function } bound:
                return Enter(function, arguments, bound.Self, isUnknown: false);
            case BoundValue bound:
                return Invoke(bound.Function, bound.Function is ApiValue or PartialValue or BoundValue or MethodValue ? arguments : arguments.With(bound.Self));
            case WrapperValue wrapper:
                return Invoke(wrapper.Function, arguments);
            case PartialValue applied:
                return Invoke(applied.Function, applied.Arguments.Before(arguments));
            case ClassValue type:
                return Instantiate(type, arguments);
            case InstanceValue instance:
                if (InvokeMember(instance, "__call__", arguments) is { } called)
                    return called;
                if (instance.Inner is { } inner)
                    return Invoke(inner, arguments);
                Escape(arguments, "__call__");
                return UnknownOf(callee);
            case LostValue:
                EscapeAll(arguments);
                _findings.AddUnknownCode("", _at);
                return LostValue.Instance;
            case MissingValue missing:
                EscapeAll(arguments);
                _findings.AddUnknownCode(missing.Name, _at);
                return UnknownValue.Foreign;
            default:
                Escape(arguments, "");
                return IsForeign(callee) ? UnknownValue.Foreign : UnknownValue.Instance;
        }
    }

    private Value? InvokeMember(InstanceValue instance, string name, CallArguments arguments) =>
        instance.Type.Find(name) is { } member ? Invoke(new BoundValue(instance, member), arguments) : null;

    private FunctionValue MakeFunction(PythonNode node, string name, Arguments parameters)
    {
        var keywordDefaults = new Value?[parameters.KwDefaults.Length];
        for (int i = 0; i < keywordDefaults.Length; i++)
            keywordDefaults[i] = parameters.KwDefaults[i] is { } given ? Evaluate(given) : null;
        var function = new FunctionValue(node, name, parameters, _frame)
        {
            Defaults = Array.ConvertAll(parameters.Defaults, Evaluate),
            KeywordDefaults = keywordDefaults,
            Types = TypesOf(parameters),
        };
        // What runs unseen is read elsewhere as well.
        if (_isImplicit)
            return function;
        if (node is not Lambda)
            _definedNodes.Add(node);
        // A further round over the functions that nobody calls makes their inner functions anew: the newest stands for those before.
        int before = _round == 0 ? -1 : _defined.FindLastIndex(f => ReferenceEquals(f.Node, node));
        if (before >= 0)
            _defined[before] = function;
        else
            _defined.Add(function);
        return function;
    }

    /// <summary>What annotations say of parameters, where they name types that the catalogue or the code has.</summary>
    private Dictionary<string, Value>? TypesOf(Arguments parameters)
    {
        Dictionary<string, Value>? types = null;
        Read(parameters.PosOnlyArgs);
        Read(parameters.Args);
        Read(parameters.KwOnlyArgs);
        foreach (var rest in (ReadOnlySpan<PythonExpression?>)[parameters.VarArg?.Annotation, parameters.KwArg?.Annotation])
        {
            if (rest is null)
                continue;
            Evaluate(rest);
            ReadHints(rest);
        }
        return types;

        void Read(Arg[] all)
        {
            foreach (var one in all)
            {
                if (one.Annotation is not { } annotation)
                    continue;
                if (TypeOf(annotation) is { } type)
                    (types ??= new(StringComparer.Ordinal))[one.Name] = type;
                ReadHints(annotation);
            }
        }
    }

    private Value? TypeOf(PythonExpression annotation)
    {
        switch (annotation)
        {
            case Constant { Value: ConstantKind.String } text when PythonParser.ParseExpression(text.Text, 50).Body?.Body is [Expr inner]:
                return inner.Value is Constant ? null : TypeOf(inner.Value);
            case BinOp { Operator: BinaryOperator.BitOr } either:
                var left = TypeOf(either.Left);
                var right = TypeOf(either.Right);
                return left is not (null or UnknownValue) ? right is null or UnknownValue ? left : Alternatives.Join(left, right) : right;
            case Subscript { Value: Name { Id: "Optional" } or Syntax.Attribute { Attr: "Optional" } } optional:
                return TypeOf(optional.Slice);
            case Name or Syntax.Attribute:
                return Evaluate(annotation) switch
                {
                    ApiValue { Name: "builtins.str" } => TextValue.Unknown,
                    ApiValue { Name: "pathlib.Path" } path => ResultOf(path.Name),
                    ApiValue api when _catalog.HasMembers(api.Name) && api.Name.Contains('.', StringComparison.Ordinal) => new TypedValue(api.Name),
                    ClassValue type => SelfOf(type),
                    _ => null,
                };
            default:
                // Python before 3.14 evaluates it where it stands.
                Evaluate(annotation);
                return null;
        }
    }

    private void Define(PythonNode node, string name, Arguments parameters, PythonExpression[] decorators, PythonTypeParameter[] types)
    {
        EvaluateTypes(types);
        Value value = MakeFunction(node, name, parameters);
        if (((node as FunctionDef)?.Returns ?? (node as AsyncFunctionDef)?.Returns) is { } returned)
        {
            Evaluate(returned);
            ReadHints(returned);
        }
        BindName(name, Decorated(value, decorators));
    }

    private Value Decorated(Value value, PythonExpression[] decorators)
    {
        for (int i = decorators.Length - 1; i >= 0; i--)
        {
            var decorator = Evaluate(decorators[i]);
            _at = decorators[i].Start;
            var result = Invoke(decorator, new CallArguments([value]));
            // What an unknown decorator makes of it is taken to run it at most.
            if (result is not (UnknownValue or TypedValue or NoneValue or LostValue or MethodValue))
                value = result;
        }
        return value;
    }

    private Value EnterOnce(FunctionValue function, CallArguments arguments, Value? self, bool isUnknown)
    {
        if (!_isImplicit)
            _entered.Add(function.Node);
        _steps -= 4 * _calls.Count;
        var names = BindParameters(function, arguments, self, isUnknown);
        if (IsRunning(function, names))
            return UnknownValue.Instance;
        int active = Blur(function, names);
        if (active > 0 && IsRunning(function, names))
            return UnknownValue.Instance;
        // The body was run on arguments of which nothing is known; only what can act would add to that.
        if (active >= MaxRecursion && !HoldsCapability(names))
            return UnknownValue.Instance;
        if (active >= MaxRecursion || _calls.Count >= MaxCalls)
        {
            _findings.AddUnknownCode(function.Name, _at);
            return LostValue.Instance;
        }
        _calls.Add((function, new Dictionary<string, Value>(names, StringComparer.Ordinal)));
        var frame = _frame;
        int at = _at;
        _frame = new Frame(function.Outer) { Function = function, Names = names, Self = self ?? FirstOf(function, names) };
        if (_managed is { } managed && ReferenceEquals(managed.Node, function.Node) && !isUnknown)
        {
            _frame.AtYield = managed.Run;
            _managed = null;
        }
        int? place = _findings.FixedPlace;
        if (_foreign.Contains(function.Node))
            _findings.FixedPlace = place ?? at;
        Value result;
        if (function.Node is Lambda lambda)
        {
            result = Evaluate(lambda.Body);
        }
        else
        {
            bool falls = RunBlock(BodyOf(function.Node));
            result = _frame.Returned ?? NoneValue.Instance;
            if (falls && _frame.Returned is not null)
                result = Alternatives.Join(result, NoneValue.Instance);
        }
        if (function.Node is FunctionDef { IsGenerator: true })
            _frame.Yielded ??= new SequenceValue(SequenceKind.List, [], true, _condition);
        if (_frame.Yielded is { } yielded)
        {
            yielded.Outcome = _frame.Returned;
            result = isUnknown ? yielded : Generated(yielded, function, arguments, self);
        }
        else if (function.Node is AsyncFunctionDef && !isUnknown)
        {
            NoteCoroutine(result, function, arguments, self);
        }
        _findings.FixedPlace = place;
        _frame = frame;
        _at = at;
        _calls.RemoveAt(_calls.Count - 1);
        return result;
    }

    private static PythonStatement[] BodyOf(PythonNode node) => node switch
    {
        FunctionDef function => function.Body,
        AsyncFunctionDef function => function.Body,
        _ => [],
    };

    private static Value? FirstOf(FunctionValue function, Dictionary<string, Value> names)
    {
        var parameters = function.Parameters;
        var first = parameters.PosOnlyArgs.Length > 0 ? parameters.PosOnlyArgs[0] : parameters.Args.Length > 0 ? parameters.Args[0] : null;
        return first is not null && names.TryGetValue(first.Name, out var value) ? value : null;
    }

    private Dictionary<string, Value> BindParameters(FunctionValue function, CallArguments arguments, Value? self, bool isUnknown)
    {
        var names = new Dictionary<string, Value>(StringComparer.Ordinal);
        if (self is not null)
            arguments = arguments.With(self);
        var parameters = function.Parameters;
        int count = parameters.PosOnlyArgs.Length + parameters.Args.Length;
        int firstDefault = count - function.Defaults.Length;
        for (int i = 0; i < count; i++)
        {
            bool isPositionalOnly = i < parameters.PosOnlyArgs.Length;
            string name = isPositionalOnly ? parameters.PosOnlyArgs[i].Name : parameters.Args[i - parameters.PosOnlyArgs.Length].Name;
            var given = arguments.At(i, isPositionalOnly ? null : name);
            var fallback = i >= firstDefault ? function.Defaults[i - firstDefault] : null;
            names[name] = Typed(function, name, Given(given, fallback, isUnknown || IsPerhaps(arguments, i, name)));
        }
        for (int i = 0; i < parameters.KwOnlyArgs.Length; i++)
        {
            string name = parameters.KwOnlyArgs[i].Name;
            names[name] = Typed(function, name, Given(arguments.Keyword(name), function.KeywordDefaults[i], isUnknown || !arguments.Named.ContainsKey(name)));
        }
        var taken = new HashSet<string>(names.Keys, StringComparer.Ordinal);
        if (parameters.VarArg is { } rest)
        {
            var items = arguments.From(count).Positional;
            if (arguments.MorePositional is { } more)
                items.Add(more);
            names[rest.Name] = new SequenceValue(SequenceKind.Tuple, items, arguments.MorePositional is null, _condition);
        }
        if (parameters.KwArg is { } named)
        {
            var mapping = new MappingValue(_condition);
            foreach (var (name, value) in arguments.Named)
            {
                if (!taken.Contains(name) || Array.Exists(parameters.PosOnlyArgs, p => p.Name == name))
                    mapping.Set(TextValue.Of(name), value, true);
            }
            if (arguments.MoreNamed is { } more)
                mapping.AddRest(more);
            names[named.Name] = mapping;
        }
        return names;
    }

    private static Value Typed(FunctionValue function, string name, Value value)
    {
        if (function.Types is null || !function.Types.TryGetValue(name, out var type))
            return value;
        return value switch
        {
            UnknownValue => type,
            Alternatives several when Array.Exists(several.Values, static v => v is UnknownValue) => Alternatives.Join(value, type),
            _ => value,
        };
    }

    private static bool IsPerhaps(CallArguments arguments, int index, string name) =>
        index >= arguments.Positional.Count && !arguments.Named.ContainsKey(name);

    private static Value Given(Value? given, Value? fallback, bool isPerhaps)
    {
        if (given is null)
            return fallback ?? UnknownValue.Instance;
        return isPerhaps && fallback is not null ? Alternatives.Join(given, fallback) : given;
    }
}
