using ActionGate.Compilation;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>
/// The folders into which a request unpacks what somebody else made. Each name below them may be a link by then, and what is there now is
/// no sign: an archive may take its place.
/// </summary>
internal sealed class FoldersUnpacked
{
    /// <summary>With more of them any path may lead through a link.</summary>
    private const int MostFolders = 64;

    private readonly List<Unpacked> _all = [];

    /// <summary>Nothing is unpacked.</summary>
    internal bool AreNone => _all.Count == 0;

    /// <summary>Notes the folders into which a shell text unpacks.</summary>
    internal void Note(ShellReading reading, ActionContext context, bool requiresFolder, TextOrder order)
    {
        foreach (var effect in reading.Effects)
        {
            if (effect.Unpacks != Unpacking.None && _all.Count <= MostFolders)
                _all.Add(new Unpacked(FolderOf(effect, context, requiresFolder), effect.Command!, order, effect.Place.At));
        }
    }

    /// <summary>Notes the folders into which code unpacks.</summary>
    internal void Note(List<Operation> operations, ActionContext context, bool requiresFolder, TextOrder order)
    {
        foreach (var operation in operations)
        {
            if (UnpackCall.IsOne(operation) && _all.Count <= MostFolders)
                _all.Add(new Unpacked(FileWritten.Of(operation, context, requiresFolder), LinksMade.MakerOf(operation), order, order.PlaceOf(operation.At)));
        }
    }

    internal static FileWritten FolderOf(ShellEffect effect, ActionContext context, bool requiresFolder) =>
        new(effect.Target.Text, effect.Place.Directories, context, requiresFolder) { HasTilde = effect.Target.HasTilde };

    /// <summary>The folder that holds what a path may lead through; <see langword="null"/> where there is none.</summary>
    /// <param name="policy">Tells paths.</param>
    /// <param name="paths">The disk.</param>
    /// <param name="use">The path, and how it is used.</param>
    internal string? Holding(CompiledPolicy policy, IPathResolver? paths, in PathUse use)
    {
        if (_all.Count == 0)
            return null;
        if (_all.Count > MostFolders)
            return "one of many";
        foreach (var made in _all)
        {
            if (IsOwn(made, in use) || made.Order == use.Order && (use.Order.IsBefore(use.At, made.At) || use.IsInput && use.Order.AreOfOneCommand(made.At, use.At)))
                continue;
            if (use.Path.MayLieBelow(policy, made.Folder, paths, use.IsTakenAway ? 2 : 1) || use.TakesLinksBelow && use.Path.MayLieBelow(policy, made.Folder, paths, 0))
                return Matching.TargetShape.Shown(use.Path.Text);
        }
        return null;
    }

    /// <summary>What unpacks does not go through what it brings itself; a loop may unpack something else, through the first.</summary>
    private static bool IsOwn(Unpacked made, in PathUse use)
    {
        if (made.Maker is not ShellCommand maker || use.User is not ShellCommand user)
            return made.Maker.Equals(use.User);
        bool isSame = maker == user || maker.Outer == user || user.Outer == maker;
        bool isOfLine = maker.Line is { } line && line == user.Line;
        return isSame && (made.Order.IsOnce || Array.TrueForAll(maker.Words, static w => w.IsStatic))
            || isOfLine && made.Order.IsOnce
            || maker.OnlyIn != OneReading.None && user.OnlyIn != OneReading.None && maker.OnlyIn != user.OnlyIn;
    }

    private sealed record Unpacked(FileWritten Folder, object Maker, TextOrder Order, int At);
}

/// <summary>A path as a command or call uses it.</summary>
/// <param name="Path">The path.</param>
/// <param name="User">What uses it; <see langword="null"/> for the host.</param>
/// <param name="Order">The order in which its text happens.</param>
/// <param name="At">Where in the text it is used.</param>
internal readonly record struct PathUse(FileWritten Path, object? User, TextOrder Order, int At)
{
    /// <summary>It is deleted: what stands before its last name is followed, and that is not (unlink(2)).</summary>
    internal bool IsTakenAway { get; init; }

    /// <summary>The shell opens it for reading, before the command that gets it begins.</summary>
    internal bool IsInput { get; init; }

    /// <summary>All that lies below is taken in, and links there are followed.</summary>
    internal bool TakesLinksBelow { get; init; }
}
