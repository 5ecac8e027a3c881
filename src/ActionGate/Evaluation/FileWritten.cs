using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>A file, or a folder with what is below it, that a request writes or takes away.</summary>
/// <param name="text">Its path, holes included.</param>
/// <param name="folders">The folders from which it may lead; none where that is not known.</param>
/// <param name="context">Who does it, and from which folder.</param>
/// <param name="requiresFolder">A relative path without a working directory is not resolved against the base.</param>
internal sealed class FileWritten(string text, IReadOnlyList<ShellWord> folders, ActionContext context, bool requiresFolder)
{
    private List<string>? _places;
    private bool _isPlaceKnown;

    internal string Text { get; } = text;

    internal bool HasTilde { get; init; }

    internal bool IsRecursive { get; init; }

    /// <summary>If it is a folder, only files in it are meant, which are noted by themselves.</summary>
    internal bool IsTarget { get; init; }

    internal bool IsDeletion { get; init; }

    /// <summary>A script does it, and not the text or code that was asked about.</summary>
    internal bool IsOfScript { get; init; }

    /// <summary>The host does it, before the block runs.</summary>
    internal bool IsOfHost { get; init; }

    /// <summary>Files take the place of those that are there, and nothing is written into one that is open.</summary>
    internal bool LeavesOpenFiles { get; init; }

    /// <summary>Nothing is known of its name.</summary>
    internal bool IsAnything
    {
        get
        {
            foreach (char c in NameOf(Text))
            {
                if (!TargetShape.IsHole(c))
                    return false;
            }
            return true;
        }
    }

    /// <summary>The number of the block that does it.</summary>
    internal int Block { get; init; }

    /// <summary>The path of what code does.</summary>
    internal static FileWritten Of(Operation operation, ActionContext context, bool requiresFolder)
    {
        string path = operation.Target ?? operation.Pattern?.Replace('*', TargetShape.Hole) ?? $"{TargetShape.Hole}";
        return new FileWritten(path, [new ShellWord("", 0)], context, requiresFolder) { HasTilde = path is ['~', ..] };
    }

    /// <summary>Where a path really leads; <see langword="null"/> where to itself, or nobody knows.</summary>
    internal static string? RealOf(string path, IPathResolver paths)
    {
        var real = new CharBuffer(stackalloc char[256]);
        string? found = paths.Resolve(path, ref real, out _) == RealPath.Other ? real.Written.ToString() : null;
        real.Dispose();
        return found;
    }

    /// <summary>The last name may be that of a file: wherever the two lie, a link may lead from one to the other.</summary>
    internal bool MayBeNamed(string path) => Meet(NameOf(path), NameOf(Text));

    /// <summary>A path may be the file, or lie below it.</summary>
    internal bool MayCover(CompiledPolicy policy, string path, IPathResolver? paths, WritesMade writes)
    {
        var places = PlacesOf(policy, paths);
        if (!_isPlaceKnown)
            return MayCoverByName(path);
        foreach (string place in places)
        {
            if (TargetShape.IsOne(place) ? IsBelowShape(path, place) : IsAt(path, place, Comparison(policy)) && (path.Length == place.Length || CoversBelow(policy, place, paths, writes)))
                return true;
        }
        return false;
    }

    /// <summary>It may lie below a folder, or be something that holds it.</summary>
    /// <param name="policy">Tells paths.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="paths">The disk.</param>
    /// <param name="leastNames">How many names it has at least behind those of the folder; none: it may be the folder, or lie above it.</param>
    internal bool MayLieBelow(CompiledPolicy policy, FileWritten folder, IPathResolver? paths, int leastNames)
    {
        if (folder.Text.Contains(TargetShape.FreshHole, StringComparison.Ordinal) && !folder.Text.Contains(TargetShape.Hole, StringComparison.Ordinal))
            return MayLieBelowFresh(folder.Text, leastNames);
        var own = PlacesOf(policy, paths);
        var folders = folder.PlacesOf(policy, paths);
        if (!_isPlaceKnown || !folder._isPlaceKnown)
            return _isPlaceKnown && leastNames > 0;
        foreach (string path in own)
        {
            foreach (string place in folders)
            {
                if (leastNames > 0 ? NamesBehind(path, place, Comparison(policy)) >= leastNames : NamesBehind(place, path, Comparison(policy)) >= 0)
                    return true;
            }
        }
        return false;
    }

    /// <summary>What lies below a folder whose name is made up for the text is named by way of that.</summary>
    private bool MayLieBelowFresh(string folder, int leastNames)
    {
        int names = NamesBehind(Text, folder, StringComparison.Ordinal);
        return leastNames > 0 ? names >= leastNames : NamesBehind(folder, Text, StringComparison.Ordinal) >= 0;
    }

    /// <summary>Where it may lie; <see langword="null"/> where that is not known.</summary>
    internal IReadOnlyList<string>? Places(CompiledPolicy policy, IPathResolver? paths)
    {
        var places = PlacesOf(policy, paths);
        return _isPlaceKnown ? places : null;
    }

    /// <summary>The name that it puts into a folder, or that and the one below, with holes where they are not known; <see langword="null"/>: none.</summary>
    internal string? NameIn(CompiledPolicy policy, string folder, IPathResolver? paths, WritesMade writes)
    {
        var places = PlacesOf(policy, paths);
        if (!_isPlaceKnown)
            return IsRecursive || NameOf(Text).IsEmpty ? $"{TargetShape.Hole}" : NameOf(Text).ToString();
        foreach (string place in places)
        {
            if (IsAt(place, folder, Comparison(policy)) && place.Length > folder.Length)
            {
                var below = place.AsSpan(folder.Length).TrimStart('/');
                int first = below.IndexOf('/');
                int second = first < 0 ? -1 : below[(first + 1)..].IndexOf('/');
                return (second < 0 ? below : below[..(first + 1 + second)]).ToString();
            }
            if (IsAt(folder, place, Comparison(policy)) && CoversBelow(policy, place, paths, writes))
                return $"{TargetShape.Hole}";
        }
        return null;
    }

    private static StringComparison Comparison(CompiledPolicy policy) => policy.PathRules.IsCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static bool IsAt(ReadOnlySpan<char> path, ReadOnlySpan<char> place, StringComparison comparison) =>
        path.StartsWith(place, comparison) && (path.Length == place.Length || place.EndsWith("/", StringComparison.Ordinal) || path[place.Length] == '/');

    private bool CoversBelow(CompiledPolicy policy, string place, IPathResolver? paths, WritesMade writes) =>
        !IsTarget || paths is null || !paths.IsDirectory(place) || !IsDeletion && writes.MayBeGone(policy, place, paths);

    /// <summary>Nobody knows from which folder it leads: any folder of its name counts.</summary>
    private bool MayCoverByName(string path)
    {
        var name = NameOf(Text);
        if (name.IsEmpty || name is "." or "..")
            return IsRecursive;
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (Meet(path.AsSpan(range), name))
                return true;
        }
        return false;
    }

    /// <summary>The last name of a place has holes that stay inside it.</summary>
    private static bool IsBelowShape(string path, string place)
    {
        int last = place.LastIndexOf('/') + 1;
        if (!path.StartsWith(place.AsSpan(0, last), StringComparison.Ordinal))
            return false;
        var rest = path.AsSpan(last);
        int separator = rest.IndexOf('/');
        return Meet(separator < 0 ? rest : rest[..separator], place.AsSpan(last));
    }

    /// <summary>Where it may lie, as it is written and as it really is.</summary>
    private List<string> PlacesOf(CompiledPolicy policy, IPathResolver? paths)
    {
        if (_places is not null)
            return _places;
        _places = [];
        _isPlaceKnown = folders.Count > 0 && !Text.Contains(TargetShape.Hole, StringComparison.Ordinal);
        int separator = Text.LastIndexOf('/') + 1;
        bool isShape = TargetShape.IsOne(Text);
        if (isShape && TargetShape.IsOne(Text.AsSpan(0, separator)))
            _isPlaceKnown = false;
        string path = isShape ? Text[..separator] + "." : Text;
        if (!HasTilde && path is ['~', ..])
            path = $"./{path}";
        foreach (var folder in folders)
        {
            var circumstances = new Circumstances { RequiresWorkingDirectory = requiresFolder };
            var moved = ShellEvaluator.Moved(ActionRequest.Shell("", context), folder, ref circumstances);
            string? directory = RequestEvaluator.WorkingDirectory(policy, moved.Context, circumstances.RequiresWorkingDirectory);
            if (RequestEvaluator.NormalPath(policy, path, directory) is not { } normal)
            {
                _isPlaceKnown = false;
                continue;
            }
            AddPlace(normal);
            if (paths is not null && RealOf(normal, paths) is { } real)
                AddPlace(real);
        }
        return _places;

        void AddPlace(string place) => _places.Add(isShape ? $"{place.TrimEnd('/')}/{Text[separator..]}" : place);
    }

    /// <summary>How many names a path has behind those of a folder; negative where it does not begin with them.</summary>
    private static int NamesBehind(ReadOnlySpan<char> path, ReadOnlySpan<char> folder, StringComparison comparison)
    {
        path = path.Trim('/');
        folder = folder.Trim('/');
        while (!folder.IsEmpty)
        {
            if (path.IsEmpty || !MayBeSame(FirstName(path), FirstName(folder), comparison))
                return -1;
            path = path[FirstName(path).Length..].TrimStart('/');
            folder = folder[FirstName(folder).Length..].TrimStart('/');
        }
        return path.IsEmpty ? 0 : path.Count('/') + 1;
    }

    private static ReadOnlySpan<char> FirstName(ReadOnlySpan<char> path) => path.IndexOf('/') is >= 0 and var end ? path[..end] : path;

    /// <summary>A name that is made up for the text is none that somebody wrote.</summary>
    private static bool MayBeSame(ReadOnlySpan<char> name, ReadOnlySpan<char> other, StringComparison comparison)
    {
        if (name.Equals(other, comparison))
            return true;
        bool isWritten = !TargetShape.IsOne(name) || !TargetShape.IsOne(other);
        return !(isWritten && (name.Contains(TargetShape.FreshHole) || other.Contains(TargetShape.FreshHole))) && Meet(name, other);
    }

    private static bool Meet(ReadOnlySpan<char> path, ReadOnlySpan<char> written) =>
        TargetShape.Meets(path, written) || TargetShape.IsOne(path) && (TargetShape.IsOne(written) || TargetShape.Meets(written, path));

    private static ReadOnlySpan<char> NameOf(string path)
    {
        var trimmed = path.AsSpan().TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }
}
