using ActionGate.Evaluation;
using ActionGate.FileSystem;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate;

/// <summary>
/// What of a policy mounts can say to one agent: the policy is asked about what is on the disk, below the folders that it names. A folder of which it allows
/// all becomes a place of its own, of others each thing that is there; what is not there can't be one. Bounded: what was not looked at is hidden.
/// </summary>
/// <param name="policy">The policy, as it reads on this disk.</param>
/// <param name="code">What was granted.</param>
/// <param name="context">Who acts.</param>
/// <param name="circumstances">What the gate contributes.</param>
/// <param name="secret">What no code sees: the log and what signs it.</param>
/// <param name="policyFolders">Folders whose policy files are watched.</param>
internal sealed class ConfinementPlan(
    Policy policy, CodeDecision code, ActionContext context, Circumstances circumstances, IReadOnlyList<string> secret, IReadOnlyList<string> policyFolders)
{
    private const int MostLookedAt = 16_384;
    private const int MostBelowOneRoot = 4096;
    private const int MostPlaces = 1000;

    /// <summary>Stands for what code may yet make in a folder.</summary>
    private const string NewName = "actiongate-new";

    private static readonly string[] NeverMounted = ["/", "/proc", "/dev", "/sys"];

    private readonly List<ConfinedPath> _places = [];
    private readonly Dictionary<string, PathAccess> _access = new(StringComparer.Ordinal);
    private readonly HashSet<(string Path, ActionKind Kind)> _granted = [];
    private readonly SortedSet<string> _roots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hiddenRoots = new(StringComparer.Ordinal);
    private int _left = MostLookedAt;

    /// <summary>The places. To be asked for once.</summary>
    internal IReadOnlyList<ConfinedPath> Paths()
    {
        if (OperatingSystem.IsWindows())
            return [];
        try
        {
            Look();
            return _places.AsReadOnly();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // what the disk does not tell is not shown
        }
    }

    private void Look()
    {
        // The run was granted, so what had to be asked about was approved.
        foreach (var operation in code.Operations)
            Grant(operation);
        foreach (var layer in policy.Layers)
        {
            foreach (string path in layer.LiteralPaths.Split('\0'))
                AddRoot(path);
            AddRoot(layer.BaseDirectory);
        }
        AddRoot(context.WorkingDirectory);
        foreach (string root in _roots)
            Visit(root);
        foreach (string root in _hiddenRoots)
            Hide(root);
        foreach (string path in secret)
            Hide(path);
        foreach (var layer in policy.Layers)
        {
            Hide(layer.File);
            Hide(layer.RealFile);
        }
        foreach (string folder in policyFolders)
            Protect(folder);
    }

    private void Grant(OperationDecision decided)
    {
        var operation = decided.Operation;
        if (decided.Verdict == Verdict.Deny || operation.Certainty != Certainty.Exact || operation.Target is not { } target)
            return;
        bool isOfAFile = operation.Kind == ActionKind.FileRead || operation.Kind == ActionKind.FileWrite;
        // Of a folder one operation says nothing about what lies in it.
        if (isOfAFile && RealOf(target) is { } real && File.Exists(real) && AddRoot(real) is not null)
            _granted.Add((real, operation.Kind));
    }

    private string? AddRoot(string? path)
    {
        if (string.IsNullOrEmpty(path) || path[0] != '/' || RealOf(path) is not { } real)
            return null;
        foreach (string never in NeverMounted)
        {
            if (real == never || (never.Length > 1 && real.StartsWith(never + "/", StringComparison.Ordinal)))
                return null;
        }
        if (!Path.Exists(real))
            return null;
        _roots.Add(real);
        return real;
    }

    /// <summary>A path without links; <see langword="null"/> where the disk does not tell it.</summary>
    private static string? RealOf(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || path[0] != '/')
            return null;
        string normal = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, "/"));
        var buffer = new CharBuffer(stackalloc char[256]);
        string? real = DiskPaths.Instance.Resolve(normal, ref buffer, out _) switch
        {
            RealPath.Same => normal,
            RealPath.Other => buffer.Written.ToString(),
            _ => null,
        };
        buffer.Dispose();
        return real;
    }

    /// <summary>Looks at a root and what lies below, parents first.</summary>
    private void Visit(string root)
    {
        if (_seen.Contains(root))
            return;
        var open = new Stack<string>();
        open.Push(root);
        for (int leftHere = MostBelowOneRoot; open.TryPop(out string? path); leftHere--)
        {
            bool isFolder = Directory.Exists(path);
            _seen.Add(path);
            if (leftHere <= 0 || _left-- <= 0)
                Place(path, isFolder, PathAccess.Hidden);
            else if (!isFolder)
                Place(path, isFolder: false, AccessTo(path));
            else if (Enter(path))
                PushEntries(path, open);
        }
    }

    /// <summary>Places a folder.</summary>
    /// <returns>What lies in it may differ.</returns>
    private bool Enter(string folder)
    {
        bool mayReadAll = Allows(ActionKind.FileRead, folder, all: true);
        if (mayReadAll && Allows(ActionKind.FileWrite, folder, all: true) && Allows(ActionKind.FileDelete, folder, all: true))
        {
            Place(folder, isFolder: true, PathAccess.ReadWrite);
            return false;
        }
        string next = $"{folder}/{NewName}";
        bool mayRead = Allows(ActionKind.FileRead, next);
        bool mayChange = mayRead && Allows(ActionKind.FileWrite, next) && Allows(ActionKind.FileDelete, next);
        Place(folder, isFolder: true, mayChange ? PathAccess.ReadWrite : mayReadAll || mayRead ? PathAccess.ReadOnly : PathAccess.Hidden);
        return !mayReadAll || mayChange || _roots.Contains(folder);
    }

    private void PushEntries(string folder, Stack<string> open)
    {
        try
        {
            int count = 0;
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (++count > MostLookedAt)
                {
                    Place(folder, isFolder: true, PathAccess.Hidden);
                    return;
                }
                // A link is where its folder is, and leads to what is mounted or nowhere.
                if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
                    open.Push(entry.FullName);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Place(folder, isFolder: true, PathAccess.Hidden); // it can't be told what lies there
        }
    }

    private PathAccess AccessTo(string file)
    {
        if (!MayUse(ActionKind.FileRead))
            return PathAccess.Hidden;
        return MayUse(ActionKind.FileWrite) ? PathAccess.ReadWrite : PathAccess.ReadOnly;

        bool MayUse(ActionKind kind) => _granted.Contains((file, kind)) || Allows(kind, file);
    }

    private bool Allows(ActionKind kind, string path, bool all = false) =>
        policy.Evaluate(new ActionRequest(kind, path, context) { IsRecursive = all }, GateMode.Enforce, in circumstances).IsAllowed;

    private void Place(string path, bool isFolder, PathAccess access)
    {
        if (AccessAround(path) == access)
        {
            _access[path] = access;
            return;
        }
        if (_places.Count >= MostPlaces)
        {
            // A place that is left out is hidden; a mask that is left out would show something, so all around it goes.
            if (access < AccessAround(path) && _roots.FirstOrDefault(r => IsWithin(path, r)) is { } root)
                _hiddenRoots.Add(root);
            return;
        }
        _access[path] = access;
        _places.Add(new ConfinedPath(path, isFolder, access));
    }

    /// <summary>What a path has by the nearest place around it, or by one that it is itself.</summary>
    private PathAccess AccessAround(string path)
    {
        for (string? at = path; at is { Length: > 0 }; at = Path.GetDirectoryName(at))
        {
            if (_access.TryGetValue(at, out var access))
                return access;
        }
        return PathAccess.Hidden;
    }

    private void Hide(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return;
        _places.RemoveAll(p => IsWithin(p.Path, path));
        foreach (string below in _access.Keys.Where(k => IsWithin(k, path)).ToArray())
            _access.Remove(below);
        if (AccessAround(path) == PathAccess.Hidden || !Path.Exists(path))
            return;
        _access[path] = PathAccess.Hidden;
        _places.Add(new ConfinedPath(path, Directory.Exists(path), PathAccess.Hidden));
    }

    /// <summary>Policies in a watched folder are not seen; where one could be added, and come into force, all of the folder goes.</summary>
    private void Protect(string folder)
    {
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                if (file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
                    Hide(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Hide(folder);
        }
        if (AccessAround(folder) == PathAccess.ReadWrite)
            Hide(folder);
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');

    /// <summary>A rule may let the agent reach some host: each layer has one, or leaves it to the others.</summary>
    internal bool MayAllowNetwork()
    {
        if (code.Operations.Any(o => o.Operation.Kind == ActionKind.Network && o.Verdict == Verdict.RequireApproval))
            return true; // the run was granted, so somebody approved it
        bool mayAllow = false;
        foreach (var layer in policy.Layers)
        {
            if (!layer.IsFor(context.Agent))
                continue;
            bool here = layer.Default == DefaultVerdict.Allow;
            foreach (var rules in layer.Find(context.Agent)?.Rules.Find(ActionKind.Network.Name) is { } chain ? chain.AnyLinks : [])
            {
                for (int i = 0; i < rules.Count && !here; i++)
                    here = rules.VerdictAt(i) == Verdict.Allow;
            }
            if (!here && layer.Default != DefaultVerdict.Abstain)
                return false;
            mayAllow |= here;
        }
        return mayAllow;
    }
}
