using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell;

/// <summary>Adds to bash's reading of a text what that of a POSIX shell has beyond it. Serves one text.</summary>
internal sealed class JoinedReadings
{
    private readonly ShellReading _whole;
    private readonly HashSet<ShellCommand> _commands = new(new SameCommand());
    private readonly HashSet<ShellEffect> _effects = new(new SameEffect());

    internal JoinedReadings(ShellReading whole)
    {
        _whole = whole;
        _commands.UnionWith(whole.Commands);
        _effects.UnionWith(whole.Effects);
    }

    internal void Add(ShellReading other)
    {
        var others = new HashSet<ShellCommand>(other.Commands, _commands.Comparer);
        foreach (var command in _whole.Commands)
        {
            if (!others.Contains(command))
                command.OnlyIn = OneReading.Bash;
        }
        foreach (var command in other.Commands)
        {
            if (!_commands.Add(command))
                continue;
            command.OnlyIn = OneReading.Posix;
            _whole.Commands.Add(command);
        }
        foreach (var effect in other.Effects)
        {
            if (_effects.Add(effect))
                _whole.Effects.Add(effect);
        }
        AddMissing(_whole.Definitions, other.Definitions, static d => (d.Name, d.Place.At));
        AddMissing(_whole.Assignments, other.Assignments, static a => (a.Name, a.Value, a.At));
        AddMissing(_whole.Gaps, other.Gaps, static g => (g.Reason, g.Place.At, g.Pattern));
        AddMissing(_whole.HiddenOptions, other.HiddenOptions, static g => (g.Reason, g.Place.At, g.Pattern));
        AddMissing(_whole.Patterns, other.Patterns, static p => (p.Word, p.Place.At));
        _whole.IsParsed &= other.IsParsed;
    }

    private static void AddMissing<T, TKey>(List<T> all, List<T> others, Func<T, TKey> keyOf)
    {
        if (others.Count == 0)
            return;
        var keys = new HashSet<TKey>(all.Select(keyOf));
        foreach (var other in others)
        {
            if (keys.Add(keyOf(other)))
                all.Add(other);
        }
    }

    private static bool AreSame(in ShellWord a, in ShellWord b) => a.Equals(b) && a.IsComputed == b.IsComputed;

    private static bool AreSame(ShellPlace a, ShellPlace b)
    {
        if (a.At != b.At || a.Directories.Count != b.Directories.Count || a.Via.Count != b.Via.Count)
            return false;
        for (int i = 0; i < a.Directories.Count; i++)
        {
            if (!AreSame(a.Directories[i], b.Directories[i]))
                return false;
        }
        return true;
    }

    private sealed class SameCommand : IEqualityComparer<ShellCommand>
    {
        public bool Equals(ShellCommand? a, ShellCommand? b)
        {
            if (a is null || b is null || a.Words.Length != b.Words.Length || a.NeedsNoRule != b.NeedsNoRule || a.Doubt != b.Doubt || !AreSame(a.Place, b.Place))
                return a == b;
            for (int i = 0; i < a.Words.Length; i++)
            {
                if (!AreSame(a.Words[i], b.Words[i]))
                    return false;
            }
            return true;
        }

        public int GetHashCode(ShellCommand command) => HashCode.Combine(command.Words.Length, command.Words[0], command.Words[^1], command.Place.At);
    }

    private sealed class SameEffect : IEqualityComparer<ShellEffect>
    {
        public bool Equals(ShellEffect? a, ShellEffect? b) =>
            a is null || b is null
                ? a == b
                : a.Kind == b.Kind && a.Cause == b.Cause && a.IsRecursive == b.IsRecursive && a.Language == b.Language && AreSame(a.Target, b.Target) && AreSame(a.Place, b.Place);

        public int GetHashCode(ShellEffect effect) => HashCode.Combine(effect.Kind.Name, effect.Target, effect.Place.At);
    }
}
