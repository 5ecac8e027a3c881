using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// What the interpreter itself puts into a module, and what the library does with it: loaders read and write files, and the names of files that modules and
/// compiled texts are given are opened to show their lines.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>Names of a module that hold texts or nothing; whatever else the interpreter puts there leads to files or to code.</summary>
    private static readonly HashSet<string> PlainGlobals = new(StringComparer.Ordinal)
    {
        "__name__", "__file__", "__doc__", "__package__", "__cached__", "__path__", "__version__", "__all__", "__author__", "__debug__", "__qualname__", "__module__",
        "__class__", "__test__", "__slots__", "__license__", "__copyright__", "__date__", "__email__", "__credits__", "__status__", "__title__", "__description__", "__url__",
        "__maintainer__", "__revision__", "__unittest", "__firstlineno__", "__static_attributes__", "__conditional_annotations__", "__classdict__",
    };

    /// <summary>Names that mean something to the library, wherever they are set.</summary>
    private static bool IsModuleName(string name) => name is "__file__" or "__spec__" or "co_filename" or "f_code" or "tb_frame";

    /// <summary>Objects of the machinery that imports, through which everything can be read, written and run.</summary>
    internal static bool IsMachinery(string type) => type is "importlib.machinery.ModuleSpec";

    /// <summary>A name that begins as the interpreter's own do, and that the code does not set.</summary>
    private static Value? GlobalOf(string name)
    {
        if (!name.StartsWith("__", StringComparison.Ordinal))
            return null;
        if (name == "__builtins__")
            return new ApiValue("builtins", true);
        if (PlainGlobals.Contains(name))
            return UnknownValue.Instance;
        return name.EndsWith("__", StringComparison.Ordinal) ? LostValue.Instance : null;
    }

    /// <summary>Where a name of a file is given to a module, whose lines are then shown for the module's own.</summary>
    private readonly List<Value> _namedFiles = [];

    /// <summary>The lines of modules are asked for.</summary>
    private string? _showsModules;

    /// <summary>A module gets the name of another file or loader; an object looks like a frame, whose file's lines are shown.</summary>
    private void NoteModuleName(string name, Value value)
    {
        switch (name)
        {
            case "co_filename" or "f_code" or "tb_frame":
                _findings.AddUnknownCode(name, _at);
                break;
            case "__file__" when value is not UnknownValue:
                _namedFiles.Add(value);
                if (_showsModules is { } api)
                    AddNamedFile(value, api);
                break;
            case "__spec__" when value is not NoneValue:
                _namedFiles.Add(LostValue.Instance);
                if (_showsModules is { } other)
                    AddNamedFile(LostValue.Instance, other);
                break;
        }
    }

    private void SetGlobal(Frame frame, string name, Value value)
    {
        NoteModuleName(name, value);
        frame.Set(name, value);
    }

    private void ShowModules(string api)
    {
        if (_showsModules is not null)
            return;
        _showsModules = api;
        foreach (var file in _namedFiles)
            AddNamedFile(file, api);
    }

    private void AddNamedFile(Value file, string api)
    {
        // A process that is started anew runs the file of the module again.
        if (api.StartsWith("inspect.", StringComparison.Ordinal) && file is not LostValue)
            AddPath(ActionKind.FileRead, file, api);
        else
            _findings.AddUnknownCode(api, _at);
    }

    /// <summary>Objects hold modules under their names: <c>path.parser.os.system</c>; what an object of the library holds has a class that opens files.</summary>
    private Value? OfModule(Value whole, string name)
    {
        if (whole is not MethodValue { Name: var held })
            return null;
        if (name == "__class__")
            return IsPartOfLibrary(whole) ? LostValue.Instance : null;
        string full = held.TrimStart('_') + "." + name;
        return Reexported.Contains(held.TrimStart('_')) && _catalog.TryFindExact(full, out _) && _catalog.IsActing(full) ? Symbol(full) : null;
    }

    /// <summary>It was taken out of an object of the library, and no line says what it is.</summary>
    private bool IsPartOfLibrary(Value value)
    {
        for (int i = 0; i < 8 && value is MethodValue part; i++)
        {
            if (part.Name.Contains('.', StringComparison.Ordinal))
                return !_catalog.TryFind(part.Name, out var entry) || entry.Result is null;
            value = part.Receiver;
        }
        return false;
    }

    /// <summary>A part of what <c>pkgutil.iter_modules</c> says of a module, by its name.</summary>
    private static Value? PartOfModule(SequenceValue parts, string name) =>
        parts is not { Kind: SequenceKind.Tuple, IsExact: true, Items: [LostValue finder, var text, var isPackage] } ? null
        : name switch
        {
            "module_finder" => finder,
            "name" => text,
            "ispkg" => isPackage,
            _ => null,
        };

    /// <summary>The file of which a text is said to be: an error in the text shows a line of it. Names in pointed brackets are none, nor single letters.</summary>
    private void AddShown(Value? file, string api)
    {
        switch (file)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    AddShown(one, api);
                break;
            case TextValue { IsExact: true, Text: { Length: <= 1 } or ['<', .., '>'] }:
                break;
            default:
                AddPath(ActionKind.FileRead, file, api);
                break;
        }
    }

    /// <summary>Rows whose first element names a file, of which a line is shown.</summary>
    private void AddRows(Value? rows, string api)
    {
        if (rows is null or NoneValue)
            return;
        foreach (var row in ElementsOf(rows, out _))
        {
            switch (row)
            {
                case SequenceValue { Items.Count: > 0 } sequence:
                    AddPath(ActionKind.FileRead, sequence.Items[0], api);
                    break;
                case InstanceValue or MappingValue or LostValue or TextValue:
                    AddPath(ActionKind.FileRead, UnknownValue.Instance, api);
                    break;
            }
        }
        if (rows is InstanceValue or LostValue)
            AddPath(ActionKind.FileRead, UnknownValue.Instance, api);
    }

    /// <summary>Frames and modules that the code makes itself name what file it likes.</summary>
    private void AddMade(Value? given, string api, int depth = 0)
    {
        switch (given)
        {
            case Alternatives several when depth < 4:
                foreach (var one in several.Values)
                    AddMade(one, api, depth + 1);
                break;
            case SequenceValue sequence when depth < 4:
                foreach (var one in sequence.Items)
                    AddMade(one, api, depth + 1);
                break;
            case InstanceValue or LostValue or TypedValue { Type: "types.ModuleType" }:
                AddPath(ActionKind.FileRead, UnknownValue.Instance, api);
                break;
        }
    }

    /// <summary><c>unittest.main</c>: the tests of a module that is imported, or of files that are looked for; names of tests are looked up and called.</summary>
    private void RunTests(CallArguments arguments, string api)
    {
        var module = arguments.At(0, "module");
        bool isOwn = module is null or TextValue { IsExact: true, Text: "__main__" } or ApiValue { Name: "__main__" or "builtins.__name__" } or UnknownValue;
        if (!isOwn && module is TextValue { IsExact: true })
            ImportByName(module, "importlib.import_module");
        else if (!isOwn && module is not ApiValue { IsCapability: false })
            _findings.AddUnknownCode(api, _at);
        var words = arguments.At(2, "argv");
        if (words is null or NoneValue)
            words = _patched.TryGetValue("sys", out var patches) && patches.TryGetValue("argv", out var set) ? set : null;
        if (!AreOptions(words) || !IsOwnTest(arguments.At(1, "defaultTest")) || arguments.MoreNamed is not null || arguments.MorePositional is not null)
            _findings.AddUnknownCode(api, _at);
    }

    /// <summary>Behind the program's name there are options, and tests of the code's own.</summary>
    private bool AreOptions(Value? words)
    {
        if (words is null)
            return true;
        if (words is not SequenceValue { IsExact: true } list)
            return false;
        for (int i = 1; i < list.Items.Count; i++)
        {
            if (list.Items[i] is not TextValue { IsExact: true } word)
                return false;
            if (word.Text is "-k" or "--durations")
                i++;
            else if (!word.Text.StartsWith('-') && !IsOwnTest(word))
                return false;
        }
        return true;
    }

    private bool IsOwnTest(Value? name) => name switch
    {
        null or NoneValue => true,
        TextValue { IsExact: true } text => _module.Names.TryGetValue(TopOf(text.Text), out var held) && held is ClassValue or FunctionValue,
        SequenceValue { IsExact: true } all => all.Items.TrueForAll(IsOwnTest),
        _ => false,
    };

    /// <summary>What a text names is imported for it, the last part excepted, which is looked up there.</summary>
    private void ImportTarget(Value? target, string api)
    {
        switch (target)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    ImportTarget(one, api);
                break;
            // Without a dot a target of `patch` is refused; the others take a module's name.
            case TextValue { IsExact: true } text when text.Text.Contains('.', StringComparison.Ordinal) || api != "unittest.mock.patch":
                if (text.Text is not ("" or ['.', ..]) && !IsKnownModule(text.Text))
                    ImportModule(TopOf(text.Text));
                break;
            case TextValue { IsExact: true }:
                break;
            case TextValue or LostValue:
                _findings.AddUnknownCode(api, _at);
                break;
        }
    }

    private void ImportIfText(Value name, string api)
    {
        if (name is Alternatives or LostValue || (name is TextValue text && !(text.IsExact && IsKnownModule(text.Text))))
            ImportByName(name, api);
    }

    /// <summary>A function that acts is handed to one of the library that has another use for it than those that its line tells of.</summary>
    private static bool HandsOn(Catalogs.ApiEntry entry, CallArguments arguments)
    {
        if (!Array.Exists(entry.Effects, static e => e.Verb is "read" or "write" or "delete" or "list" or "open"))
            return false;
        for (int i = 0; i < arguments.Positional.Count; i++)
        {
            if (IsFunction(arguments.Positional[i]) && !Array.Exists(entry.Effects, e => Array.Exists(e.Arguments, a => a.Position == i || a.Position < 0 || (a.IsRest && a.Position <= i))))
                return true;
        }
        foreach (var (name, value) in arguments.Named)
        {
            if (IsFunction(value) && !Array.Exists(entry.Effects, e => Array.Exists(e.Arguments, a => a.Keyword == name || (a.IsRest && a.Keyword is null))))
                return true;
        }
        return false;
    }

    private static bool IsFunction(Value value) => value is PartialValue { IsCapability: true } or MethodValue { IsCapability: true, Receiver: not LostValue } or ApiValue { IsCapability: true };

    /// <summary>An object of the library that is to call a function later gives it away as well: to whoever calls it with what he likes.</summary>
    private void InvokeKept(Value function, CallArguments arguments)
    {
        if (function is not ApiValue { IsCapability: true } || arguments.Positional.Count + arguments.Named.Count > 0 || arguments.MorePositional is not null || arguments.MoreNamed is not null)
            return;
        int before = _findings.Operations.Count;
        Invoke(function, arguments);
        if (_findings.Operations.Count == before)
            Invoke(function, Unknowns());
    }

    /// <summary>The verbs of this chapter.</summary>
    private bool ApplyMachinery(string verb, Value? first, CallArguments arguments, string api, ref bool isFollowed, out Value? value)
    {
        value = null;
        switch (verb)
        {
            case "shown":
                AddShown(first, api);
                return true;
            case "rows":
                AddRows(first, api);
                return true;
            case "made":
                AddMade(first, api);
                return true;
            case "source":
                AddMade(first, api);
                ShowModules(api);
                return true;
            case "anew":
                ShowModules(api);
                return true;
            case "modules":
                // What finds a module also gives its loader.
                var row = new SequenceValue(SequenceKind.Tuple, [LostValue.Instance, TextValue.Unknown, UnknownValue.Instance], true, _condition);
                value = new SequenceValue(SequenceKind.List, [row], false, _condition);
                isFollowed = true;
                AddPath(ActionKind.FileRead, first, api);
                return true;
            case "tests":
                RunTests(arguments, api);
                return true;
            case "target":
                ImportTarget(first, api);
                return true;
            case "loads":
                foreach (var one in first is null or NoneValue ? [] : first is SequenceValue all ? all.Items : [first])
                    ImportIfText(one, api);
                return true;
            case "members":
                // A module also holds its loader, and the modules that it imports.
                value = new SequenceValue(
                    SequenceKind.List,
                    [new SequenceValue(SequenceKind.Tuple, [TextValue.Unknown, first is ApiValue or LostValue or TypedValue ? LostValue.Instance : UnknownValue.Foreign], true, _condition)],
                    false,
                    _condition);
                return true;
            case "main":
                // It does what the arguments of the program say.
                _findings.AddUnknownCode(api, _at);
                return true;
            case "later":
                var rest = arguments.From(2);
                if (first is not (null or NoneValue))
                {
                    Defer(first, rest);
                    Invoke(first, rest);
                    InvokeKept(first, rest);
                }
                isFollowed = true;
                return true;
            case "kept":
                isFollowed = true;
                value = first is { IsCapability: true } ? LostValue.Instance : first ?? UnknownValue.Instance;
                return true;
            case "signature":
                // It gives the defaults of the parameters back.
                if (first is not (null or FunctionValue or ClassValue or BoundValue { IsCapability: false } or InstanceValue or UnknownValue or ApiValue)
                    || (first is FunctionValue function && (Array.Exists(function.Defaults, static d => d.IsCapability) || Array.Exists(function.KeywordDefaults, static d => d is { IsCapability: true }))))
                {
                    value = LostValue.Instance;
                }
                isFollowed = true;
                return true;
            case "suggests":
                // Showing the error imports the module that it names, to say what else that has.
                if (first is not (null or NoneValue))
                    _findings.AddUnknownCode(api, _at);
                return true;
            case "reload":
                if (first is not ApiValue { IsCapability: _ } module || module.Name == "__main__")
                    _findings.AddUnknownCode(api, _at);
                isFollowed = true;
                value = first ?? UnknownValue.Instance;
                return true;
            default:
                return false;
        }
    }
}
