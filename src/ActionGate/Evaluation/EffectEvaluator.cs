using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>Decides what a shell command does to files, hosts and variables, by one document.</summary>
internal static class EffectEvaluator
{
    private const string NotKnown = "a part of it is not known before it runs";

    /// <summary>Decides an effect; abstains where it is the command's own purpose and the document does not speak of such.</summary>
    internal static Finding Evaluate(in DocumentScope scope, ShellEffect effect)
    {
        if (!scope.Circumstances.HasFreshNames && effect.Target.Text.Contains(ShellWord.FreshHole, StringComparison.Ordinal))
        {
            var circumstances = scope.Circumstances with { HasFreshNames = true };
            var fresh = new DocumentScope(scope.Policy, scope.Agent, scope.Request, in circumstances);
            return Evaluate(in fresh, effect);
        }
        var chain = scope.Agent.Rules.Find(effect.Kind.Name)!;
        if (effect.Cause is EffectCause.Command or EffectCause.Script && chain.IsEmpty && !IsConstrained(in scope, effect))
            return SelfProtection.OfEffect(in scope, KnownPathOf(effect), isUnknownLeftToRules: true) is { } self ? Finding.Refused(self) : OfScriptFile(in scope, effect);
        return chain switch
        {
            RuleChain<PathTarget> paths => EvaluatePath(in scope, paths, effect),
            RuleChain<NetworkTarget> hosts => EvaluateNetwork(in scope, hosts, effect.Target),
            RuleChain<TextTarget> texts when effect.Target.IsStatic => RequestEvaluator.EvaluateText(in scope, texts, effect.Target.Text),
            _ => scope.DecideAnything(chain, Refusals.Unresolved(NotKnown)),
        };
    }

    private static bool IsConstrained(in DocumentScope scope, ShellEffect effect) =>
        effect.Cause == EffectCause.Command && effect.Kind.Name is "file_read" or "file_write" or "file_delete" && scope.Agent.Code is { ConstrainsFiles: true };

    /// <summary>Running a script is up to its command where the document speaks of none; that its file may be read is up to the agent's entry.</summary>
    private static Finding OfScriptFile(in DocumentScope scope, ShellEffect effect)
    {
        if (effect.Kind != ActionKind.ScriptExec || scope.Agent.Code is not { ConstrainsFiles: true })
            return Finding.Abstention;
        var finding = EvaluatePath(in scope, (RuleChain<PathTarget>)scope.Agent.Rules.Find(effect.Kind.Name)!, effect);
        var rule = finding.Cause switch { Refusal refusal => refusal.Rule, IDecisiveRule decisive => decisive.Reference, _ => null };
        return finding.Refuses && rule?.Id == RuleReference.Constraint.Id ? finding : Finding.Abstention;
    }

    private static Finding EvaluatePath(in DocumentScope scope, RuleChain<PathTarget> chain, ShellEffect effect) =>
        PathOf(effect) is not { } path ? EvaluateUnknown(in scope, chain, effect)
        : effect.Kind == ActionKind.FileWrite && (effect.IsRecursive || effect.IsTarget) ? EvaluateTree(in scope, chain, effect, path)
        : PathEvaluator.Evaluate(in scope, chain, path);

    /// <summary>No rule that takes everything lets a command have a file that may be the gate's own.</summary>
    private static Finding EvaluateUnknown(in DocumentScope scope, RuleChain<PathTarget> chain, ShellEffect effect)
    {
        var finding = PathEvaluator.EvaluateUnknown(in scope, chain, NotKnown);
        return finding is { Verdict: Verdict.Allow, Abstains: false } && SelfProtection.OfEffect(in scope, KnownPathOf(effect), isUnknownLeftToRules: false) is { } self
            ? Finding.Refused(self)
            : finding;
    }

    /// <summary>Files put below a folder: the folder itself stays what it is, if it is one.</summary>
    private static Finding EvaluateTree(in DocumentScope scope, RuleChain<PathTarget> chain, ShellEffect effect, string path)
    {
        bool isFolder = !effect.IsTarget || PathEvaluator.IsFolder(in scope, path);
        if (!isFolder)
            return PathEvaluator.Evaluate(in scope, chain, path);
        // The files are decided by themselves.
        if (effect is { IsTarget: true, Cause: EffectCause.Command })
            return Finding.Abstention;
        var circumstances = scope.Circumstances with { LeavesFolder = true, MakesNames = effect.Unpacks >= Unpacking.Names };
        var below = new DocumentScope(scope.Policy, scope.Agent, scope.Request, in circumstances);
        return PathEvaluator.Evaluate(in below, chain, path);
    }

    /// <summary>The path, with holes inside its names; <see langword="null"/> where less is known.</summary>
    private static string? PathOf(ShellEffect effect)
    {
        string text = effect.Target.Text;
        if (text.Contains(ShellWord.Hole, StringComparison.Ordinal) || effect.Target.IsComputed || GoesUpFromFreshName(text))
            return null;
        // '~' without a home that the policy knows is left to the normaliser, which says so.
        return effect.Target.HasTilde || text is not ['~', ..] ? text : $"./{text}";
    }

    /// <summary>Its folder is the usual one for temporary files, unless the host's environment names another.</summary>
    private static bool GoesUpFromFreshName(string text) =>
        text.IndexOf(ShellWord.FreshHole, StringComparison.Ordinal) is >= 0 and var at && text.IndexOf("/..", at, StringComparison.Ordinal) >= 0;

    /// <summary>The same, and what another command is known to print, too: what is protected is so by every way to it.</summary>
    private static string? KnownPathOf(ShellEffect effect) =>
        effect.Target is { IsComputed: true, HasTilde: false, IsMany: false, Text: var text } && !text.Contains(ShellWord.Hole, StringComparison.Ordinal) && !GoesUpFromFreshName(text)
            ? text
            : PathOf(effect);

    private static Finding EvaluateNetwork(in DocumentScope scope, RuleChain<NetworkTarget> chain, ShellWord target)
    {
        if (target is { IsStatic: true, IsComputed: false })
            return RequestEvaluator.EvaluateNetwork(in scope, chain, target.Text);
        return target.IsMany || target.IsComputed || target.HasNoHoles
            ? scope.DecideAnything(chain, Refusals.Unresolved(NotKnown))
            : PartlyKnownUrl.Evaluate(in scope, chain, target.Text, NotKnown);
    }
}
