using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>A module, class or function that the catalogue knows, by its full name.</summary>
internal sealed class ApiValue(string name, bool isActing) : Value
{
    internal string Name { get; } = name;

    internal override bool IsCapability { get; } = isActing;

    internal override bool? Truth => true;

    internal override bool IsSame(Value other) => other is ApiValue api && string.Equals(api.Name, Name, StringComparison.Ordinal);
}

/// <summary>An object of a type that the catalogue knows.</summary>
/// <param name="type">Its full name.</param>
/// <param name="content">What it stands for: a path, a URL.</param>
internal sealed class TypedValue(string type, TextValue? content = null) : Value
{
    internal string Type { get; } = type;

    internal TextValue? Content { get; } = content is not null && type == "pathlib.Path" ? PathFolding.Pure(content) : content;

    internal override bool IsCapability => Interpreter.IsPipeType(Type) || Interpreter.IsMachinery(Type);

    internal override bool CanAct => true;

    internal override Value Vague => Content is null or { IsUnknown: true } ? this : new TypedValue(Type, TextValue.Unknown);

    internal override bool IsSame(Value other) =>
        other is TypedValue typed && string.Equals(typed.Type, Type, StringComparison.Ordinal)
        && (typed.Content is null ? Content is null : Content is not null && typed.Content.IsSame(Content));

    internal override TextValue AsText() => Content ?? TextValue.Unknown;
}

/// <summary>A method with its object. The name is a full one for objects of the catalogue, a bare one for data.</summary>
internal sealed class MethodValue(Value receiver, string name, bool isActing) : Value
{
    internal Value Receiver { get; } = receiver;

    internal string Name { get; } = name;

    internal override bool IsCapability { get; } = isActing;

    internal override bool CanAct => IsCapability || Receiver.CanAct;

    internal override bool? Truth => true;

    internal override bool IsSame(Value other) =>
        other is MethodValue method && string.Equals(method.Name, Name, StringComparison.Ordinal) && method.Receiver.IsSame(Receiver);
}

/// <summary>A function that the code defines.</summary>
internal sealed class FunctionValue(PythonNode node, string name, Arguments parameters, Frame outer) : Value
{
    /// <summary>A <see cref="FunctionDef"/>, an <see cref="AsyncFunctionDef"/> or a <see cref="Lambda"/>.</summary>
    internal PythonNode Node { get; } = node;

    internal string Name { get; } = name;

    internal Arguments Parameters { get; } = parameters;

    internal Frame Outer { get; } = outer;

    internal required Value[] Defaults { get; set; }

    internal required Value?[] KeywordDefaults { get; set; }

    /// <summary>What it gave back before, by its arguments, where a decorator keeps that.</summary>
    internal List<(Dictionary<string, Value>? Names, Value Result)>? Kept { get; init; }

    /// <summary>What may be run in its place, by the type of an argument.</summary>
    internal List<Value>? Others { get; init; }

    internal FunctionValue With(bool isKeeping, List<Value>? others) => new(Node, Name, Parameters, Outer)
    {
        Defaults = Defaults,
        KeywordDefaults = KeywordDefaults,
        Types = Types,
        Owner = Owner,
        Kept = isKeeping ? [] : Kept,
        Others = others,
    };

    /// <summary>Its defaults became others.</summary>
    internal void Forget(Value given)
    {
        var any = given.CanAct ? LostValue.Instance : (Value)UnknownValue.Instance;
        Defaults = Array.ConvertAll(Defaults, _ => any);
        KeywordDefaults = Array.ConvertAll(KeywordDefaults, _ => (Value?)any);
    }

    /// <summary>Values of the types that parameters are annotated with.</summary>
    internal Dictionary<string, Value>? Types { get; init; }

    /// <summary>What it yields stands before the body of a <c>with</c>, and it goes on behind it.</summary>
    internal bool IsManager { get; set; }

    /// <summary>It goes by another name than its own, or has another documentation.</summary>
    internal bool IsRenamed { get; set; }

    /// <summary>The class in whose body it stands.</summary>
    internal ClassValue? Owner { get; set; }

    internal override bool CanAct => true;

    internal override bool? Truth => true;

    internal override bool IsSame(Value other) =>
        other is FunctionValue function && ReferenceEquals(function.Node, Node) && ReferenceEquals(function.Outer, Outer)
        && ReferenceEquals(function.Kept, Kept) && ReferenceEquals(function.Others, Others);
}

/// <summary>How a function in a class meets its object.</summary>
internal enum WrapperKind : byte
{
    Property,
    Static,
    Class,
}

/// <summary>A function in a class that is more than a method.</summary>
internal sealed class WrapperValue(WrapperKind kind, Value function) : Value
{
    internal WrapperKind Kind { get; } = kind;

    internal Value Function { get; } = function;

    /// <summary>What it gives back stays a member of the object.</summary>
    internal bool IsKeeping { get; init; }

    /// <summary>What sets a property.</summary>
    internal List<Value> Setters { get; } = [];

    internal List<Value> Deleters { get; } = [];

    internal override bool IsCapability { get; } = function.IsCapability;

    internal override bool CanAct => true;
}

/// <summary>An object of a class that the code defines.</summary>
internal sealed class InstanceValue(ClassValue type, int condition) : Value
{
    private long _asked;

    internal ClassValue Type { get; set; } = type;

    /// <summary>What became its <c>__dict__</c>: others may hold it.</summary>
    internal Value? Dictionary { get; set; }

    /// <summary>The members that it may as well not have.</summary>
    internal HashSet<string>? Lacking { get; set; }

    /// <summary>What the constructor of its library class makes, where that can act by itself.</summary>
    internal Value? Inner { get; set; }

    internal int Condition { get; } = condition;

    internal Dictionary<string, Value> Members { get; } = new(StringComparer.Ordinal);

    internal override bool IsCapability => Held.InAny(Members, ref _asked) || Dictionary is { IsCapability: true } and not NamesValue || Inner is { IsCapability: true };

    internal override bool CanAct => true;

    // Its methods are then looked for by their names.
    internal override Value Vague => IsCapability ? LostValue.Instance : UnknownValue.Foreign;
}

/// <summary>What objects hold.</summary>
internal static class Held
{
    /// <summary>Any member can act.</summary>
    internal static bool InAny(Dictionary<string, Value> members, ref long asked)
    {
        if (Visit.IsTooDeep)
            return true;
        if (!Visit.Enter(ref asked))
            return false;
        bool found = false;
        foreach (var (_, value) in members)
            found = found || (value is not InstanceValue && value.IsCapability);
        Visit.Leave();
        return found;
    }
}

/// <summary>A function of the code with its object or class.</summary>
internal sealed class BoundValue(Value self, Value function) : Value
{
    internal Value Self { get; } = self;

    internal Value Function { get; } = function;

    internal override bool IsCapability { get; } = function.IsCapability;

    internal override bool CanAct => true;

    internal override bool? Truth => true;

    internal override bool IsSame(Value other) => other is BoundValue bound && bound.Self.IsSame(Self) && bound.Function.IsSame(Function);
}

/// <summary>A callable with the first of its arguments (<c>functools.partial</c>).</summary>
internal sealed class PartialValue(Value function, CallArguments arguments) : Value
{
    internal Value Function { get; } = function;

    internal CallArguments Arguments => Keywords is null ? arguments : new CallArguments(arguments.Positional)
    {
        Named = Keywords.Keys.Values.ToDictionary(static k => k.AsText().Text, k => Keywords.Get(k)!, StringComparer.Ordinal),
        MorePositional = arguments.MorePositional,
        MoreNamed = Keywords.Rest,
    };

    /// <summary>Its named arguments, for whoever asked for them and may have changed them.</summary>
    internal MappingValue? Keywords { get; private set; }

    internal MappingValue TakeKeywords(int condition)
    {
        if (Keywords is not null)
            return Keywords;
        var keywords = new MappingValue(condition);
        foreach (var (name, value) in arguments.Named)
            keywords.Set(TextValue.Of(name), value, true);
        if (arguments.MoreNamed is { } more)
            keywords.AddRest(more);
        return Keywords = keywords;
    }

    /// <summary>As a member of a class it gets the object before its arguments (<c>functools.partialmethod</c>).</summary>
    internal bool IsMethod { get; init; }

    internal override bool IsCapability { get; } = function.IsCapability || arguments.HoldCapability;

    internal override bool CanAct => true;

    internal override bool? Truth => true;
}

/// <summary><c>super()</c></summary>
internal sealed class SuperValue(Value self, ClassValue owner) : Value
{
    internal Value Self { get; } = self;

    internal ClassValue Owner { get; } = owner;
}

/// <summary>The names of a module or frame as a dictionary: <c>globals()</c>, <c>vars(os)</c>, <c>sys.modules</c>.</summary>
internal sealed class NamesValue(Value? owner, Frame? frame) : Value
{
    /// <summary>A module or object; <see langword="null"/> for a frame, or where the names are those of modules.</summary>
    internal Value? Owner { get; } = owner;

    internal Frame? Frame { get; } = frame;

    internal override bool IsCapability => Owner is not (InstanceValue or ClassValue) || Owner.IsCapability;
}
