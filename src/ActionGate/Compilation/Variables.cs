using System.Text;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>Fills in <c>${NAME}</c>. A value is literal text: nothing in it becomes pattern syntax.</summary>
internal sealed class Variables(IReadOnlyDictionary<string, string> values, PathRules rules, DiagnosticBag diagnostics)
{
    internal IReadOnlyDictionary<string, string> Values => values;

    internal string? ValueOf(string name) => values.GetValueOrDefault(name);

    /// <summary>Where '~' leads. Windows itself knows the folder by the second name; shells that were ported to it set the first.</summary>
    internal string? Home => ValueOf("HOME") ?? (rules.IsWindows ? ValueOf("USERPROFILE") : null);

    /// <summary>Fills in a text that is a pattern; <see langword="null"/> after an error.</summary>
    /// <param name="text">The text with its variables.</param>
    /// <param name="baseDirectory">Where a path pattern's relative leading value resolves; <see langword="null"/>: values stay as they are.</param>
    /// <param name="hasPaths">The pattern is or holds paths: a variable that begins one is read as a path, so that <c>/srv/x/</c> and <c>.</c> mean what they say.</param>
    internal string? InPattern(Marked<string> text, string? baseDirectory, bool hasPaths) =>
        text.Value.Contains("${", StringComparison.Ordinal) ? FillPattern(text, baseDirectory, hasPaths) : text.Value;

    /// <summary>Fills in a text that is no pattern.</summary>
    internal string? InText(Marked<string> text) => Fill(text, (value, _) => value);

    private string? FillPattern(Marked<string> text, string? baseDirectory, bool hasPaths) =>
        Fill(text, (value, place) => LiteralText.Protect(hasPaths && place.BeginsWord && IsPath(value, place.Next) ? AsPath(value, place.Next, baseDirectory) : value));

    /// <summary>Where a variable stands in its text.</summary>
    /// <param name="BeginsWord">It begins the text or a word of it.</param>
    /// <param name="Next">What follows it; a space at the end.</param>
    private readonly record struct Place(bool BeginsWord, char Next);

    private string AsPath(string value, char next, string? baseDirectory)
    {
        var buffer = new CharBuffer(stackalloc char[256]);
        var outcome = PathNormaliser.Normalise(value, baseDirectory, Home, rules, ref buffer, out _);
        // What is no normal path is an error of the pattern, which then speaks of names and not of backslashes.
        string path = outcome == NormalOutcome.Normal ? buffer.Written.ToString() : rules.IsWindows ? value.Replace('\\', '/') : value;
        buffer.Dispose();
        // A separator stands once: the root brings none where the pattern does, and '/x/' keeps its own before 'y'.
        if (rules.IsSeparator(next))
            return path == "/" ? "" : path;
        return next != ' ' && rules.IsSeparator(value[^1]) && !path.EndsWith('/') ? path + "/" : path;
    }

    private bool IsPath(string value, char next) =>
        !value.Contains("://", StringComparison.Ordinal) && (rules.IsSeparator(next) || value.Any(rules.IsSeparator) || value is "." or ".." or "~");

    private string? Fill(Marked<string> text, Func<string, Place, string> use)
    {
        string source = text.Value;
        int at = source.IndexOf("${", StringComparison.Ordinal);
        if (at < 0)
            return source;
        var result = new StringBuilder(source.Length);
        int done = 0;
        bool failed = false;
        for (; at >= 0; at = source.IndexOf("${", done, StringComparison.Ordinal))
        {
            result.Append(source, done, at - done);
            int end = source.IndexOf('}', at);
            if (end < 0)
            {
                diagnostics.Error(DiagnosticIds.UnclosedVariable, text.Span, "'${' is never closed", "write '${NAME}', or '[$]{' for literal text");
                return null;
            }
            string name = source[(at + 2)..end];
            if (!values.TryGetValue(name, out string? value))
            {
                failed = true;
                diagnostics.Error(DiagnosticIds.UnknownVariable, text.Span, $"unknown variable '{name}'", Suggest(name));
            }
            else if (value.Length == 0)
            {
                // '${DIR}/**' would be the whole disk.
                failed = true;
                diagnostics.Error(DiagnosticIds.UnknownVariable, text.Span, $"the variable '{name}' is empty", "give it a value, or leave it out of the pattern");
            }
            else if (value.Contains('\uFFFD', StringComparison.Ordinal))
            {
                // The runtime puts it where the environment holds no UTF-8: what was meant can't be named.
                failed = true;
                diagnostics.Error(DiagnosticIds.UnknownVariable, text.Span, $"the variable '{name}' holds U+FFFD, which stands for bytes that are no UTF-8", "give it another value");
            }
            else if (LiteralText.ContainsStandIn(value))
            {
                failed = true;
                diagnostics.Error(DiagnosticIds.BadPattern, text.Span, $"the variable '{name}' holds Unicode noncharacters");
            }
            else
            {
                result.Append(use(value, new Place(at == 0 || source[at - 1] == ' ', end + 1 < source.Length ? source[end + 1] : ' ')));
            }
            done = end + 1;
        }
        return failed ? null : result.Append(source, done, source.Length - done).ToString();
    }

    private string Suggest(string name)
    {
        string? near = values.Keys.FirstOrDefault(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase));
        return near is not null ? $"did you mean '{near}'?" : $"define it under 'variables', list it under 'environment', or give it when loading ({string.Join(", ", values.Keys.Order(StringComparer.Ordinal))})";
    }
}
