using ActionGate.Compilation;
using ActionGate.Normalisation;
using ActionGate.Policies;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>Looks into the scripts that shell text runs, where a document wants that: what they would do belongs to the request.</summary>
internal static class ScriptEvaluator
{
    private const string WrittenBefore = "it may be written before it runs";

    /// <summary>Adds what a script would do.</summary>
    /// <param name="collector">What it is added to.</param>
    /// <param name="effect">The script.</param>
    /// <param name="request">The request that runs it, from the folder in which it does so.</param>
    /// <param name="circumstances">What the host contributes.</param>
    internal static void Add(OperationCollector collector, ShellEffect effect, ActionRequest request, in Circumstances circumstances)
    {
        var (reads, requires) = WantedBy(collector.Layers, request.Context.Agent);
        if (!reads || !requires && circumstances.Paths is null)
            return;
        var policy = collector.Layers.Layers[0];
        string? folder = RequestEvaluator.WorkingDirectory(policy, request.Context, circumstances.RequiresWorkingDirectory);
        var files = ScriptTargets.Of(effect, policy, folder, circumstances.Paths);
        // A file that is not there yet is none that a pattern matches now, and a folder that is not there yet is no program.
        if (MayBecomeFolder(collector, effect, policy, folder, in circumstances) || !effect.Target.HasNoHoles && collector.Writes.MayReach(policy, effect.Target.Text, null, circumstances.Paths))
        {
            AddRefusal(collector, effect, request, WrittenBefore, circumstances with { IsInScript = true, Language = null });
            return;
        }
        // A program may turn out to be Python.
        var imports = effect.Language is null or CodeLanguage.Python ? new ModulesImported() : null;
        foreach (var file in files)
            AddFile(collector, file.Equals(effect.Target) ? effect : effect with { Target = file }, request, folder, requires, imports, in circumstances);
        if (imports is null || files.Count == 0)
            return;
        if (ScriptTargets.ModuleOf(effect) is not null)
        {
            // One that is not here lies elsewhere, and nobody read it.
            imports.HoldsMore |= imports.Known.Count == 0;
            imports.Known.Add("runpy");
        }
        if (imports.HoldsMore || imports.Known.Count > 0)
            AddModules(collector, effect, files, request, folder, imports, in circumstances);
    }

    /// <summary>Python runs folders, and packages by their names: what is written into one is a part of it.</summary>
    private static bool MayBecomeFolder(OperationCollector collector, ShellEffect effect, CompiledPolicy policy, string? folder, in Circumstances circumstances)
    {
        const string Ending = ".py";
        if (effect.Language != CodeLanguage.Python || !effect.Target.HasNoHoles || RequestEvaluator.NormalPath(policy, effect.Target.Text, folder) is not { } path)
            return false;
        if (ScriptTargets.ModuleOf(effect) is not null)
            path = path[..^Ending.Length];
        return collector.Writes.NamesIn(policy, path, circumstances.Paths).Any();
    }

    /// <summary>A document wants to know what files would do.</summary>
    internal static bool Wants(OperationCollector collector, string? agent) => WantedBy(collector.Layers, agent).Reads;

    /// <summary>
    /// Ends a block: what it writes behind a script that it runs counts for that script too, since a loop may come back there, or the
    /// script itself runs on: a shell reads it line by line. What is deleted counts for the blocks behind it.
    /// </summary>
    internal static void EndBlock(OperationCollector collector)
    {
        var circumstances = collector.Circumstances with { IsInScript = true };
        foreach (var run in collector.Scripts.OfBlock)
        {
            if (collector.Writes.MayReach(collector.Layers.Layers[0], run.Effect.Target.Text, run.Path, circumstances.Paths, collector.Writes.Block))
                AddRefusal(collector, run.Effect, run.Request, WrittenBefore, in circumstances);
        }
        collector.Scripts.OfBlock.Clear();
        collector.Writes.EndBlock();
    }

    /// <summary>The scripts are still what was read, and there is none where none was.</summary>
    internal static bool AreUnchanged(IReadOnlyList<ScannedScript> scripts, IReadOnlyList<string> absent, IPathResolver? paths)
    {
        foreach (var script in scripts)
        {
            if (paths is null || paths.ReadScript(script.Path).Hash != script.Hash)
                return false;
        }
        foreach (string path in absent)
        {
            if (paths is null || !paths.ReadScript(path).IsAbsent)
                return false;
        }
        return true;
    }

    private static void AddFile(
        OperationCollector collector, ShellEffect effect, ActionRequest request, string? folder, bool requires, ModulesImported? imports, in Circumstances circumstances)
    {
        var inScript = circumstances with { IsInScript = true, Language = null };
        var policy = collector.Layers.Layers[0];
        var script = Read(policy, effect, request, in circumstances, out string path);
        // A file that is a command itself is run by what its first line says; of others the command knows what they are (package.json).
        bool isProgram = effect.Command?.Words[0].Text == effect.Target.Text;
        string? language = effect.Language;
        string? strange = null;
        if (isProgram && (script.Text ?? script.Head) is { } beginning && (script.Text is not null || !Shebang.IsMachineCode(beginning)))
            strange = Shebang.Read(beginning, out language);
        bool isScanned = language is not null && IsRead(language);
        if (script.IsAbsent)
            collector.Scripts.AddAbsent(path);
        bool isWritten = collector.Writes.MayReach(policy, effect.Target.Text, path.Length > 0 ? path : null, circumstances.Paths);
        string? problem = strange is not null ? strange
            : language is not null && !isScanned ? $"there is no scanner for {language} in this version"
            : isWritten ? WrittenBefore
            : script.Text is null ? script.Problem
            : language is null ? "its language is not known"
            : null;
        // The same script does something else from another folder, to another shell, or with another input.
        if (problem is null && !collector.Scripts.Holds(path, folder, language, circumstances.IsFed))
        {
            if (collector.Scripts.IsFull)
            {
                problem = $"more than {ScriptsRead.Most} scripts run each other";
                requires = true;
            }
            else
            {
                collector.Scripts.Add(path, script.Hash!, folder, language, circumstances.IsFed);
                collector.Scripts.OfBlock.Add(new ScriptRun(effect, request, path));
                var inLanguage = inScript.In(language);
                collector.Writes.ScriptDepth++;
                if (language != CodeLanguage.Python)
                    ShellEvaluator.Add(collector, request, script.Text!, in inLanguage);
                else
                    CodeOperations.Add(collector, request.Context, script.Text!, language, in inLanguage, origin: null, imports: imports);
                collector.Writes.ScriptDepth--;
            }
        }
        // What nobody reads is bound to what it is now all the same: an approval is for that.
        else if (script.Hash is not null && path.Length > 0)
            collector.Scripts.Bind(path, script.Hash);
        // A script in a language that no scanner reads, or one that is not there, is the command's own affair, unless the document says otherwise.
        bool isUnread = isScanned && script.Text is null && !script.IsAbsent;
        bool mustBeRead = requires || strange is not null || isUnread || isWritten && (language is null || isScanned);
        if (problem is not null && mustBeRead)
            AddRefusal(collector, effect, request, problem, in inScript);
    }

    /// <summary>What a program imports may lie beside it.</summary>
    private static void AddModules(
        OperationCollector collector, ShellEffect effect, List<ShellWord> files, ActionRequest request, string? folder, ModulesImported imports, in Circumstances circumstances)
    {
        var policy = collector.Layers.Layers[0];
        var words = effect.Command?.Words;
        if (!ScriptTargets.IsNamed(effect))
        {
            ModulesBeside.Add(collector, request, words, folder is null ? null : RequestEvaluator.NormalPath(policy, ".", folder), imports, self: null, in circumstances);
            return;
        }
        foreach (var file in files)
        {
            if (!file.HasNoHoles || RequestEvaluator.NormalPath(policy, file.Text, folder) is not { } path)
                continue;
            ModulesBeside.Add(collector, request, words, FolderOf(path), imports, path, in circumstances);
            if (circumstances.Paths is { } paths && FileWritten.RealOf(path, paths) is { } real && FolderOf(real) != FolderOf(path))
                ModulesBeside.Add(collector, request, words, FolderOf(real), imports, real, in circumstances);
        }
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is var separator && separator > 0 ? path[..separator] : "/";

    /// <summary>Scripts in the language are read: those of sed and awk may run commands and write files like those of a shell.</summary>
    private static bool IsRead(string language) => CodeOperations.CanRead(language) || language is "sed" or "awk";

    private static (bool Reads, bool Requires) WantedBy(PolicyLayers layers, string? agent)
    {
        bool reads = false;
        bool requires = false;
        foreach (var layer in layers.Layers)
        {
            if (!layer.IsFor(agent))
                continue;
            reads |= layer.Scripts != ScriptReading.Ignore;
            requires |= layer.Scripts == ScriptReading.Require;
        }
        return (reads, requires);
    }

    private static ScriptFile Read(CompiledPolicy policy, ShellEffect effect, ActionRequest request, in Circumstances circumstances, out string path)
    {
        path = "";
        bool isKnown = effect.Target.HasNoHoles && !effect.Target.IsMany;
        string? folder = RequestEvaluator.WorkingDirectory(policy, request.Context, circumstances.RequiresWorkingDirectory);
        if (!isKnown || RequestEvaluator.NormalPath(policy, effect.Target.Text, folder) is not { } normal)
            return new ScriptFile(null, null, "its path is not known");
        path = normal;
        // That it is run is refused elsewhere; its lines must not come back as what they would do.
        if (SelfProtection.OfRequest(policy, ActionRequest.ReadFile(normal, request.Context), in circumstances) is not null)
            return new ScriptFile(null, null, "it is a key, which nobody but the gate reads");
        return circumstances.Paths?.ReadScript(normal) ?? new ScriptFile(null, null, "nobody reads files here: ask a gate");
    }

    private static void AddRefusal(OperationCollector collector, ShellEffect effect, ActionRequest request, string problem, in Circumstances circumstances) =>
        AddRefusal(collector, request, effect.Target.IsStatic ? effect.Target.Text : null, problem, in circumstances);

    /// <summary>Adds that something is run of which nothing is known.</summary>
    internal static void AddRefusal(OperationCollector collector, ActionRequest request, string? path, string problem, in Circumstances circumstances)
    {
        collector.IsOpaque = true;
        var script = new ActionRequest(ActionKind.ScriptExec, path, request.Context);
        var finding = collector.Decide(script, in circumstances, Refusals.ScriptNotRead(problem), static (in scope, refusal) =>
            scope.Unresolved(scope.Agent.Rules.Find(ActionKind.ScriptExec.Name)!, refusal));
        collector.Add(new DecidedOperation(script, finding, new Operation(ActionKind.ScriptExec, path, path is null ? Certainty.Unknown : Certainty.Exact)));
    }
}
