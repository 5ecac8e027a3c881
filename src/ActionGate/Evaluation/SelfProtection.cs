using System.Text;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>
/// What would take the gate itself out of force is denied before any rule: changing a loaded policy, the audit log or the hooks by which
/// command-line agents call the gate, touching the key that signs the log, and running ActionGate's own commands that approve, run code, install
/// hooks or write to logs. Names are compared without case: a file system may do so too.
/// </summary>
internal static class SelfProtection
{
    private const int StackCharacters = 256;

    private const string OwnName = "actiongate";

    /// <summary>Among them <c>run</c>: it runs code under a policy that whoever calls it picks, and asks whoever sits at the terminal that he gives it.</summary>
    private static readonly string[] OwnCommands = ["approve", "run", "hook", "prune", "new-segment"];

    /// <summary><c>eval</c> writes to a log with them, and signs it with the user's own key.</summary>
    private const string OwnOptions = "--audit";

    /// <summary>Decides for a document that has no say in a request otherwise; <see langword="null"/>: nothing is touched.</summary>
    internal static Refusal? OfRequest(CompiledPolicy policy, ActionRequest request, in Circumstances circumstances)
    {
        var operation = OperationOf(request);
        if (operation == FileOperations.None || request.Target is not { Length: > 0 } target)
            return null;
        if (operation == FileOperations.Read && !GuardsReads(in circumstances))
            return null;
        string? folder = RequestEvaluator.WorkingDirectory(policy, request.Context, circumstances.RequiresWorkingDirectory);
        var path = new CharBuffer(stackalloc char[StackCharacters]);
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        Refusal? refusal;
        if (RequestEvaluator.NormalisePath(policy, target, folder, ref path, out _) != NormalOutcome.Normal)
            refusal = OfUnknownPath(policy, operation, target, in circumstances);
        else
            refusal = OfPath(policy, operation, request.IsRecursive, path.Written, in circumstances)
                ?? OfRealPath(policy, operation, request.IsRecursive, target, folder, ref path, ref real, in circumstances);
        path.Dispose();
        real.Dispose();
        return refusal;
    }

    private static FileOperations OperationOf(ActionRequest request) =>
        request.Kind.Name switch
        {
            "file_write" => FileOperations.Write,
            "file_delete" => FileOperations.Delete,
            // A shell that runs a key tells its lines in its complaints.
            "file_read" or "script_exec" => FileOperations.Read,
            _ => FileOperations.None,
        };

    /// <summary>There is something that nobody may read.</summary>
    internal static bool GuardsReads(in Circumstances circumstances) => circumstances.Protected is { HasSecrets: true };

    /// <summary>Decides where a path leads: as text, and as the system goes.</summary>
    private static Refusal? OfRealPath(
        CompiledPolicy policy,
        FileOperations operation,
        bool isRecursive,
        ReadOnlySpan<char> target,
        string? folder,
        ref CharBuffer path,
        ref CharBuffer real,
        in Circumstances circumstances)
    {
        if (circumstances.Paths is not { } resolver)
            return null;
        if (resolver.Resolve(path.Written, ref real, out _) == RealPath.Other && OfPath(policy, operation, isRecursive, real.Written, in circumstances) is { } refusal)
            return refusal;
        return UnfoldedPath.Of(policy, target, folder) is { } unfolded && resolver.Resolve(unfolded, ref real, out _) == RealPath.Other
            ? OfPath(policy, operation, isRecursive, real.Written, in circumstances)
            : null;
    }

    /// <summary>Decides an operation on a file whose normal path is known.</summary>
    /// <param name="policy">The document that decides.</param>
    /// <param name="operation">What is done; none: another use of the file, which reads it.</param>
    /// <param name="isRecursive">It is done to all that lies below, too.</param>
    /// <param name="path">The path.</param>
    /// <param name="circumstances">What the host contributes.</param>
    internal static Refusal? OfPath(CompiledPolicy policy, FileOperations operation, bool isRecursive, scoped ReadOnlySpan<char> path, in Circumstances circumstances)
    {
        bool changes = operation is FileOperations.Write or FileOperations.Delete;
        if (!changes && !GuardsReads(in circumstances))
            return null;
        if (OfSpelling(policy, changes, isRecursive, path, in circumstances, rules: null) is { } refusal)
            return refusal;
        // Another spelling of the same names, where the file system knows several.
        return policy.PathRules.ComparesAsSpelled ? null : OfSpelling(policy, changes, isRecursive, policy.PathRules.Fold(path.ToString()), in circumstances, policy.PathRules);
    }

    private static Refusal? OfSpelling(CompiledPolicy policy, bool changes, bool isRecursive, scoped ReadOnlySpan<char> path, in Circumstances circumstances, PathRules? rules)
    {
        var places = circumstances.Protected ?? ProtectedPlaces.None;
        if (TouchesKey(places, path, changes || isRecursive, rules))
            return Refusals.OwnKey;
        if (!changes)
            return null;
        if (Touches(path, policy.File, rules) || Touches(path, policy.RealFile, rules))
            return Refusals.OwnPolicy;
        // Whoever keeps his log in a home has hooks there as well, and these are what is meant.
        if (HookFiles.Hold(path))
            return Refusals.OwnHooks;
        foreach (string folder in places.Folders)
        {
            if (Touches(path, folder, rules))
                return Refusals.OwnFiles;
        }
        foreach (string folder in places.PolicyFolders)
        {
            string compared = Compared(folder, rules);
            if (Covers(path, compared) || Covers(compared, path) && IsPolicyName(path))
                return Refusals.OwnPolicy;
        }
        return null;
    }

    /// <summary>It is a place for keys or lies in one, or takes a key with all that lies around it.</summary>
    private static bool TouchesKey(ProtectedPlaces places, scoped ReadOnlySpan<char> path, bool takesAllBelow, PathRules? rules)
    {
        foreach (string place in places.KeyPlaces)
        {
            if (Covers(Compared(place, rules), path))
                return true;
        }
        if (!takesAllBelow)
            return false;
        foreach (string key in places.Keys)
        {
            if (Covers(path, Compared(key, rules)))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Decides an operation on what may be a folder now: what it holds goes with it, and who writes a folder whole may follow its links.
    /// Policies and the log are known by their paths, so that the folders above them need no look.
    /// </summary>
    internal static Refusal? OfFolder(in DocumentScope scope, FileOperations operation, scoped ReadOnlySpan<char> place)
    {
        if (operation is not (FileOperations.Write or FileOperations.Delete) || scope.Circumstances.Paths is not { } resolver || !resolver.IsDirectory(place))
            return null;
        var search = new FolderSearch(scope.Policy, operation, scope.Circumstances, scope.Request.IsRecursive && operation == FileOperations.Write);
        return search.Find(resolver, place);
    }

    /// <summary>
    /// Decides what a command does to a file of which the document does not speak, or speaks with a rule that takes everything: the gate stays in force all the same.
    /// </summary>
    /// <param name="scope">The document, and the effect as a request.</param>
    /// <param name="target">What is acted on, a hole for what is not known of its names; <see langword="null"/> where less is known.</param>
    /// <param name="isUnknownLeftToRules">What nothing is known of is the affair of the rule that let the command pass.</param>
    internal static Refusal? OfEffect(in DocumentScope scope, string? target, bool isUnknownLeftToRules)
    {
        if (OfRequest(scope.Policy, scope.Request, in scope.Circumstances) is { } byName)
            return byName;
        Refusal? refusal = null;
        var operation = OperationOf(scope.Request);
        if (operation == FileOperations.None || operation == FileOperations.Read && !GuardsReads(in scope.Circumstances))
            return null;
        if (target is null)
            return isUnknownLeftToRules && operation != FileOperations.Read ? null : OfUnknownWord(in scope, operation);
        if (scope.Circumstances.Paths is not { } resolver || string.IsNullOrEmpty(target))
            return null;
        var path = new CharBuffer(stackalloc char[StackCharacters]);
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        if (RequestEvaluator.NormalisePath(scope.Policy, target, scope.WorkingDirectory, ref path, out _) == NormalOutcome.Normal)
        {
            if (!TargetShape.IsOne(path.Written))
                refusal = OfPlace(in scope, operation, target, path.Written, resolver, ref real);
            else if (FreshName.IsIn(in scope.Circumstances, path.Written))
                refusal = OfFreshName(in scope, operation, path.Written, resolver);
            else if (MatchingPlaces.Find(resolver, path.Written) is not { } places)
                refusal = OfUnknownPlace(operation, MatchingPlaces.TooMany);
            else
                refusal = OfPlaces(in scope, operation, places, resolver, ref real);
        }
        path.Dispose();
        real.Dispose();
        return refusal;
    }

    /// <summary>What a command gets from <c>read</c>, <c>xargs</c> or another command may be a file of the gate, whatever stands in the text.</summary>
    private static Refusal? OfUnknownWord(in DocumentScope scope, FileOperations operation)
    {
        if (OfUnknownPath(scope.Policy, operation, scope.Request.Target, in scope.Circumstances) is { } byName)
            return byName;
        if (scope.Circumstances.Paths is null || scope.Policy.IsForeign)
            return null;
        return operation == FileOperations.Read ? null : Refusals.NeverUnknown(Refusals.Unresolved("a part of it is not known before it runs"));
    }

    private static Refusal? OfFreshName(in DocumentScope scope, FileOperations operation, scoped ReadOnlySpan<char> path, IPathResolver resolver)
    {
        if (FreshName.RealPlaces(resolver, path, out string? problem) is not { } places)
            return OfUnknownPlace(operation, problem);
        foreach (string place in places)
        {
            if (OfPath(scope.Policy, operation, scope.Request.IsRecursive, place, in scope.Circumstances) is { } refusal)
                return refusal;
        }
        return null;
    }

    private static Refusal? OfPlaces(in DocumentScope scope, FileOperations operation, List<string> places, IPathResolver resolver, ref CharBuffer real)
    {
        foreach (string place in places)
        {
            if (OfPath(scope.Policy, operation, scope.Request.IsRecursive, place, in scope.Circumstances) is { } refusal)
                return refusal;
            if (resolver.Resolve(place, ref real, out _) == RealPath.Other
                && OfPath(scope.Policy, operation, scope.Request.IsRecursive, real.Written, in scope.Circumstances) is { } there)
                return there;
            if (OfPlace(in scope, operation, place, place, resolver, ref real) is { } held)
                return held;
        }
        return null;
    }

    /// <summary>Decides by what is on the disk where an operation takes place, whose path is harmless as a text.</summary>
    private static Refusal? OfPlace(
        in DocumentScope scope, FileOperations operation, ReadOnlySpan<char> target, scoped ReadOnlySpan<char> path, IPathResolver resolver, ref CharBuffer real)
    {
        var outcome = RealPlace.Find(resolver, operation, target, path, ref real, out string? problem);
        return outcome is RealPath.Same or RealPath.Other ? OfFolder(in scope, operation, outcome == RealPath.Other ? real.Written : path)
            : IsStandardStream(path) ? null
            : OfUnknownPlace(operation, problem);
    }

    /// <summary>Reading what nobody can find is up to the rules: most of it is not there.</summary>
    private static Refusal? OfUnknownPlace(FileOperations operation, string? problem) =>
        operation == FileOperations.Read ? null : Refusals.NeverUnknown(Refusals.RealPathUnknown(problem));

    /// <summary>The output of the process itself: no file of its own, wherever it leads.</summary>
    internal static bool IsStandardStream(scoped ReadOnlySpan<char> path) => path is "/dev/stdout" or "/dev/stderr";

    private static bool IsPolicyName(scoped ReadOnlySpan<char> path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Decides an operation on a file that can't be resolved: by its name.</summary>
    internal static Refusal? OfUnknownPath(CompiledPolicy policy, FileOperations operation, ReadOnlySpan<char> text, in Circumstances circumstances)
    {
        var places = circumstances.Protected ?? ProtectedPlaces.None;
        var name = NameOf(text);
        foreach (string key in places.KeyPlaces)
        {
            if (!name.IsEmpty && name.Equals(NameOf(key), StringComparison.OrdinalIgnoreCase))
                return Refusals.OwnKey;
        }
        if (operation is not (FileOperations.Write or FileOperations.Delete))
            return null;
        if (!name.IsEmpty && (name.Equals(NameOf(policy.File), StringComparison.OrdinalIgnoreCase) || name.Equals(NameOf(policy.RealFile), StringComparison.OrdinalIgnoreCase)))
            return Refusals.OwnPolicy;
        if (HookFiles.Hold(text))
            return Refusals.OwnHooks;
        foreach (string folder in places.Folders)
        {
            if (text.Contains(NameOf(folder), StringComparison.OrdinalIgnoreCase))
                return Refusals.OwnFiles;
        }
        foreach (string folder in places.PolicyFolders)
        {
            if (IsPolicyName(text) && text.Contains(NameOf(folder), StringComparison.OrdinalIgnoreCase))
                return Refusals.OwnPolicy;
        }
        return null;
    }

    /// <summary>Decides one simple command.</summary>
    /// <param name="scope">Who decides.</param>
    /// <param name="text">The text that the words lie in.</param>
    /// <param name="words">The argument vector.</param>
    /// <param name="shapes">What is not known of each word; none at all where all is.</param>
    internal static Refusal? OfCommand(in DocumentScope scope, scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<Range> words, scoped ReadOnlySpan<WordShape> shapes)
    {
        // Most commands nowhere say the name, nor anything that would be denied.
        if (!text.Contains(OwnName, StringComparison.OrdinalIgnoreCase) && !SaysOwnCommand(text))
            return null;
        bool isLaunched = NameOf(text[words[0]]) is "dotnet" or "dnx" or "dotnet.exe" or "dnx.exe";
        bool isOwn = false;
        bool isTool = false;
        bool isAudit = false;
        for (int i = 0; i < words.Length; i++)
        {
            var word = text[words[i]];
            // A file may well be called 'key'.
            if (isOwn && (IsOneOf(word, OwnCommands) || word.StartsWith(OwnOptions, StringComparison.OrdinalIgnoreCase) || isAudit && word.Equals("key", StringComparison.OrdinalIgnoreCase)))
                return Refusals.OwnCommand;
            if (isTool && !shapes.IsEmpty && MayBeOwnCommand(word, shapes[i], isAudit))
                return Refusals.OwnCommand;
            isAudit |= isOwn && word.Equals("audit", StringComparison.OrdinalIgnoreCase);
            // As a tool, by its path, behind 'dotnet', 'dnx' or 'dotnet tool run'; by a link to it.
            bool isName = NameOf(word).StartsWith(OwnName, StringComparison.OrdinalIgnoreCase)
                || (i == 0 ? word.Contains('/') : isLaunched && word.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) && IsLinkToOwn(in scope, word);
            isOwn |= isName;
            // Behind other commands it is the name of a file or folder.
            isTool |= isName && (i == 0 || isLaunched);
        }
        return null;
    }

    /// <summary>It holds what is denied behind the tool's name, or what nobody knows.</summary>
    private static bool SaysOwnCommand(scoped ReadOnlySpan<char> text)
    {
        if (text.Contains(TargetShape.Hole) || text.Contains(OwnOptions, StringComparison.OrdinalIgnoreCase) || text.Contains("audit", StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (string command in OwnCommands)
        {
            if (text.Contains(command, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>A word that is not known may turn out to be a command or option that is denied.</summary>
    private static bool MayBeOwnCommand(scoped ReadOnlySpan<char> word, WordShape shape, bool isAudit)
    {
        if (shape == WordShape.None || !TargetShape.IsOne(word))
            return false;
        int hole = word.IndexOf(TargetShape.Hole);
        if (hole >= 0 && (shape.HasFlag(WordShape.IsMany) || OwnOptions.AsSpan().StartsWith(word[..hole], StringComparison.OrdinalIgnoreCase)))
            return true;
        foreach (string command in OwnCommands)
        {
            if (TargetShape.Meets(command, word))
                return true;
        }
        return isAudit && TargetShape.Meets("key", word);
    }

    private static bool IsLinkToOwn(in DocumentScope scope, scoped ReadOnlySpan<char> word)
    {
        if (scope.Circumstances.Paths is not { } resolver || TargetShape.IsOne(word))
            return false;
        var path = new CharBuffer(stackalloc char[StackCharacters]);
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        bool isOwn = RequestEvaluator.NormalisePath(scope.Policy, word, scope.WorkingDirectory, ref path, out _) == NormalOutcome.Normal
            && resolver.Resolve(path.Written, ref real, out _) == RealPath.Other
            && NameOf(real.Written).StartsWith(OwnName, StringComparison.OrdinalIgnoreCase);
        path.Dispose();
        real.Dispose();
        return isOwn;
    }

    /// <summary>Decides shell text that nobody could read.</summary>
    internal static Refusal? OfUnknownCommand(ReadOnlySpan<char> text)
    {
        if (!text.Contains(OwnName, StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (string command in OwnCommands)
        {
            if (text.Contains(command, StringComparison.OrdinalIgnoreCase))
                return Refusals.OwnCommand;
        }
        return text.Contains(OwnOptions, StringComparison.OrdinalIgnoreCase) ? Refusals.OwnCommand : null;
    }

    /// <summary>Who deletes or replaces a folder does so to what it holds.</summary>
    private static bool Touches(scoped ReadOnlySpan<char> path, string? own, PathRules? rules) =>
        own is not null && Compared(own, rules) is var compared && (Covers(compared, path) || Covers(path, compared));

    /// <summary>What is plain ASCII is compared without case anyway.</summary>
    private static string Compared(string own, PathRules? rules) => rules is null || Ascii.IsValid(own) ? own : rules.Fold(own);

    /// <summary>The path is the folder, or lies below it.</summary>
    private static bool Covers(scoped ReadOnlySpan<char> folder, scoped ReadOnlySpan<char> path) =>
        folder.Length <= 1 || path.StartsWith(folder, StringComparison.OrdinalIgnoreCase) && (path.Length == folder.Length || path[folder.Length] == '/');

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> path) => path[(path.LastIndexOfAny('/', '\\') + 1)..];

    private static bool IsOneOf(scoped ReadOnlySpan<char> word, string[] names)
    {
        foreach (string name in names)
        {
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
