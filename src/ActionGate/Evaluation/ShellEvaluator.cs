using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Expansion;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Evaluation;

/// <summary>
/// Decides shell text: every simple command that could run on any branch, every file, host and variable that the shell or one of them
/// touches, each by itself.
/// </summary>
internal sealed class ShellEvaluator
{
    /// <summary>Where a name falls apart that stands outside quotes, and what makes it a pattern; a hole may be any of them.</summary>
    private const string PartsOfNames = " \t\n*?[\\\0";

    private readonly OperationCollector _collector;
    private readonly string _text;
    private readonly ShellText _lines;
    private readonly ActionRequest _request;
    private readonly Circumstances _circumstances;
    private readonly CodeOrigin? _origin;
    private readonly TextOrder _order;

    private ShellEvaluator(OperationCollector collector, ActionRequest request, string text, in Circumstances circumstances, CodeOrigin? origin)
    {
        _origin = origin;
        _collector = collector;
        _request = request;
        _text = text;
        _lines = new ShellText(text);
        _circumstances = circumstances;
        _order = TextOrder.OfShell(text, isOutermost: origin is null && !circumstances.IsInScript);
    }

    /// <summary>Decides a request whose target is more than one plain command.</summary>
    internal static Finding Decide(PolicyLayers layers, ActionRequest request, string text, in Circumstances circumstances)
    {
        var collector = new OperationCollector(layers, request.Context, in circumstances);
        Add(collector, request, text, in circumstances);
        ScriptEvaluator.EndBlock(collector);
        return collector.Whole();
    }

    /// <summary>Adds what a text would do.</summary>
    /// <param name="collector">What it is added to.</param>
    /// <param name="request">The request as which the text's commands are decided.</param>
    /// <param name="text">The text.</param>
    /// <param name="circumstances">What the host contributes; the language is the shell's, where that is known.</param>
    /// <param name="origin">Where the text stands; <see langword="null"/>: it is the outermost.</param>
    internal static void Add(OperationCollector collector, ActionRequest request, string text, in Circumstances circumstances, CodeOrigin? origin = null)
    {
        var reading = circumstances.Language is "sed" or "awk" ? ShellScanner.ReadProgram(circumstances.Language, ref text)
            : Read(text, in circumstances, origin is null ? null : collector.Code.Shell);
        new ShellEvaluator(collector, request, text, in circumstances, origin).Add(reading);
    }

    /// <summary>A plain command may be another one where it is typed.</summary>
    internal static bool MayBeExpanded(string text, in Circumstances circumstances) =>
        IsTyped(in circumstances) && (text.Contains('!', StringComparison.Ordinal) || text.AsSpan().ContainsAnyExceptInRange(' ', '~'));

    /// <summary>An interactive shell reads the text itself; what other code or a script hands to a shell is not typed.</summary>
    private static bool IsTyped(in Circumstances circumstances) => circumstances is { Shell: HostShell.InteractiveBash, Language: null, IsInScript: false };

    private static ShellReading Read(string text, in Circumstances circumstances, ShellBudget? budget)
    {
        if (IsTyped(in circumstances) && ShellScanner.ReadHistory(text) is { } opaque)
            return opaque;
        if (budget is null && !circumstances.IsFed && SimpleReading.Of(text) is { } simple)
            return simple;
        // Code in other languages runs its text by whatever the system calls 'sh'.
        var shell = circumstances.Language switch { null => circumstances.Shell, CodeLanguage.Bash => HostShell.Bash, CodeLanguage.Sh => HostShell.Sh, _ => HostShell.Any };
        return shell switch
        {
            HostShell.Bash or HostShell.InteractiveBash => ShellScanner.Read(text, ShellDialect.Bash, budget, circumstances.IsFed),
            HostShell.Zsh => ShellScanner.Read(text, ShellDialect.Zsh, budget, circumstances.IsFed),
            _ => ShellScanner.ReadForAny(text, isNamed: shell == HostShell.Sh, budget, circumstances.IsFed),
        };
    }

    private void Add(ShellReading reading)
    {
        int before = _collector.Count;
        foreach (var command in reading.Commands)
            _collector.Links.Note(command, IsNoLink);
        _collector.Unpacked.Note(reading, _request.Context, _circumstances.RequiresWorkingDirectory, _order);
        AddPatterns(reading);
        _collector.Writes.Note(reading, _request.Context, _circumstances.RequiresWorkingDirectory);
        foreach (var definition in reading.Definitions)
            AddDefinition(definition);
        foreach (var command in reading.Commands)
            AddCommand(command);
        foreach (var effect in reading.Effects)
            AddEffect(effect);
        AddScripts(reading);
        AddLooseReads(reading);
        foreach (var command in reading.Commands)
            AddModuleRun(command, reading);
        if (reading.Gaps.Find(gap => !IsTold(reading, gap) && (gap.Pattern is not { } pattern || MayBeOption(reading, pattern, gap.Place))) is { } first)
            AddGap(first, reading.IsParsed);
        else if (_circumstances.Paths is not null && !_collector.Layers.Layers[0].IsForeign && reading.HiddenOptions.Find(gap => !gap.IsRead && (gap.Pattern!.Value.IsLoose ? MayFallApart() : MayBeOption(reading, gap.Pattern.Value, gap.Place))) is { } hidden)
            AddHiddenOption(hidden);
        // Comments, or variables that nobody else reads.
        if (_collector.Count == before)
            Add(_request, reading.IsParsed ? Nothing() : Undecidable("it was not read to its end"), new Operation(ActionKind.ShellExec, Told(), Certainty.Exact, at: new TextPosition(1, 1)));
    }

    /// <summary>What a script holds is nobody's command, and belongs into no record.</summary>
    private string Told() => _circumstances is { IsInScript: true, Language: { } language } ? language : _text;

    private void Add(ActionRequest request, Finding finding, object source) =>
        _collector.Add(new DecidedOperation(request, finding, source, _lines) { Origin = _origin });

    /// <summary>Needs no rule, but somebody for whom the documents are.</summary>
    private Finding Nothing() =>
        _collector.Decide(_request, in _circumstances, this, static (in scope, _) => new Finding(Verdict.Allow, null, scope.Agent.Terms));

    private void AddCommand(ShellCommand command)
    {
        Finding finding;
        if (!command.Words[0].IsStatic)
            finding = Undecidable("the command's name is not known");
        else if (LinkIn(command) is { } link)
            finding = Finding.Refused(Refusals.LinkMadeBefore(link));
        else
            finding = InEachFolder(_request, command.Place, command.Words, command, static (in scope, command) => CommandEvaluator.EvaluateCommand(in scope, command));
        Add(_request, finding, command);
    }

    /// <summary>A new meaning for a name that a rule allows would be allowed under that name.</summary>
    private void AddDefinition(ShellDefinition definition)
    {
        var finding = _collector.Decide(_request, in _circumstances, definition.Name, static (in scope, name) =>
            FreeBuiltins.Holds(name) || CommandEvaluator.IsNamedByAllow(in scope, name) ? Finding.Refused(Refusals.Shadowed(name)) : Finding.Abstention);
        if (!finding.Abstains)
            Add(_request, finding, new ShellGap("", definition.Place));
    }

    private void AddGap(ShellGap gap, bool isParsed)
    {
        _collector.IsOpaque = true;
        string reason = gap.Reason;
        if (!isParsed)
        {
            var place = _lines.PositionOf(gap.Place.At);
            reason = $"{reason}, at line {place.Line}, column {place.Column}";
        }
        Add(_request, Undecidable(reason), gap);
    }

    /// <summary>What the command writes then is not known, and no rule that takes everything lets it be written.</summary>
    private void AddHiddenOption(ShellGap gap)
    {
        _collector.IsOpaque = true;
        Add(_request, Finding.Refused(Refusals.NeverUnknown(Refusals.Unresolved(gap.Reason))), gap);
    }

    /// <summary>The command whose name is not known is refused itself.</summary>
    private bool IsTold(ShellReading reading, ShellGap gap)
    {
        bool isTold = gap.Reason == ShellGap.UnknownName && reading.Commands.Exists(command => !command.Words[0].IsStatic && command.Words[0].At == gap.Place.At);
        _collector.IsOpaque |= isTold;
        return isTold;
    }

    private Finding Undecidable(string reason) =>
        _collector.Decide(_request, in _circumstances, (_text, reason), static (in scope, subject) =>
            CommandEvaluator.Undecidable(in scope, (RuleChain<CommandTarget>)scope.Agent.Rules.Find(ActionKind.ShellExec.Name)!, subject._text, subject.reason));

    private void AddEffect(ShellEffect effect)
    {
        if (effect.Cause == EffectCause.Code)
        {
            AddCode(effect);
            return;
        }
        var request = new ActionRequest(effect.Kind, effect.Target.ToString(), _request.Context) { IsRecursive = effect.IsRecursive };
        var finding = LinkIn(effect) is { } link
            ? Finding.Refused(Refusals.LinkMadeBefore(link))
            : effect.Unpacks == Unpacking.Archive && UnpackedHooks.Of(_collector, FoldersUnpacked.FolderOf(effect, _request.Context, _circumstances.RequiresWorkingDirectory)) is { } hooks
            ? Finding.Refused(hooks)
            : InEachFolder(request, effect.Place, [effect.Target], effect, EffectEvaluator.Evaluate);
        // What the policy does not speak of is the command's own affair, which has been decided.
        if (!finding.Abstains || effect.Cause is EffectCause.Redirection or EffectCause.Option or EffectCause.Assignment)
            Add(request, finding, effect);
    }

    /// <summary>What code in an argument would do belongs to the request, from each folder in which it may run.</summary>
    private void AddCode(ShellEffect effect)
    {
        string shell = _circumstances.Language is { } own && CodeLanguage.IsShell(own) ? own : CodeLanguage.Bash;
        var origin = CodeOrigin.Within(_origin, shell, _lines.PositionOf(effect.Place.At), effect.Place.Via, effect.Language ?? "");
        if (effect.Language is not { } language || !effect.Target.IsStatic)
        {
            string note = effect.Language is null ? "the language of code in an argument is not known" : "the code in an argument is not known";
            CodeOperations.AddOpaque(_collector, _request.Context, _circumstances.In(effect.Language), note, effect.Language is null ? null : origin);
            return;
        }
        foreach (var folder in FoldersOf(effect.Place))
        {
            var circumstances = Fed(effect.Command);
            var moved = Moved(_request, folder, ref circumstances);
            var imports = language == CodeLanguage.Python ? new ModulesImported() : null;
            CodeOperations.Add(_collector, moved.Context, effect.Target.Text, language, in circumstances, origin, imports: imports);
            if (imports is not null)
                AddModules(moved, effect.Command?.Words, imports, in circumstances);
        }
    }

    /// <summary>A module that Python runs by its name may be a file of the folder; so may those that it imports.</summary>
    private void AddModuleRun(ShellCommand command, ShellReading reading)
    {
        // One that is a script of the text is read, and decided with what it imports.
        if (ModulesBeside.ModuleOf(command.Words) is not { } module || reading.Effects.Exists(e => e.Cause == EffectCause.Script && e.Command == command))
            return;
        var imports = new ModulesImported { HoldsMore = true };
        imports.Known.Add(module);
        foreach (var folder in FoldersOf(command.Place))
        {
            var circumstances = Fed(command);
            AddModules(Moved(_request, folder, ref circumstances), command.Words, imports, in circumstances);
        }
    }

    private void AddModules(ActionRequest moved, ShellWord[]? words, ModulesImported imports, in Circumstances circumstances)
    {
        var policy = _collector.Layers.Layers[0];
        string? directory = RequestEvaluator.WorkingDirectory(policy, moved.Context, circumstances.RequiresWorkingDirectory);
        ModulesBeside.Add(_collector, moved, words, directory is null ? null : RequestEvaluator.NormalPath(policy, ".", directory), imports, self: null, in circumstances);
    }

    /// <summary>What the scripts that it runs would do belongs to the request, where a document wants it so.</summary>
    private void AddScripts(ShellReading reading)
    {
        foreach (var effect in reading.Effects)
        {
            if (effect.Cause != EffectCause.Script)
                continue;
            foreach (var folder in FoldersOf(effect.Place))
            {
                var circumstances = Fed(effect.Command);
                var moved = Moved(_request, folder, ref circumstances);
                ScriptEvaluator.Add(_collector, effect, moved, in circumstances);
            }
        }
    }

    /// <summary>What a command runs reads the command's input. Which command a start-up file of the shell belongs to is not known.</summary>
    private Circumstances Fed(ShellCommand? command) => _circumstances with { IsFed = command is null or { IsFed: true } };

    /// <summary>A name that falls apart is several names, of which nobody knows which files they are.</summary>
    private void AddLooseReads(ShellReading reading)
    {
        if (_circumstances.Paths is null || !reading.HiddenOptions.Exists(gap => gap.IsRead) || !MayFallApart())
            return;
        foreach (var gap in reading.HiddenOptions)
        {
            if (gap.IsRead)
                AddEffect(new ShellEffect(ActionKind.FileRead, ShellWord.Unknown(gap.Place.At), EffectCause.Command, gap.Place));
        }
    }

    /// <summary>What the pattern matches may be read as an option: on the disk as it is now, or by a file that the text makes.</summary>
    private bool MayBeOption(ShellReading reading, ShellWord pattern, ShellPlace place)
    {
        if (_circumstances.Paths is not { } paths || place.Directories.Count == 0)
            return true;
        // What the command itself makes was not there when its words were found.
        if (reading.Effects.Exists(e => e.Kind == ActionKind.FileWrite && NameOf(e.Target.Text) is "" or ['-' or ShellWord.Hole or ShellWord.NameHole or ShellWord.PlainNameHole, ..] && !IsSame(e.Place, place)))
            return true;
        int separator = pattern.Text.IndexOf('/', StringComparison.Ordinal);
        string name = separator < 0 ? pattern.Text : pattern.Text[..separator];
        foreach (var folder in place.Directories)
        {
            var circumstances = _circumstances;
            var moved = Moved(_request, folder, ref circumstances);
            var policy = _collector.Layers.Layers[0];
            string? directory = RequestEvaluator.WorkingDirectory(policy, moved.Context, circumstances.RequiresWorkingDirectory);
            if (RequestEvaluator.NormalPath(policy, ".", directory) is not { } path || paths.NamesIn(path) is not { } names)
                return true;
            foreach (string found in names)
            {
                if (found.StartsWith('-') && TargetShape.Meets(found, name))
                    return true;
            }
        }
        return false;
    }

    /// <summary>A name that one of the request's patterns finds, on the disk or because the request makes it, has a blank in it, or is a pattern itself.</summary>
    private bool MayFallApart()
    {
        foreach (string? shape in _collector.Patterns)
        {
            if (shape is null || MatchingPlaces.Find(_circumstances.Paths!, shape) is not { } found)
                return true;
            int folder = Math.Max(1, shape.LastIndexOf('/', TargetShape.IndexOfHole(shape)));
            foreach (string path in found)
            {
                if (path.AsSpan(folder).IndexOfAny(PartsOfNames) >= 0)
                    return true;
            }
            // What is made is told as far as the second name.
            bool isDeep = shape.AsSpan(folder + 1).Count('/') > 1;
            foreach (string name in _collector.Writes.NamesMadeIn(_collector.Layers.Layers[0], shape[..folder], _circumstances.Paths))
            {
                if (isDeep || name.AsSpan().IndexOfAny(PartsOfNames) >= 0)
                    return true;
            }
        }
        return false;
    }

    private void AddPatterns(ShellReading reading)
    {
        foreach (var (pattern, place) in reading.Patterns)
        {
            foreach (var folder in FoldersOf(place))
            {
                var circumstances = _circumstances;
                var moved = Moved(_request, folder, ref circumstances);
                var policy = _collector.Layers.Layers[0];
                string? shape = RequestEvaluator.NormalPath(policy, pattern.Text, RequestEvaluator.WorkingDirectory(policy, moved.Context, circumstances.RequiresWorkingDirectory));
                if (!_collector.Patterns.Contains(shape))
                    _collector.Patterns.Add(shape);
            }
        }
    }

    private static bool IsSame(ShellPlace a, ShellPlace b) => a.At == b.At && a.Directories.SequenceEqual(b.Directories);

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static IReadOnlyList<ShellWord> FoldersOf(ShellPlace place) => place.Directories.Count == 0 ? [ShellWord.Unknown(place.At)] : place.Directories;

    /// <summary>Decides in each folder in which it may happen; all of them count.</summary>
    private Finding InEachFolder<TSubject>(
        ActionRequest request, ShellPlace place, ReadOnlySpan<ShellWord> words, TSubject subject, OperationCollector.DecideByDocument<TSubject> decide)
    {
        if (place.Directories is [{ Text: "" }] || !HasRelativePath(words))
            return _collector.Decide(request, in _circumstances, subject, decide);
        var strictest = Finding.Abstention;
        bool isFirst = true;
        foreach (var folder in FoldersOf(place))
        {
            var circumstances = _circumstances;
            var moved = Moved(request, folder, ref circumstances);
            var finding = _collector.Decide(moved, in circumstances, subject, decide);
            if (isFirst || !finding.Abstains && (strictest.Abstains || finding.Verdict < strictest.Verdict))
                strictest = finding;
            isFirst = false;
        }
        return strictest;
    }

    /// <summary>A word that leads to the same place from everywhere makes no difference.</summary>
    private static bool HasRelativePath(ReadOnlySpan<ShellWord> words)
    {
        foreach (var word in words)
        {
            if (!word.HasTilde && word.Text is not ['/', ..])
                return true;
        }
        return false;
    }

    /// <summary>The request as it is made from a folder.</summary>
    internal static ActionRequest Moved(ActionRequest request, ShellWord folder, ref Circumstances circumstances)
    {
        var context = request.Context;
        string? start = context.WorkingDirectory;
        if (!folder.IsStatic && !(folder.HasTilde && folder.HasNoHoles) || circumstances.RequiresWorkingDirectory && start is null && folder.Text is not ['/' or '~', ..])
        {
            circumstances = circumstances.WithoutFolder();
            context = context with { WorkingDirectory = null };
        }
        else if (folder.Text.Length > 0)
        {
            context = context with { WorkingDirectory = folder.HasTilde || start is null || folder.Text is ['/', ..] ? folder.Text : $"{start}/{folder.Text}" };
        }
        return new ActionRequest(request.Kind, request.Target, context) { IsRecursive = request.IsRecursive };
    }

    private string? LinkIn(ShellCommand command)
    {
        foreach (var word in command.Words)
        {
            if (_collector.Links.NamedIn(word.Text, command) is { } link)
                return link;
        }
        return null;
    }

    private string? LinkIn(ShellEffect effect)
    {
        if (_collector.Links.NamedIn(effect.Target.Text, effect.Command) is { } link)
            return link;
        if (TargetFamilies.Of(effect.Kind.Name) != TargetFamily.Path)
            return null;
        var path = FoldersUnpacked.FolderOf(effect, _request.Context, _circumstances.RequiresWorkingDirectory);
        var use = new PathUse(path, effect.Command, _order, effect.Place.At)
        {
            IsTakenAway = effect.Kind == ActionKind.FileDelete && !effect.Target.Text.EndsWith('/'),
            IsInput = effect is { Cause: EffectCause.Redirection, Kind.Name: "file_read" },
            TakesLinksBelow = UnpackCall.FollowsLinks(effect),
        };
        return _collector.Unpacked.Holding(_collector.Layers.Layers[0], _circumstances.Paths, in use);
    }

    /// <summary>The path is no link now, leads through none, and is no folder that could hold some.</summary>
    private bool IsNoLink(string path) =>
        _circumstances.Paths is not { } paths || RealPlace.IsPlain(_collector.Layers.Layers[0], ActionRequest.ReadFile(path, _collector.Context), paths);
}
