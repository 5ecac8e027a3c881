namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Puts a command's options into the words in which rules ask about them.</summary>
internal static class OptionList
{
    internal static string Of(CommandEntry entry)
    {
        var forms = new List<string>(entry.Forms);
        foreach (var option in entry.Options)
        {
            foreach (string letter in option.Names)
            {
                if (option.Arity == OptionArity.Required)
                    forms.Add(":" + letter);
                if (letter.StartsWith("--", StringComparison.Ordinal))
                    forms.Add("!" + letter);
                foreach (string name in option.Names)
                {
                    if (letter.Length == 2 && name.StartsWith("--", StringComparison.Ordinal))
                        forms.Add($"{letter[1]}={name[2..]}");
                }
            }
        }
        if (!forms.Exists(static form => form[0] == '!'))
            forms.Add("?");
        return string.Join(' ', forms);
    }
}
