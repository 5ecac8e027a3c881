using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning;

/// <summary>Paths of shell text that other code runs: relative to the folder that this code is in, and to those that the text goes to.</summary>
internal static class NestedPlaces
{
    /// <summary>The same operation on a path from where the outermost text runs.</summary>
    /// <param name="folder">The folder of whoever runs the shell text; <see langword="null"/> for that of the outermost text.</param>
    /// <param name="place">Where in the shell text it happens.</param>
    /// <param name="operation">What happens.</param>
    internal static Operation In(TextValue? folder, ShellPlace place, Operation operation)
    {
        bool isPath = operation.Kind == ActionKind.FileRead || operation.Kind == ActionKind.FileWrite || operation.Kind == ActionKind.FileDelete || operation.Kind == ActionKind.ScriptExec;
        string? path = operation.Target ?? operation.Pattern;
        if (!isPath || path is null or "" || path[0] is '/' or '~' or '*' || path.Contains("://", StringComparison.Ordinal) || place.Directories is not [{ IsMany: false } inner])
            return operation;
        string within = inner.ToString();
        bool isAbsolute = within is ['/' or '~', ..];
        string outer = isAbsolute || folder is null ? "" : folder.Text.Replace(TextValue.Hole, '*');
        if (outer.Length == 0 && within.Length == 0)
            return operation;
        bool isExact = operation.Target is not null && inner.HasNoHoles && (isAbsolute || folder is null || folder.IsExact);
        string whole = Join(Join(outer, within), path);
        return new Operation(
            operation.Kind, isExact ? whole : null, isExact ? Certainty.Exact : Certainty.Partial, operation.Api, operation.At, isExact ? null : whole, operation.Via);
    }

    private static string Join(string folder, string path)
    {
        if (folder.Length == 0 || path.Length == 0)
            return folder + path;
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        return path is "." ? folder : folder.EndsWith('/') ? folder + path : folder + "/" + path;
    }
}
