namespace ActionGate.Scanning.Shell.Facts;

/// <summary>An argument as far as it is known without running anything.</summary>
/// <remarks><c>default</c> is an empty argument. The text holds <see cref="Hole"/> or <see cref="NameHole"/> for what is not known.</remarks>
internal readonly struct ShellWord : IEquatable<ShellWord>
{
    /// <summary>Stands for any run of characters, none included. No argument can hold it: the system ends arguments with it.</summary>
    internal const char Hole = '\0';

    /// <summary>
    /// Stands for any run of characters without a <c>/</c> that does not make a segment of a path <c>.</c> or <c>..</c>: what a pattern of
    /// file names matches, a number. Text that holds it as a character is a gap.
    /// </summary>
    internal const char NameHole = '\u0001';

    /// <summary>As <see cref="NameHole"/>, and no dot at its beginning: what a pattern matches that begins a name.</summary>
    internal const char PlainNameHole = '\u0002';

    /// <summary>
    /// As <see cref="NameHole"/>, and a name that nobody can foresee, which nothing on the disk bears before the text runs: what
    /// <c>mktemp</c> makes up. A noncharacter: text that holds it as a character is a gap.
    /// </summary>
    internal const char FreshHole = '\uFDD3';

    /// <summary>Stands for letters and digits, at least one: what <c>split</c> puts behind a prefix.</summary>
    internal const char LettersHole = '\uFDD5';

    /// <summary>All of them.</summary>
    internal const string Holes = "\0\u0001\u0002\uFDD3\uFDD5";

    private readonly string? _text;

    internal ShellWord(string text, int at, bool isMany = false, bool hasTilde = false, bool isComputed = false)
    {
        _text = text;
        At = at;
        IsMany = isMany;
        HasTilde = hasTilde;
        IsComputed = isComputed;
        IsStatic = !isMany && !hasTilde && text.AsSpan().IndexOfAny(Holes) < 0;
    }

    /// <summary>The argument; a hole for each part of it that is not known.</summary>
    internal string Text => _text ?? "";

    /// <summary>Where it stands in the outermost text.</summary>
    internal int At { get; }

    /// <summary>
    /// It may turn into any number of arguments, none included: an expansion outside quotes, a pattern of file names, <c>"$@"</c>.
    /// The first of them begins as <see cref="Text"/> does, the last ends so.
    /// </summary>
    internal bool IsMany { get; }

    /// <summary>A pattern of file names of which nothing is split into words: each of the arguments begins and ends as <see cref="Text"/> does.</summary>
    internal bool IsPattern { get; init; }

    /// <summary>Names that a pattern found stand in it outside quotes: each falls into as many arguments as it has parts between blanks.</summary>
    internal bool IsLoose { get; init; }

    /// <summary>The folders of which it names one, or something that lies below; <see langword="null"/> where it is no such name.</summary>
    internal string[]? Below { get; init; }

    /// <summary>The text begins with a <c>~</c> that the shell expands: <c>~</c> or <c>~/…</c>, the home of whoever runs it.</summary>
    internal bool HasTilde { get; }

    /// <summary>All of it is known, and it is one argument.</summary>
    internal bool IsStatic { get; }

    /// <summary>A part of it is what another command prints, which is known here, and yet is nothing that the text says.</summary>
    internal bool IsComputed { get; }

    /// <summary>All of it but where a home lies is known.</summary>
    internal bool HasNoHoles => Text.AsSpan().IndexOfAny(Holes) < 0;

    internal static ShellWord Unknown(int at) => new("\0", at);

    internal static ShellWord AnyNumber(int at) => new("\0", at, isMany: true);

    public bool Equals(ShellWord other) => Text == other.Text && IsMany == other.IsMany && HasTilde == other.HasTilde && Below == other.Below;

    public override bool Equals(object? obj) => obj is ShellWord other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Text, IsMany, HasTilde);

    public override string ToString() => HasNoHoles ? Text : Text.Replace(Hole, '*').Replace(NameHole, '*').Replace(PlainNameHole, '*').Replace(FreshHole, '*').Replace(LettersHole, '*');
}
