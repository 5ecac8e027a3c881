using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>
/// Decides an operation on a path: on the path as written and on where it really leads, which must both be allowed, and for an operation
/// that takes in what lies below, on that too.
/// </summary>
internal static class PathEvaluator
{
    private const int StackCharacters = 256;

    /// <summary>Deeper than patterns that speak of each depth by itself.</summary>
    private const int DeepestBelow = 12;

    /// <summary>A segment with any name.</summary>
    private static ReadOnlySpan<char> AnyName => ['/', TargetShape.NameHole];

    internal static Finding Evaluate(in DocumentScope scope, RuleChain<PathTarget> chain, string path)
    {
        var operation = OperationOf(chain.Kind);
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        // Clearing it costs as much as deciding some rules.
        var real = new CharBuffer(scope.Circumstances.Paths is null ? [] : stackalloc char[StackCharacters]);
        var outcome = RequestEvaluator.NormalisePath(scope.Policy, path, scope.WorkingDirectory, ref buffer, out string? problem);
        var finding = outcome == NormalOutcome.Normal
            ? Decide(in scope, chain, operation, buffer.Written, ref real)
            : NotNormal(in scope, chain, operation, outcome, problem);
        buffer.Dispose();
        real.Dispose();
        return finding;
    }

    /// <summary>Decides an operation on a path of which too little is known.</summary>
    internal static Finding EvaluateUnknown(in DocumentScope scope, RuleChain<PathTarget> chain, string problem) =>
        NotKnown(in scope, chain, OperationOf(chain.Kind), Refusals.Unresolved(problem));

    /// <summary>
    /// Decides an operation on a path of which only the shape is known. What is not known may hold <c>..</c>, so what stands before it says
    /// nothing, and what stands behind it how the path ends.
    /// </summary>
    internal static Finding EvaluateShape(in DocumentScope scope, RuleChain<PathTarget> chain, string shape, string problem)
    {
        if (!shape.Contains(TargetShape.Hole, StringComparison.Ordinal))
            return Evaluate(in scope, chain, shape);
        var operation = OperationOf(chain.Kind);
        var unresolved = Refusals.Unresolved(problem);
        // Any name may be a link, and where that leads has no such end.
        bool mayLeadElsewhere = scope.Circumstances.Paths is not null && !scope.Policy.IgnoresSymlinks;
        var rules = scope.Policy.PathRules;
        if (mayLeadElsewhere || rules.IsWindows || PathTail.Of(shape) is not { } tail)
            return NotKnown(in scope, chain, operation, unresolved);
        if (SelfProtection.OfUnknownPath(scope.Policy, operation, scope.Request.Target, in scope.Circumstances) is { } self)
            return Finding.Refused(self);
        ConstraintGrant? grant = null;
        if (scope.Agent.Code is { } code)
        {
            if (code.AnyFile(Constrained(operation), out bool isGranted) is { } refusal)
                return Finding.Refused(refusal);
            grant = isGranted && operation != FileOperations.None ? code.Granted : null;
        }
        tail = rules.Fold(tail);
        bool mayEndBase = PathTail.MayEnd(scope.Policy.ComparedBase, tail) || PathTail.MayEnd(scope.Policy.RealBaseDirectory, tail);
        return scope.DecideShape(chain, new PathTarget(tail, default) { IsShape = true, IsTail = true, MayEndBase = mayEndBase }, unresolved, grant);
    }

    private static Finding Decide(in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, scoped ReadOnlySpan<char> path, ref CharBuffer real)
    {
        var resolver = scope.Circumstances.Paths;
        if (resolver is not null && TargetShape.IsOne(path))
            return DecideShape(in scope, chain, operation, path, resolver);
        bool takesAllBelow = scope.Request.IsRecursive || operation == FileOperations.Delete && resolver is not null && resolver.IsDirectory(path);
        bool asksBelow = takesAllBelow && !scope.Policy.IgnoresWhatLiesBelow;
        var below = asksBelow ? resolver?.ListBelow(path) ?? (operation == FileOperations.Delete || IsFile(resolver, path) ? NothingBelow(resolver, path) : null) : null;
        bool reachesBelow = asksBelow && (below is null || scope.Circumstances.MakesNames);

        var finding = DecideSpelling(in scope, chain, operation, path, takesAllBelow, reachesBelow);
        if (finding.Refuses || resolver is null)
            return finding;
        // Deciding where the links lead finds the rest.
        if ((operation == FileOperations.Delete || scope.Policy.IgnoresSymlinks && (operation == FileOperations.Write || SelfProtection.GuardsReads(in scope.Circumstances)))
            && resolver.Resolve(path, ref real, out _) == RealPath.Other
            && SelfProtection.OfPath(scope.Policy, operation, takesAllBelow, real.Written, in scope.Circumstances) is { } self)
        {
            return new Finding(Verdict.Deny, new RealPathCause(self, real.Written.ToString()));
        }
        if (UnfoldedPath.Of(scope.Policy, scope.Request.Target, scope.WorkingDirectory) is { } unfolded)
        {
            finding = WithUnfolded(in scope, chain, operation, path, unfolded, takesAllBelow, ref real, finding);
            if (finding.Refuses)
                return finding;
        }
        bool isElsewhere = false;
        if (Changes(operation) || !scope.Policy.IgnoresSymlinks)
        {
            var outcome = RealPlace.Find(resolver, operation, scope.Request.Target, path, ref real, out string? problem);
            bool isKnown = outcome is RealPath.Same or RealPath.Other;
            if (isKnown && SelfProtection.OfFolder(in scope, operation, outcome == RealPath.Other ? real.Written : path) is { } held)
                return Finding.Refused(held);
            isElsewhere = outcome == RealPath.Other && !scope.Policy.IgnoresSymlinks;
            if (isElsewhere)
                finding = scope.Both(finding, OnRealPath(finding, DecideSpelling(in scope, chain, operation, real.Written, takesAllBelow, reachesBelow), real.Written));
            else if (!isKnown)
                finding = WithUnknown(in scope, chain, operation, problem, finding);
        }
        return below is null ? finding : WithAllBelow(in scope, chain, operation, path, isElsewhere ? real.Written : path, below, finding);
    }

    /// <summary>What is no folder, or is not there, holds nothing that is deleted with it; <see langword="null"/> where that is not so or not known.</summary>
    private static IReadOnlyList<string>? NothingBelow(IPathResolver? resolver, scoped ReadOnlySpan<char> path) =>
        resolver is not null && !resolver.IsDirectory(path) && resolver.NamesIn(path.ToString()) is { Count: 0 } nothing ? nothing : null;

    /// <summary>Something of that name is there, and is no folder.</summary>
    private static bool IsFile(IPathResolver? resolver, scoped ReadOnlySpan<char> path)
    {
        int slash = path.LastIndexOf('/');
        return resolver is not null && slash > 0 && !resolver.IsDirectory(path) && resolver.NamesIn(path[..slash].ToString()) is { } names && names.Contains(path[(slash + 1)..].ToString());
    }

    /// <summary>All paths of a shape must be allowed, and each that is there now by where it really leads.</summary>
    private static Finding DecideShape(
        in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, scoped ReadOnlySpan<char> shape, IPathResolver resolver)
    {
        bool reachesBelow = scope.Request.IsRecursive && scope.Circumstances.MakesNames && !scope.Policy.IgnoresWhatLiesBelow;
        var finding = DecideSpelling(in scope, chain, operation, shape, scope.Request.IsRecursive, reachesBelow);
        if (finding.Refuses)
            return finding;
        if (FreshName.IsIn(in scope.Circumstances, shape))
            return DecideFresh(in scope, chain, operation, shape, resolver, finding);
        if (MatchingPlaces.Find(resolver, shape) is not { } places)
            return scope.Both(finding, Unsure(in scope, chain, operation, Refusals.RealPathUnknown(MatchingPlaces.TooMany)));
        // However many there are, they are searched together.
        var circumstances = scope.Circumstances with { Search = scope.Circumstances.Search ?? new SearchBudget() };
        var each = new DocumentScope(scope.Policy, scope.Agent, scope.Request, in circumstances);
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        foreach (string place in places)
        {
            // A name may hold the sign that stands for a hole.
            if (!finding.Refuses)
                finding = scope.Both(finding, TargetShape.IsOne(place)
                    ? Unsure(in scope, chain, operation, Refusals.Unresolved("a name holds a control character"))
                    : Decide(in each, chain, operation, place, ref real));
        }
        real.Dispose();
        return finding;
    }

    private static Finding DecideFresh(
        in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, scoped ReadOnlySpan<char> shape, IPathResolver resolver, Finding finding)
    {
        if (FreshName.RealPlaces(resolver, shape, out string? problem) is not { } places)
            return WithUnknown(in scope, chain, operation, problem, finding);
        foreach (string place in places)
        {
            if (finding.Refuses || shape.SequenceEqual(place))
                continue;
            if (SelfProtection.OfPath(scope.Policy, operation, scope.Request.IsRecursive, place, in scope.Circumstances) is { } self)
                return new Finding(Verdict.Deny, new RealPathCause(self, place));
            if (!scope.Policy.IgnoresSymlinks)
                finding = scope.Both(finding, OnRealPath(finding, DecideSpelling(in scope, chain, operation, place, scope.Request.IsRecursive, reachesBelow: false), place));
        }
        return finding;
    }

    /// <summary>Where the system goes, which takes '..' away behind links, must be allowed beside where the text goes.</summary>
    private static Finding WithUnfolded(
        in DocumentScope scope,
        RuleChain<PathTarget> chain,
        FileOperations operation,
        scoped ReadOnlySpan<char> path,
        string unfolded,
        bool takesAllBelow,
        ref CharBuffer real,
        Finding finding)
    {
        var outcome = scope.Circumstances.Paths!.Resolve(unfolded, ref real, out string? problem);
        if (outcome is RealPath.Same or RealPath.Nowhere || outcome == RealPath.Other && real.Written.SequenceEqual(path))
            return finding;
        if (outcome != RealPath.Other)
            return WithUnknown(in scope, chain, operation, problem, finding);
        if (SelfProtection.OfFolder(in scope, operation, real.Written) is { } held)
            return Finding.Refused(held);
        if (scope.Policy.IgnoresSymlinks)
        {
            return SelfProtection.OfPath(scope.Policy, operation, takesAllBelow, real.Written, in scope.Circumstances) is { } self
                ? new Finding(Verdict.Deny, new RealPathCause(self, real.Written.ToString()))
                : finding;
        }
        return scope.Both(finding, OnRealPath(finding, DecideSpelling(in scope, chain, operation, real.Written, takesAllBelow, takesAllBelow && !scope.Policy.IgnoresWhatLiesBelow), real.Written));
    }

    private static Finding WithAllBelow(
        in DocumentScope scope,
        RuleChain<PathTarget> chain,
        FileOperations operation,
        scoped ReadOnlySpan<char> path,
        scoped ReadOnlySpan<char> real,
        IReadOnlyList<string> below,
        Finding finding)
    {
        bool isElsewhere = !real.SequenceEqual(path);
        // Links below are taken away with the rest; whoever reads or writes them may follow.
        bool followsLinks = operation == FileOperations.Write
            || operation != FileOperations.Delete && (!scope.Policy.IgnoresSymlinks || SelfProtection.GuardsReads(in scope.Circumstances));
        var there = new CharBuffer(stackalloc char[StackCharacters]);
        for (int i = 0; i < below.Count && !finding.Refuses; i++)
        {
            finding = WithBelow(in scope, chain, operation, below[i], finding);
            string place = isElsewhere ? string.Concat(real.Length == 1 ? [] : real, below[i].AsSpan(path.Length == 1 ? 0 : path.Length)) : below[i];
            if (isElsewhere)
                finding = WithBelow(in scope, chain, operation, place, finding);
            if (followsLinks)
                finding = WithLinkBelow(in scope, chain, operation, place, real, ref there, finding);
        }
        there.Dispose();
        return finding;
    }

    /// <summary>A link that leads out of the folder needs an allow for where it leads: that of the folder does not speak of it.</summary>
    private static Finding WithLinkBelow(
        in DocumentScope scope,
        RuleChain<PathTarget> chain,
        FileOperations operation,
        scoped ReadOnlySpan<char> place,
        scoped ReadOnlySpan<char> folder,
        ref CharBuffer there,
        Finding finding)
    {
        var outcome = scope.Circumstances.Paths!.Resolve(place, ref there, out string? problem);
        if (outcome == RealPath.Same)
            return finding;
        var target = there.Written;
        if (outcome != RealPath.Other)
            return WithUnknown(in scope, chain, operation, problem, finding);
        if (scope.Policy.IgnoresSymlinks)
        {
            return SelfProtection.OfPath(scope.Policy, operation, isRecursive: true, target, in scope.Circumstances) is { } self
                ? new Finding(Verdict.Deny, new RealPathCause(self, target.ToString()))
                : finding;
        }
        bool isInside = folder.Length == 1 || target.StartsWith(folder, StringComparison.Ordinal) && (target.Length == folder.Length || target[folder.Length] == '/');
        return isInside ? finding : scope.Both(finding, OnRealPath(finding, DecideSpelling(in scope, chain, operation, target, takesAllBelow: true, reachesBelow: true), target));
    }

    private static Finding DecideSpelling(
        in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, scoped ReadOnlySpan<char> path, bool takesAllBelow, bool reachesBelow)
    {
        if (SelfProtection.OfPath(scope.Policy, operation, takesAllBelow, path, in scope.Circumstances) is { } self)
            return Finding.Refused(self);
        if (scope.Policy.PathRules.ComparesAsSpelled)
            return DecideCompared(in scope, chain, operation, path, takesAllBelow, reachesBelow);
        var folded = new CharBuffer(stackalloc char[StackCharacters]);
        folded.Append(path);
        scope.Policy.PathRules.Fold(ref folded);
        var finding = DecideCompared(in scope, chain, operation, folded.Written, takesAllBelow, reachesBelow);
        folded.Dispose();
        return finding;
    }

    /// <summary>Decides a path in the form that is compared.</summary>
    private static Finding DecideCompared(
        in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, scoped ReadOnlySpan<char> path, bool takesAllBelow, bool reachesBelow)
    {
        var target = new PathTarget(path, scope.Policy.ComparedBase, scope.Policy.RealBaseDirectory) { ReachesBelow = reachesBelow, IsShape = TargetShape.IsOne(path) };
        ConstraintGrant? grant = null;
        if (scope.Agent.Code is { } code)
        {
            if (code.File(Constrained(operation), in target, takesAllBelow, out bool isGranted) is { } refusal)
                return Finding.Refused(refusal);
            grant = isGranted && operation != FileOperations.None ? code.Granted : null;
        }
        var finding = scope.Decide(chain, in target, grant);
        return finding is { Refuses: true, Cause: null } && takesAllBelow && scope.Circumstances.LeavesFolder
            ? DecideWholeBelow(in scope, chain, path, grant, finding)
            : finding;
    }

    /// <summary>No rule speaks of the folder itself, or of what it is known to hold: it is enough that rules allow whatever may lie below it.</summary>
    private static Finding DecideWholeBelow(in DocumentScope scope, RuleChain<PathTarget> chain, scoped ReadOnlySpan<char> path, ConstraintGrant? grant, Finding finding)
    {
        var below = new CharBuffer(stackalloc char[StackCharacters]);
        below.Append(path.Length == 1 ? [] : path);
        var allowed = finding;
        // A pattern that takes any name at the last of these depths takes any depth: none has so many stars.
        for (int depth = 1; depth <= DeepestBelow; depth++)
        {
            below.Append(AnyName);
            var target = new PathTarget(below.Written, scope.Policy.ComparedBase, scope.Policy.RealBaseDirectory) { IsShape = true, StandsForAll = true };
            var found = scope.Decide(chain, in target, grant);
            if (found.Verdict != Verdict.Allow || found.Abstains)
            {
                allowed = finding;
                break;
            }
            allowed = depth == 1 ? found : scope.Both(allowed, found);
        }
        below.Dispose();
        return allowed;
    }

    /// <summary>The path is a folder now, as far as anybody looks.</summary>
    internal static bool IsFolder(in DocumentScope scope, string path)
    {
        if (scope.Circumstances.Paths is not { } resolver)
            return false;
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        bool isFolder = RequestEvaluator.NormalisePath(scope.Policy, path, scope.WorkingDirectory, ref buffer, out _) == NormalOutcome.Normal
            && !TargetShape.IsOne(buffer.Written) && resolver.IsDirectory(buffer.Written);
        buffer.Dispose();
        return isFolder;
    }

    /// <summary>What lies below needs no allow of its own, but no refusal either.</summary>
    private static Finding WithBelow(in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, string path, Finding finding)
    {
        if (SelfProtection.OfPath(scope.Policy, operation, isRecursive: false, path, in scope.Circumstances) is { } self)
            return Finding.Refused(self);
        var target = new PathTarget(scope.Policy.PathRules.Fold(path), scope.Policy.ComparedBase, scope.Policy.RealBaseDirectory);
        if (scope.FirstMatch(chain, in target, in scope.Facts) is not { } rule || rule.Verdict == Verdict.Allow)
            return finding;
        return scope.Both(finding, OnRealPath(finding, scope.By(rule), path));
    }

    /// <summary>Says which path it was where that is not the one that was asked about, and where it matters.</summary>
    private static Finding OnRealPath(Finding asked, Finding found, scoped ReadOnlySpan<char> path) =>
        found.Abstains || found.Verdict >= asked.Verdict && !asked.Abstains ? found : found with { Cause = new RealPathCause(found.Cause, path.ToString()) };

    private static Finding NotNormal(in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, NormalOutcome outcome, string? problem) =>
        outcome == NormalOutcome.Refused ? Finding.Refused(Refusals.Invalid(problem ?? "")) : Unsure(in scope, chain, operation, Refusals.Unresolved(problem ?? ""));

    /// <summary>The same where a path is known, and where it really leads is not.</summary>
    private static Finding WithUnknown(in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, string? problem, Finding finding) =>
        scope.Policy.IgnoresSymlinks
            ? NeverAllowed(in scope, operation, finding, Refusals.RealPathUnknown(problem))
            : scope.Both(finding, Unsure(in scope, chain, operation, Refusals.RealPathUnknown(problem)));

    /// <summary>A path that somebody named, and that could be any.</summary>
    private static Finding Unsure(in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, Refusal otherwise) =>
        NeverAllowed(in scope, operation, NotKnown(in scope, chain, operation, otherwise), otherwise);

    /// <summary>
    /// At a gate, which knows what it protects on this machine, no rule that takes everything and no <c>unresolved</c> lets anybody write or
    /// delete what it can't find: it might be the gate's own. A person may.
    /// </summary>
    private static Finding NeverAllowed(in DocumentScope scope, FileOperations operation, Finding finding, Refusal unknown) =>
        finding is { Verdict: Verdict.Allow, Abstains: false } && Changes(operation) && scope.Circumstances.Paths is not null && !scope.Policy.IsForeign
            && !SelfProtection.IsStandardStream(scope.Request.Target)
            ? Finding.Refused(Refusals.NeverUnknown(unknown))
            : finding;

    private static bool Changes(FileOperations operation) => operation is FileOperations.Write or FileOperations.Delete;

    /// <summary>A path that could be any.</summary>
    private static Finding NotKnown(in DocumentScope scope, RuleChain<PathTarget> chain, FileOperations operation, Refusal otherwise)
    {
        if (SelfProtection.OfUnknownPath(scope.Policy, operation, scope.Request.Target, in scope.Circumstances) is { } self)
            return Finding.Refused(self);
        ConstraintGrant? grant = null;
        if (scope.Agent.Code is { } code)
        {
            if (code.AnyFile(Constrained(operation), out bool isGranted) is { } refusal)
                return Finding.Refused(refusal);
            grant = isGranted && operation != FileOperations.None ? code.Granted : null;
        }
        return scope.DecideAnything(chain, otherwise, grant);
    }

    /// <summary>Who runs a script has it read; that it may be read grants nothing more.</summary>
    private static FileOperations Constrained(FileOperations operation) => operation == FileOperations.None ? FileOperations.Read : operation;

    private static FileOperations OperationOf(string kind) => kind switch
    {
        "file_read" => FileOperations.Read,
        "file_write" => FileOperations.Write,
        "file_delete" => FileOperations.Delete,
        _ => FileOperations.None,
    };
}
