using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>The fields of data classes, and which argument goes to which of them.</summary>
internal sealed partial class Interpreter
{
    /// <summary>How many fields were made with options that say how they are given, and how many of them stand where a class shows it.</summary>
    private int _optionFields;
    private int _optionFieldsShown;

    private void AddFields(ClassValue made, ClassDef type)
    {
        bool isLoose = false;
        var rest = FieldKind.Place;
        foreach (var statement in type.Body)
        {
            // What stands in a branch has its place by the way that is taken.
            isLoose |= statement is If or While or For or With or Try;
            if (statement is not AnnAssign { Target: Name field } annotated)
                continue;
            var (kind, isOpening) = KindOf(annotated);
            if (isOpening)
            {
                rest = FieldKind.Keyword;
                continue;
            }
            if (!made.Fields.Contains(field.Id))
                made.Fields.Add(field.Id);
            made.FieldKinds[field.Id] = kind == FieldKind.Place ? rest : kind;
        }
        if (made.Fields.Count == 0)
            return;
        foreach (var decorator in type.DecoratorList)
        {
            made.IsData = true;
            var maker = Evaluate(decorator is Call call ? call.Func : decorator);
            isLoose |= maker is not (ApiValue or UnknownValue or TypedValue);
            made.IsFrozen |= maker is not ApiValue { Name: "dataclasses.dataclass" };
            foreach (var option in decorator is Call given ? given.Keywords : [])
                SetOption(made, option, ref isLoose);
        }
        made.IsData |= made.CatalogBase() is not null;
        if (!isLoose && _optionFields == _optionFieldsShown)
            return;
        foreach (string name in made.Fields)
            made.FieldKinds[name] = FieldKind.Unknown;
    }

    private static void SetOption(ClassValue made, Keyword option, ref bool isLoose)
    {
        bool? isSet = Flag(option.Value);
        switch (option.Arg)
        {
            case "frozen":
                made.IsFrozen |= isSet != false;
                break;
            case "kw_only" when isSet == true:
                foreach (string name in made.Fields)
                {
                    if (made.FieldKinds[name] == FieldKind.Place)
                        made.FieldKinds[name] = FieldKind.Keyword;
                }
                break;
            case "kw_only":
                isLoose |= isSet is null;
                break;
            case "init":
                isLoose |= isSet != true;
                break;
            case null:
                made.IsFrozen = isLoose = true;
                break;
        }
    }

    private static bool? Flag(PythonExpression value) => (value as Constant)?.Value switch
    {
        ConstantKind.True => true,
        ConstantKind.False => false,
        _ => null,
    };

    /// <summary>How an annotated name is given; or whether it says that those behind it are given by their names.</summary>
    private (FieldKind Kind, bool IsOpening) KindOf(AnnAssign field)
    {
        var kind = FieldKind.Place;
        if (field.Value is Call call)
        {
            bool hasOptions = false;
            foreach (var option in call.Keywords)
            {
                bool? isSet = Flag(option.Value);
                hasOptions |= option.Arg is null or "init" or "kw_only";
                if (option.Arg is null || (option.Arg is "init" or "kw_only" && isSet is null))
                    kind = FieldKind.Unknown;
                else if (option.Arg == "init" && isSet == false)
                    kind = FieldKind.None;
                else if (option.Arg == "kw_only" && isSet == true && kind == FieldKind.Place)
                    kind = FieldKind.Keyword;
            }
            if (hasOptions && Evaluate(call.Func) is ApiValue { Name: "dataclasses.field" })
                _optionFieldsShown++;
        }
        var annotation = field.Annotation;
        while (annotation is Subscript part)
            annotation = part.Value;
        switch (annotation)
        {
            case Constant { Value: ConstantKind.String } text:
                bool isSpecial = text.Text.Contains("Var", StringComparison.Ordinal) || text.Text.Contains("KW", StringComparison.Ordinal);
                return (isSpecial ? FieldKind.Unknown : kind, false);
            case Name or Syntax.Attribute:
                string type = Evaluate(annotation) is ApiValue api ? api.Name : "";
                if (type.EndsWith(".ClassVar", StringComparison.Ordinal))
                    return (FieldKind.None, false);
                return type.EndsWith(".InitVar", StringComparison.Ordinal) ? (FieldKind.Passed, false) : (kind, type == "dataclasses.KW_ONLY");
            default:
                return (kind, false);
        }
    }

    /// <summary>The fields of a class, those of the classes behind it first, with the one that declares each of them last.</summary>
    /// <param name="type">The class.</param>
    /// <param name="isKnown">Which argument goes to which is known.</param>
    private static List<(string Name, ClassValue Owner)> FieldsOf(ClassValue type, out bool isKnown)
    {
        var fields = new List<(string Name, ClassValue Owner)>();
        isKnown = type.Certainty == OrderCertainty.Known;
        for (int i = type.Order.Length - 1; i >= 0; i--)
        {
            if (type.Order[i] is not ClassValue { Fields.Count: > 0 } one)
                continue;
            isKnown &= one.IsData;
            foreach (string name in one.Fields)
            {
                isKnown &= one.FieldKinds.GetValueOrDefault(name) != FieldKind.Unknown;
                int before = fields.FindIndex(f => f.Name == name);
                // Where it may be no data class, its annotations may count for nothing.
                if (before >= 0)
                    fields[before] = one.IsData ? (name, one) : fields[before];
                else
                    fields.Add((name, one));
            }
        }
        return fields;
    }

    /// <summary>The fields that a pattern names by their places.</summary>
    private static List<string> PlacesOf(ClassValue type)
    {
        var fields = FieldsOf(type, out bool isKnown).FindAll(static f => f.Owner.FieldKinds.GetValueOrDefault(f.Name) is FieldKind.Place or FieldKind.Passed);
        return isKnown ? fields.ConvertAll(static f => f.Name) : [];
    }

    private void SetFields(ClassValue type, InstanceValue instance, List<(string Name, ClassValue Owner)> fields, CallArguments arguments)
    {
        int place = 0;
        foreach (var (name, owner) in fields)
        {
            var kind = owner.FieldKinds.GetValueOrDefault(name);
            bool isPerhaps = !arguments.Named.ContainsKey(name) && (kind == FieldKind.Keyword || place >= arguments.Positional.Count);
            var given = kind switch
            {
                FieldKind.None => null,
                FieldKind.Keyword => arguments.Keyword(name),
                _ => arguments.At(place, name),
            };
            if (kind is FieldKind.Place or FieldKind.Passed)
                place++;
            if (given is null)
                SetDefault(type, owner, instance, name);
            else if ((isPerhaps || kind == FieldKind.Passed) && type.Find(name) is { } fallback)
                instance.Members[name] = Alternatives.Join(given, fallback);
            else
                instance.Members[name] = kind == FieldKind.Passed ? Alternatives.Join(given, UnknownValue.Instance) : given;
        }
    }

    /// <summary>Each field may get any of the arguments.</summary>
    private void SetAnyField(ClassValue type, InstanceValue instance, List<(string Name, ClassValue Owner)> fields, CallArguments arguments)
    {
        Value? any = arguments.MorePositional;
        foreach (var one in arguments.Positional)
            any = any is null ? one : Alternatives.Join(any, one);
        foreach (var (name, owner) in fields)
        {
            var given = arguments.Keyword(name);
            var value = given is null ? any : any is null ? given : Alternatives.Join(given, any);
            SetDefault(type, owner, instance, name);
            if (value is null)
                continue;
            var fallback = instance.Members.GetValueOrDefault(name) ?? type.Find(name);
            instance.Members[name] = fallback is null ? value : Alternatives.Join(value, fallback);
        }
    }

    /// <summary>The default is that of the class which declares the field, whatever classes before it hold under the name.</summary>
    private void SetDefault(ClassValue type, ClassValue owner, InstanceValue instance, string field)
    {
        SetDefaults(type, instance, field);
        if (!instance.Members.ContainsKey(field) && owner.Members.TryGetValue(field, out var value) && value is not (WrapperValue or FunctionValue)
            && type.Find(field) is { } shown && !shown.IsSame(value))
            instance.Members[field] = Alternatives.Join(value, shown);
    }
}
