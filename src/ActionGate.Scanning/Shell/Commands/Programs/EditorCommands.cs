using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Commands that editors and debuggers take as options. Few are known to be harmless; all others may do anything.</summary>
internal static class EditorCommands
{
    internal static void ReadVim(ShellWord word, EffectSink sink)
    {
        string text = word.Text.TrimStart(':', ' ');
        if (EffectSink.IsUncertain(word))
            sink.Gap("runs a command that is not known");
        else if (text.StartsWith('!'))
            sink.Shell("sh", new ShellWord(text[1..], word.At), []);
        else if (!IsHarmlessVim(text))
            sink.Gap("runs a command of its own that may do anything");
    }

    /// <summary><c>+command</c>, or a file that is edited.</summary>
    internal static void ReadVimOperand(ShellWord word, EffectSink sink)
    {
        if (word.Text.StartsWith('+'))
        {
            if (word.Text.Length > 1)
                ReadVim(new ShellWord(word.Text[1..], word.At, word.IsMany), sink);
            return;
        }
        if (word.Text.StartsWith('!'))
        {
            // ed runs such a name.
            sink.Shell("sh", new ShellWord(word.Text[1..], word.At), []);
            return;
        }
        sink.Read(word);
        sink.Write(word);
    }

    private static bool IsHarmlessVim(string text)
    {
        if (text.AsSpan().IndexOfAny('|', '!', '\n') >= 0 && text is not ("q!" or "qa!" or "wq!" or "wqa!" or "x!"))
            return false;
        return text is "q" or "q!" or "qa" or "qa!" or "wq" or "wq!" or "wqa" or "wqa!" or "x" or "x!" or "w" or "syntax on" or "set number" or "set nu" or "set ro"
            || text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
    }

    internal static void ReadGdb(ShellWord word, EffectSink sink)
    {
        string text = word.Text.Trim();
        if (text.StartsWith('!'))
            sink.Shell("sh", new ShellWord(text[1..], word.At), []);
        else if (text.StartsWith("shell ", StringComparison.Ordinal))
            sink.Shell("sh", new ShellWord(text[6..], word.At), []);
        else if (EffectSink.IsUncertain(word) || !(text is "bt" or "run" or "r" or "quit" or "q" or "bt full" or "backtrace" or "where" or "continue" or "c" or "thread apply all bt"
            or "info registers" or "info threads" || text.StartsWith("break ", StringComparison.Ordinal) && !text.Contains(" if ", StringComparison.Ordinal)
            || text.StartsWith("set pagination ", StringComparison.Ordinal)))
            sink.Gap("runs a command of its own that may do anything");
    }
}
