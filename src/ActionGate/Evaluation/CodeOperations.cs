using System.Buffers;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Python;
using ActionGate.Scanning.Python.Binding;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>Adds to a request what a piece of code in a language other than a shell's would do, each operation decided by itself.</summary>
internal sealed class CodeOperations
{
    private const string MoreThanIsRead = "there is more code in code than is read";

    /// <summary>The most blocks that are read together.</summary>
    private const int MostBlocks = 32;

    private static readonly SearchValues<string> LinkingCommands = SearchValues.Create(["ln", "link", "cp", "mv", "rsync", "tar", "zip", "7z", "rar", "cpio", "jar", "ar ", "patch", "clone", "apply", "am "], StringComparison.Ordinal);

    private readonly OperationCollector _collector;
    private readonly ActionContext _context;
    private readonly Circumstances _circumstances;
    private readonly CodeOrigin? _origin;
    private readonly string _language;
    private TextOrder _order = TextOrder.None;
    private ModulesImported? _imports;

    private CodeOperations(OperationCollector collector, ActionContext context, string language, in Circumstances circumstances, CodeOrigin? origin)
    {
        _collector = collector;
        _context = context;
        _circumstances = circumstances.In(language);
        _origin = origin;
        _language = language;
    }

    /// <summary>There is a scanner for a language.</summary>
    internal static bool CanRead(string language) => language == CodeLanguage.Python || CodeLanguage.IsShell(language);

    /// <summary>Adds what code would do.</summary>
    /// <param name="collector">What it is added to.</param>
    /// <param name="context">Who runs it, and from which folder.</param>
    /// <param name="code">The code.</param>
    /// <param name="language">Its canonical language.</param>
    /// <param name="circumstances">What the host contributes.</param>
    /// <param name="origin">Where the code stands; <see langword="null"/>: it is the outermost.</param>
    /// <param name="earlier">
    /// The blocks that ran before it. Some hosts run each by itself, others all in one interpreter: what the code would do among their names is
    /// added to what it would do alone.
    /// </param>
    /// <param name="imports">Is told what it imports.</param>
    internal static void Add(
        OperationCollector collector, ActionContext context, string code, string language, in Circumstances circumstances, CodeOrigin? origin, IReadOnlyList<string>? earlier = null,
        ModulesImported? imports = null)
    {
        var inside = new CodeOperations(collector, context, language, in circumstances, origin) { _imports = imports };
        if (language != CodeLanguage.Python)
        {
            inside.AddOpaque($"there is no scanner for {language} in this version");
        }
        else if (!inside.Enter())
        {
            inside.AddOpaque(MoreThanIsRead);
        }
        else
        {
            inside._order = TextOrder.OfPython(code, isOutermost: origin is null && !circumstances.IsInScript);
            var alone = inside.Read(code);
            inside.Add(alone, null);
            if (earlier is { Count: > MostBlocks })
                inside.AddOpaque("there are more blocks than are read together");
            else if (earlier is { Count: > 0 })
                inside.Add(PythonScanner.Read(code, earlier: earlier, catalog: circumstances.Catalog), alone);
            collector.CodeDepth--;
        }
    }

    /// <summary>Goes one text deeper; whoever is let in leaves again.</summary>
    private bool Enter()
    {
        if (!_collector.Code.TakeText(_collector.CodeDepth))
            return false;
        _collector.CodeDepth++;
        return true;
    }

    /// <summary>A block and a script have steps of their own, the code in it shares what the request has.</summary>
    private PythonReading Read(string code)
    {
        if (_origin is null)
            return PythonScanner.Read(code, catalog: _circumstances.Catalog);
        var reading = PythonScanner.Read(code, _collector.Code.PythonSteps, catalog: _circumstances.Catalog);
        _collector.Code.PythonSteps = reading.StepsLeft;
        return reading;
    }

    /// <summary>Adds that there may be more than is known.</summary>
    internal static void AddOpaque(OperationCollector collector, ActionContext context, in Circumstances circumstances, string? note, CodeOrigin? origin = null)
    {
        collector.IsOpaque = true;
        var unknown = new ActionRequest(ActionKind.DynamicCode, null, context);
        var finding = collector.Decide(unknown, in circumstances, Refusals.Opaque(note), OperationEvaluator.EvaluateOpaque);
        collector.Add(new DecidedOperation(unknown, finding, new Operation(ActionKind.DynamicCode, null, Certainty.Unknown)) { Origin = origin });
    }

    private void AddOpaque(string? note) => AddOpaque(_collector, _context, in _circumstances, note, _origin);

    /// <summary>Adds what a reading holds that another one does not.</summary>
    private void Add(PythonReading reading, PythonReading? other)
    {
        AddImports(reading, other);
        if (reading.HoldsMore)
            _imports?.HoldsMore = true;
        // A link counts for what stands before it too: a loop, or a function, may come back there.
        _collector.Links.Note(reading.Operations, IsNoLink);
        _collector.Unpacked.Note(reading.Operations, _context, _circumstances.RequiresWorkingDirectory, _order);
        _collector.Writes.Note(reading.Operations, _context, _circumstances.RequiresWorkingDirectory);
        var known = other is null ? null : new HashSet<object>(other.Operations.Select(KeyOf));
        bool saysUnknown = false;
        bool beginsWithCommands = MayLink(reading.Operations);
        foreach (var operation in reading.Operations)
        {
            saysUnknown |= operation.Kind == ActionKind.DynamicCode && operation.Certainty == Certainty.Unknown;
            if (beginsWithCommands && operation.Kind == ActionKind.ShellExec && known?.Contains(KeyOf(operation)) != true)
                AddCommand(operation);
        }
        foreach (var operation in reading.Operations)
        {
            if (known?.Contains(KeyOf(operation)) == true)
                continue;
            if (operation.Kind == ActionKind.ScriptExec)
                AddScript(operation);
            else if (operation.Kind != ActionKind.ShellExec)
                AddOperation(operation);
            else if (!beginsWithCommands)
                AddCommand(operation);
        }
        foreach (var code in reading.Embedded)
        {
            if (other is null && !CodeLanguage.IsShell(code.Language) && code.Text.IsExact)
                AddEmbedded(code);
        }
        _collector.IsOpaque |= reading.IsOpaque;
        if (reading.HoldsMore && !saysUnknown && other is not { HoldsMore: true })
            AddOpaque(reading.Note);
    }

    /// <summary>A command may make links, which then count for all operations.</summary>
    private static bool MayLink(List<Operation> operations)
    {
        foreach (var operation in operations)
        {
            if (operation.Kind == ActionKind.ShellExec && (operation.Target ?? operation.Pattern ?? "").AsSpan().ContainsAny(LinkingCommands))
                return true;
        }
        return false;
    }

    private static object KeyOf(Operation operation) => (operation.Kind.Name, operation.Target, operation.Pattern, operation.Folder, operation.Api, operation.At, operation.IsFed);

    private void AddImports(PythonReading reading, PythonReading? other)
    {
        var known = other is null ? null : new HashSet<string>(other.Imports, StringComparer.Ordinal);
        int unknown = 0;
        for (int i = 0; i < reading.Imports.Count; i++)
        {
            string module = reading.Imports[i];
            // Both are in the order of the text.
            bool isUnknown = unknown < reading.UnknownImports.Count && reading.UnknownImports[unknown] == module;
            if (isUnknown)
                unknown++;
            if (known?.Contains(module) != true)
                AddImport(module, !isUnknown, reading.ImportPlaces[i]);
        }
    }

    private void AddImport(string module, bool isKnown, TextPosition at)
    {
        _collector.NoteImport(module);
        if (isKnown)
            _imports?.Known.Add(module);
        else
            _imports?.HoldsMore = true;
        var request = new ActionRequest(ActionKind.ModuleImport, module, _context);
        var finding = _collector.Decide(request, in _circumstances, (module, isKnown), static (in scope, import) => OperationEvaluator.EvaluateImport(in scope, import.module, import.isKnown));
        if (!finding.Abstains || !isKnown)
            Add(request, finding, new Operation(ActionKind.ModuleImport, module, Certainty.Exact, "import", at));
    }

    /// <summary>Code that another interpreter runs.</summary>
    private void AddEmbedded(EmbeddedCode code)
    {
        var circumstances = _circumstances;
        var moved = ShellEvaluator.Moved(ActionRequest.Shell("", _context), FolderOf(code.Folder?.Text), ref circumstances);
        Add(_collector, moved.Context, code.Text.Text, code.Language, in circumstances, CodeOrigin.Within(_origin, _language, code.At, code.Via, code.Language));
    }

    private void AddOperation(Operation operation)
    {
        var request = new ActionRequest(operation.Kind, operation.Target ?? operation.Pattern, _context) { IsRecursive = operation.IsRecursive };
        var finding = LinkIn(operation) is { } link
            ? Finding.Refused(Refusals.LinkMadeBefore(link))
            : UnpackCall.IsOne(operation) ? OfUnpacking(request, operation)
            : _collector.Decide(request, in _circumstances, operation, OperationEvaluator.Evaluate);
        Add(request, finding, operation);
    }

    private Finding OfUnpacking(ActionRequest request, Operation operation)
    {
        if (UnpackedHooks.Of(_collector, FileWritten.Of(operation, _context, _circumstances.RequiresWorkingDirectory)) is { } hooks)
            return Finding.Refused(hooks);
        var circumstances = _circumstances with { MakesNames = true };
        var below = new ActionRequest(request.Kind, request.Target, request.Context) { IsRecursive = true };
        return _collector.Decide(below, in circumstances, operation, OperationEvaluator.Evaluate);
    }

    /// <summary>A command is decided by its own words, and what it runs, reads and writes with it.</summary>
    private void AddCommand(Operation operation)
    {
        var circumstances = _circumstances with { IsFed = _circumstances.IsFed || operation.IsFed };
        var request = ShellEvaluator.Moved(ActionRequest.Shell(operation.Target ?? operation.Pattern ?? "", _context), FolderOf(operation.Folder), ref circumstances);
        string? text = operation.Target ?? (operation.Arguments is { } arguments ? ArgumentText.Of(arguments) : null);
        if (text is not null && MalformedText.IsIn(text))
        {
            Add(request, Finding.Refused(Refusals.Invalid("the command holds NUL or is not valid Unicode")), operation);
        }
        else if (text is not null && Enter())
        {
            ShellEvaluator.Add(_collector, request, text, in circumstances, CodeOrigin.Within(_origin, _language, operation.At, operation.Via, CodeLanguage.Bash));
            _collector.CodeDepth--;
        }
        else
        {
            _collector.IsOpaque = true;
            string problem = text is null ? "a part of it is not known before the code runs" : MoreThanIsRead;
            Add(request, Undecidable(request, in circumstances, problem), operation);
        }
    }

    private Finding Undecidable(ActionRequest request, in Circumstances circumstances, string problem) =>
        _collector.Decide(request, in circumstances, problem, static (in scope, problem) =>
            CommandEvaluator.Undecidable(in scope, (RuleChain<CommandTarget>)scope.Agent.Rules.Find(ActionKind.ShellExec.Name)!, scope.Request.Target ?? "", problem));

    /// <summary>A folder as a scanner tells it: a home may stand at its beginning.</summary>
    private static ShellWord FolderOf(string? folder) => folder is ['~', not '/', ..] ? ShellWord.Unknown(0) : new ShellWord(folder ?? "", 0, hasTilde: folder is ['~', ..]);

    private void AddScript(Operation operation)
    {
        var word = operation.Target is { } path ? new ShellWord(path, 0) : ShellWord.Unknown(0);
        var effect = new ShellEffect(ActionKind.ScriptExec, word, EffectCause.Script, new ShellPlace(0, [], [])) { Language = _language };
        var request = new ActionRequest(ActionKind.ScriptExec, operation.Target ?? operation.Pattern, _context);
        var finding = LinkIn(operation) is { } link
            ? Finding.Refused(Refusals.LinkMadeBefore(link))
            : _collector.Decide(request, in _circumstances, effect, EffectEvaluator.Evaluate);
        if (!finding.Abstains)
            Add(request, finding, operation);
        ScriptEvaluator.Add(_collector, effect, request, in _circumstances);
    }

    private void Add(ActionRequest request, Finding finding, Operation operation) =>
        _collector.Add(new DecidedOperation(request, finding, operation) { Origin = _origin });

    /// <summary>The link that an operation on a file may lead through. Deleting one takes it away and goes nowhere.</summary>
    private string? LinkIn(Operation operation)
    {
        bool mayBeOne = !_collector.Links.AreNone || !_collector.Unpacked.AreNone;
        if (!mayBeOne || TargetFamilies.Of(operation.Kind.Name) != TargetFamily.Path || operation.Certainty == Certainty.Unknown)
            return null;
        string path = operation.Target ?? operation.Pattern!.Replace('*', TargetShape.Hole);
        if (operation.Kind == ActionKind.FileDelete && operation.Certainty == Certainty.Exact && !operation.IsRecursive)
            path = path[..(path.LastIndexOf('/') + 1)];
        if (_collector.Links.NamedIn(path, LinksMade.MakerOf(operation)) is { } link)
            return link;
        var use = new PathUse(FileWritten.Of(operation, _context, _circumstances.RequiresWorkingDirectory), LinksMade.MakerOf(operation), _order, _order.PlaceOf(operation.At))
        {
            IsTakenAway = operation.Kind == ActionKind.FileDelete,
            TakesLinksBelow = UnpackCall.FollowsLinks(operation),
        };
        return _collector.Unpacked.Holding(_collector.Layers.Layers[0], _circumstances.Paths, in use);
    }

    private bool IsNoLink(string path) =>
        _circumstances.Paths is not { } paths || RealPlace.IsPlain(_collector.Layers.Layers[0], ActionRequest.ReadFile(path, _context), paths);
}
