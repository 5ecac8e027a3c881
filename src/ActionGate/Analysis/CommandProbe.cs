using System.Text;
using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>
/// Commands that a pattern was plainly written for: each star a letter. What paths a name stands for, and what URLs
/// a word takes, the matcher alone knows; the engine can be asked all the same.
/// </summary>
internal static class CommandProbe
{
    /// <summary>Commands to ask for, in the encoding of <see cref="CommandUniverse"/>.</summary>
    internal static string[] Of(CommandPattern pattern) => [Text(pattern, ""), Text(pattern, $"{Universe.Separator}x")];

    private static string Text(CommandPattern pattern, string run)
    {
        var text = new StringBuilder();
        foreach (var word in pattern.Words)
        {
            if (word.IsAnyRun)
            {
                text.Append(run);
                continue;
            }
            text.Append(Universe.Separator);
            int used = 0;
            foreach (char c in word.Text.Text)
            {
                text.Append(c switch
                {
                    PatternText.AnyRun or PatternText.AnyCharacter => 'x',
                    PatternText.Class => MemberOf(word.Text.Classes[used++]),
                    _ => c,
                });
            }
        }
        return text.ToString();
    }

    private static char MemberOf(CharacterClass @class)
    {
        foreach (char c in Universe.Names)
        {
            if (@class.Contains(c))
                return c;
        }
        return 'x';
    }
}
