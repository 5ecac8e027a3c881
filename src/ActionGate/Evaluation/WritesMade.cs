using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>
/// What a request itself puts on the disk: when it is decided that is not there yet, so what a script holds that it may have written by
/// then is not known. Blocks run one after the other, and within one of them anything may run again, as a loop does.
/// </summary>
internal sealed class WritesMade
{
    /// <summary>With more of them any file may be written.</summary>
    private const int MostWrites = 512;

    /// <summary>Of what they act on, these leave the contents as they are, or make something that is empty.</summary>
    private static readonly string[] KeepingContents = ["chmod", "chown", "chgrp", "touch", "mkdir", "lchmod", "lchown", "fchmod", "fchown", "makedirs"];

    /// <summary>What these put into a folder takes the place of a file that is there: who has that open reads on in the old one.</summary>
    private static readonly string[] Replacing = ["git", "tar", "unzip", "npm", "pnpm", "yarn", "pip", "pip3", "uv", "cargo", "go", "dotnet", "make", "cmake", "mvn", "gradle"];

    private readonly List<FileWritten> _writes = [];
    private readonly List<FileWritten> _deletions = [];

    /// <summary>All that is made, whatever it holds, for its name.</summary>
    private readonly List<FileWritten> _made = [];

    /// <summary>How many scripts lie around what is read now.</summary>
    internal int ScriptDepth { get; set; }

    /// <summary>How many blocks came before.</summary>
    internal int Block { get; private set; }

    /// <summary>What was deleted or moved away counts from here on: whatever has the name by then is another file.</summary>
    internal void EndBlock()
    {
        _writes.AddRange(_deletions);
        _deletions.Clear();
        Block++;
    }

    /// <summary>Notes a file that the host writes before a block runs.</summary>
    internal void Note(string file, ActionContext context, bool requiresFolder) =>
        Add(keepsContents: false, new FileWritten(file, [], context, requiresFolder) { IsOfHost = true, Block = Block });

    /// <summary>Notes what a shell text writes.</summary>
    internal void Note(ShellReading reading, ActionContext context, bool requiresFolder)
    {
        foreach (var effect in reading.Effects)
        {
            bool isDeletion = effect.Kind == ActionKind.FileDelete;
            if (!isDeletion && effect.Kind != ActionKind.FileWrite)
                continue;
            Add(KeepsContents(effect), new FileWritten(effect.Target.Text, effect.Place.Directories, context, requiresFolder)
            {
                HasTilde = effect.Target.HasTilde,
                IsRecursive = effect.IsRecursive,
                IsTarget = effect.IsTarget,
                IsDeletion = isDeletion,
                IsOfScript = ScriptDepth > 0,
                LeavesOpenFiles = effect.IsRecursive && IsReplacing(effect),
                Block = Block,
            });
        }
    }

    /// <summary>Notes what code writes.</summary>
    internal void Note(List<Operation> operations, ActionContext context, bool requiresFolder)
    {
        foreach (var operation in operations)
        {
            bool isDeletion = operation.Kind == ActionKind.FileDelete;
            if (!isDeletion && operation.Kind != ActionKind.FileWrite)
                continue;
            string path = operation.Target ?? operation.Pattern?.Replace('*', TargetShape.Hole) ?? $"{TargetShape.Hole}";
            Add(KeepsContents(operation.Api), new FileWritten(path, [new ShellWord("", 0)], context, requiresFolder)
            {
                HasTilde = path is ['~', ..],
                IsRecursive = operation.IsRecursive,
                IsDeletion = isDeletion,
                IsOfScript = ScriptDepth > 0,
                Block = Block,
            });
        }
    }

    /// <summary>Whether a script may be written before it runs.</summary>
    /// <param name="policy">Tells paths.</param>
    /// <param name="name">The script as it is named; parts of it may not be known.</param>
    /// <param name="path">Its normal path; <see langword="null"/> where that is not known.</param>
    /// <param name="paths">The disk.</param>
    /// <param name="ofBlock">
    /// Only what this block does counts, and of what its scripts do only what may change a file that is being read; negative: all.
    /// </param>
    internal bool MayReach(CompiledPolicy policy, string name, string? path, IPathResolver? paths, int ofBlock = -1)
    {
        if (_writes.Count == 0)
            return false;
        if (_writes.Count > MostWrites)
            return true;
        string? real = path is null || paths is null ? null : FileWritten.RealOf(path, paths);
        foreach (var write in _writes)
        {
            bool isOfScript = ofBlock >= 0 && write.IsOfScript;
            // What writes a file of which nobody knows anything is refused by itself.
            if (ofBlock >= 0 && write.Block != ofBlock || isOfScript && (write.LeavesOpenFiles || write.IsAnything && write.Text.Contains(TargetShape.Hole, StringComparison.Ordinal)))
                continue;
            if (!write.IsDeletion && !(isOfScript && write.IsAnything) && (write.MayBeNamed(name) || path is not null && write.MayBeNamed(path) || real is not null && write.MayBeNamed(real)))
                return true;
            if (path is not null && (write.MayCover(policy, path, paths, this) || real is not null && write.MayCover(policy, real, paths, this)))
                return true;
        }
        return false;
    }

    /// <summary>Whether this block may write into a file that is made for it when it starts.</summary>
    /// <param name="policy">Tells paths.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="path">Its normal path; <see langword="null"/> where that is not known.</param>
    /// <param name="paths">The disk.</param>
    internal bool MayChange(CompiledPolicy policy, string name, string? path, IPathResolver paths)
    {
        if (_writes.Count > MostWrites)
            return true;
        foreach (var write in _writes)
        {
            // What writes a file of which nobody knows anything is refused by itself, and a name that is made up is none that is there.
            bool isOther = write.Block != Block || write.IsOfHost || write.IsDeletion || write.LeavesOpenFiles || write.Text.AsSpan().IndexOfAny(TargetShape.Hole, TargetShape.FreshHole) >= 0;
            if (!isOther && (path is null ? write.MayBeNamed(name) : write.MayCover(policy, path, paths, this)))
                return true;
        }
        return false;
    }

    /// <summary>What may come to lie in a folder, as far as the second name of its path; a hole stands for anything.</summary>
    internal IEnumerable<string> NamesIn(CompiledPolicy policy, string folder, IPathResolver? paths) => NamesIn(_writes, policy, folder, paths);

    /// <summary>As <see cref="NamesIn(CompiledPolicy, string, IPathResolver?)"/>, with what is empty, or was there and is only touched.</summary>
    internal IEnumerable<string> NamesMadeIn(CompiledPolicy policy, string folder, IPathResolver? paths) => NamesIn(_made, policy, folder, paths);

    private IEnumerable<string> NamesIn(List<FileWritten> writes, CompiledPolicy policy, string folder, IPathResolver? paths)
    {
        if (writes.Count > MostWrites)
            return [$"{TargetShape.Hole}"];
        var names = new List<string>();
        foreach (var write in writes)
        {
            if (!write.IsDeletion && write.NameIn(policy, folder, paths, this) is { } name)
                names.Add(name);
        }
        return names;
    }

    /// <summary>A folder that is there now may be another one by then.</summary>
    internal bool MayBeGone(CompiledPolicy policy, string folder, IPathResolver? paths) =>
        _deletions.Exists(d => d.MayCover(policy, folder, paths, this)) || _writes.Exists(w => w.IsDeletion && w.MayCover(policy, folder, paths, this));

    private void Add(bool keepsContents, FileWritten write)
    {
        if (!write.IsDeletion && _made.Count <= MostWrites)
            _made.Add(write);
        var list = write.IsDeletion ? _deletions : _writes;
        if (list.Count > MostWrites || keepsContents && !write.IsDeletion)
            return;
        // Which file is deleted where that is not known is nobody's guess, and a file that is gone runs nothing.
        if (!write.IsDeletion || !write.Text.Contains(TargetShape.Hole, StringComparison.Ordinal))
            list.Add(write);
    }

    private static bool IsReplacing(ShellEffect effect) =>
        effect.Command?.Words is [{ IsStatic: true, Text: var name }, ..] words && Array.IndexOf(Replacing, name[(name.LastIndexOf('/') + 1)..]) >= 0 &&
        !Array.Exists(words, static w => w.Text.StartsWith("--overwrite", StringComparison.Ordinal));

    private static bool KeepsContents(ShellEffect effect) =>
        effect is { Cause: EffectCause.Command, Command.Words: [{ IsStatic: true, Text: var name }, ..] } && KeepsContents(name[(name.LastIndexOf('/') + 1)..]);

    private static bool KeepsContents(string api) => Array.IndexOf(KeepingContents, api[(api.LastIndexOf('.') + 1)..]) >= 0;
}
