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
        var inScript = circumstances with { IsInScript = true, Language = null };
        var (reads, requires) = WantedBy(collector.Layers, request.Context.Agent);
        if (!reads || !requires && circumstances.Paths is null)
            return;
        var script = Read(collector.Layers.Layers[0], effect, request, in circumstances, out string path);
        // A file that is a command itself is run by what its first line says; of others the command knows what they are (package.json).
        bool isProgram = effect.Command?.Words[0].Text == effect.Target.Text;
        string? language = effect.Language;
        bool isWritten = MayBeWritten(collector, effect, path, in circumstances);
        string? strange = isProgram && script.Text is { } text ? Shebang.Read(text, out language) : null;
        string? problem = strange is not null ? strange
            : language is not null && !IsRead(language) ? $"there is no scanner for {language} in this version"
            : isWritten ? WrittenBefore
            : script.Text is null ? script.Problem
            : language is null ? "its language is not known"
            : null;
        // The same script does something else from another folder, or to another shell.
        string? folder = RequestEvaluator.WorkingDirectory(collector.Layers.Layers[0], request.Context, circumstances.RequiresWorkingDirectory);
        if (problem is null && !collector.Scripts.Holds(path, folder, language))
        {
            if (collector.Scripts.IsFull)
            {
                problem = $"more than {ScriptsRead.Most} scripts run each other";
                requires = true;
            }
            else
            {
                collector.Scripts.Add(path, script.Hash!, folder, language);
                if (collector.Writes.ScriptDepth == 0)
                    collector.Scripts.OfBlock.Add(new ScriptRun(effect, request, path));
                var inLanguage = inScript.In(language);
                collector.Writes.ScriptDepth++;
                if (language != CodeLanguage.Python)
                    ShellEvaluator.Add(collector, request, script.Text!, in inLanguage);
                else
                    CodeOperations.Add(collector, request.Context, script.Text!, language, in inLanguage, origin: null);
                collector.Writes.ScriptDepth--;
            }
        }
        // A script that no scanner reads, or one that is not there yet, is the command's own affair, unless the document says otherwise.
        bool mustBeRead = requires || strange is not null || isWritten && (language is null || IsRead(language));
        if (problem is not null && mustBeRead)
            AddRefusal(collector, effect, request, problem, in inScript);
    }

    /// <summary>
    /// Ends a block: what it writes behind a script that it runs counts for that script too, since a loop may come back there. What is
    /// deleted counts for the blocks behind it.
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

    /// <summary>The scripts are still what was read.</summary>
    internal static bool AreUnchanged(IReadOnlyList<ScannedScript> scripts, IPathResolver? paths)
    {
        foreach (var script in scripts)
        {
            if (paths is null || paths.ReadScript(script.Path).Hash != script.Hash)
                return false;
        }
        return true;
    }

    /// <summary>Scripts in the language are read: those of sed and awk may run commands and write files like those of a shell.</summary>
    private static bool IsRead(string language) => CodeOperations.CanRead(language) || language is "sed" or "awk";

    /// <summary>The request may write the script before it runs it.</summary>
    private static bool MayBeWritten(OperationCollector collector, ShellEffect effect, string path, in Circumstances circumstances) =>
        collector.Writes.MayReach(collector.Layers.Layers[0], effect.Target.Text, path.Length > 0 ? path : null, circumstances.Paths);

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

    private static ScriptFile Read(Compilation.CompiledPolicy policy, ShellEffect effect, ActionRequest request, in Circumstances circumstances, out string path)
    {
        path = "";
        bool isKnown = effect.Target.HasNoHoles && !effect.Target.IsMany;
        string? folder = RequestEvaluator.WorkingDirectory(policy, request.Context, circumstances.RequiresWorkingDirectory);
        if (!isKnown || RequestEvaluator.NormalPath(policy, effect.Target.Text, folder) is not { } normal)
            return new ScriptFile(null, null, "its path is not known");
        path = normal;
        return circumstances.Paths?.ReadScript(normal) ?? new ScriptFile(null, null, "nobody reads files here: ask a gate");
    }

    private static void AddRefusal(OperationCollector collector, ShellEffect effect, ActionRequest request, string problem, in Circumstances circumstances)
    {
        collector.IsOpaque = true;
        var script = new ActionRequest(ActionKind.ScriptExec, effect.Target.ToString(), request.Context);
        var finding = collector.Decide(script, in circumstances, Refusals.ScriptNotRead(problem), static (in scope, refusal) =>
            scope.Unresolved(scope.Agent.Rules.Find(ActionKind.ScriptExec.Name)!, refusal));
        collector.Add(new DecidedOperation(script, finding, new Operation(ActionKind.ScriptExec, effect.Target.IsStatic ? effect.Target.Text : null, effect.Target.IsStatic ? Certainty.Exact : Certainty.Unknown)));
    }
}
