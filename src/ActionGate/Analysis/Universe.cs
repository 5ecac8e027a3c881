namespace ActionGate.Analysis;

/// <summary>Characters that a universe does not tell apart.</summary>
/// <param name="members">The characters.</param>
/// <param name="preferred">Those that read best in an example, the best first.</param>
internal sealed class Symbol(CharacterSet members, string preferred)
{
    internal CharacterSet Members => members;

    internal string Preferred => preferred;

    internal static Symbol Only(char c) => new(CharacterSet.Of((c, c)), c.ToString());
}

/// <summary>
/// The normal targets of a kind, as the texts that a deterministic automaton takes. It may take a few more than there are: what is proved
/// for all of them holds, and an example is asked of the engine before anybody is told.
/// </summary>
internal abstract class Universe
{
    internal const string Letters = "abcdefghijklmnopqrstuvwxyz";
    internal const string Names = Letters + "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Separates the fields of a text that stands for several; in no target.</summary>
    internal const char Separator = '\u0001';

    /// <summary>As <see cref="Separator"/>, before an option.</summary>
    internal const char OptionSeparator = '\u0002';

    /// <summary>No text goes on so.</summary>
    internal const long Dead = -1;

    internal abstract long Start { get; }

    internal abstract long Next(long state, char c);

    internal abstract bool Accepts(long state);

    /// <summary>What is told apart from here on, each once; a pattern may tell more apart.</summary>
    internal abstract Symbol[] SymbolsAt(long state);

    /// <summary>The text reads oddly, and is shown only where no other will do.</summary>
    internal virtual bool IsOdd(long state) => false;

    /// <summary>The state of texts that go on alike and do not read oddly.</summary>
    internal virtual long PlainOf(long state) => state;

    /// <summary>The text is a path inside the base.</summary>
    internal virtual bool IsInside(long state) => false;

    /// <summary>The target that a text stands for.</summary>
    internal abstract string Decode(string text);
}
