using System.Text;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Compilation;

/// <summary>Brings the pattern of a name into the form in which names are compared.</summary>
internal static class PatternFolding
{
    internal static PatternError? Fold(ReadOnlySpan<PatternElement> segment, PathRules rules, out Wildcard wildcard)
    {
        if (rules.ComparesAsSpelled)
        {
            wildcard = new Wildcard(segment);
            return null;
        }

        // Literal characters in a row are one text: folding may join or split them.
        var result = new List<PatternElement>(segment.Length);
        var text = new StringBuilder();
        PatternError? error = null;
        foreach (var element in segment)
        {
            if (element.Kind == PatternElementKind.Literal)
            {
                text.Append(element.Character);
                continue;
            }
            AddText();
            result.Add(element.Class is null ? element : element with { Class = element.Class.Folded(rules.Fold) });
            if (element.Class?.FirstListedThat(c => rules.Fold(c) is null) is { } several)
                error = new PatternError($"'{several}' in a class is compared as several characters", $"write the alternatives in braces, '{{a,{several}}}'");
        }
        AddText();
        wildcard = new Wildcard([.. result]);
        return error;

        void AddText()
        {
            foreach (char c in rules.Fold(text.ToString()))
                result.Add(new PatternElement(PatternElementKind.Literal, c));
            text.Clear();
        }
    }
}
