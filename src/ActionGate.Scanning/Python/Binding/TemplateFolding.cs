using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What <c>string.Template</c> makes of its text.</summary>
internal static class TemplateFolding
{
    internal static TextValue Substitute(TextValue template, CallArguments arguments)
    {
        string text = template.Text;
        var mapping = arguments.At(0) as MappingValue;
        var result = default(TextValue.Builder);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '$')
            {
                result.Add(text.AsSpan(i, 1));
                continue;
            }
            if (i + 1 < text.Length && text[i + 1] == '$')
            {
                result.Add("$");
                i++;
                continue;
            }
            bool isBraced = i + 1 < text.Length && text[i + 1] == '{';
            int start = i + (isBraced ? 2 : 1);
            int end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
            string name = text[start..end];
            var value = arguments.Keyword(name) ?? mapping?.Get(TextValue.Of(name));
            result.Add(TextFormat.Shown(value));
            i = isBraced && end < text.Length && text[end] == '}' ? end : end - 1;
        }
        return result.Build();
    }
}
