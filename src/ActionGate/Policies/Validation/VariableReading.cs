using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads variables: their names, and values for them.</summary>
internal sealed class VariableReading(DiagnosticBag diagnostics)
{
    private readonly TextReading _text = new(diagnostics);

    /// <summary>A map from names to values.</summary>
    internal Dictionary<string, Marked<string>> Values(YamlNode node)
    {
        var variables = new Dictionary<string, Marked<string>>(StringComparer.Ordinal);
        foreach ((YamlScalar key, YamlNode value) in _text.Entries(node, "a map of variables"))
        {
            if (diagnostics.IsFull)
                break;
            CheckName(key.Value, key.Span);
            if (_text.Line(value) is not { } text)
                continue;
            if (text.Value.Contains("${", StringComparison.Ordinal))
                diagnostics.Error(
                    DiagnosticIds.VariableInVariable,
                    text.Span,
                    $"the value of '{Quoted.Crop(key.Value)}' holds a variable",
                    "a variable's value is literal text: write it out");
            if (InvisibleText.FirstIn(text.Value) is { } invisible)
                diagnostics.Error(
                    DiagnosticIds.ForbiddenCharacter,
                    text.Span,
                    $"the value of '{Quoted.Crop(key.Value)}' holds the invisible character {invisible}",
                    "nobody who reads the policy sees it; leave it out");
            variables[key.Value] = text;
        }
        return variables;
    }

    /// <summary>A list of names.</summary>
    internal List<Marked<string>> Names(YamlNode node)
    {
        List<Marked<string>> names = _text.Lines(node, mayBeEmpty: true);
        foreach ((string name, SourceSpan span) in names)
        {
            if (diagnostics.IsFull)
                break;
            CheckName(name, span);
        }
        return names;
    }

    private void CheckName(string name, SourceSpan span)
    {
        bool isName = name.Length > 0 && !char.IsAsciiDigit(name[0]);
        foreach (char c in name)
            isName &= char.IsAsciiLetterOrDigit(c) || c == '_';
        if (!isName)
            diagnostics.Error(
                DiagnosticIds.InvalidVariableName,
                span,
                $"expected the name of a variable, found {Quoted.Text(name)}",
                "letters, digits and '_', the first no digit");
    }
}
