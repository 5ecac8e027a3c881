using System.CommandLine;
using System.CommandLine.Parsing;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>What <c>run</c> is to run: a file, standard input, or what stands behind <c>--</c>.</summary>
internal sealed class RunTarget(CommandHost host)
{
    private const string CommandLanguage = "bash";

    private readonly Option<string?> _language = new("--language") { HelpName = "L", Description = "The language of the code, whatever its name says; of a command bash or sh." };

    private readonly Argument<string[]> _words = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "The file with the code, '-' for standard input (which needs --language); or, behind '--', a command with its arguments.",
    };

    internal void AddTo(Command command)
    {
        command.Add(_language);
        command.Add(_words);
    }

    internal bool IsStandardInput(ParseResult parsed) => !IsCommand(parsed) && WholeInput.IsStandardInput(WordsOf(parsed)[0]);

    /// <exception cref="CommandException">There is not one thing to run.</exception>
    internal void CheckUsage(ParseResult parsed, Func<string, CommandException> usage)
    {
        string[] words = WordsOf(parsed);
        string? language = parsed.GetValue(_language);
        if (!IsCommand(parsed))
        {
            if (words.Length != 1)
                throw usage(words.Length == 0 ? "expected FILE, or -- COMMAND" : "expected one FILE; a command stands behind '--'");
            if (IsStandardInput(parsed) && language is null)
                throw usage("standard input does not say its language: give --language L");
            return;
        }
        int behind = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Count() - 1;
        if (words.Length != behind)
            throw usage("expected FILE or -- COMMAND, found both");
        if (behind == 0 || words[0].Length == 0)
            throw usage("expected a command behind '--'");
        if (language is not (null or "bash" or "sh"))
            throw usage("--language: a command is read by bash or sh");
    }

    /// <summary>The code. A first line that names a file means nothing here: it has one.</summary>
    /// <exception cref="CommandException">It can't be read, or nobody knows its language.</exception>
    internal CodeBlock BlockOf(ParseResult parsed)
    {
        string[] words = WordsOf(parsed);
        string? language = parsed.GetValue(_language);
        if (IsCommand(parsed))
            return new CodeBlock(CommandWords.ToShellText(words), language ?? CommandLanguage) { FileName = null };
        string code = IsStandardInput(parsed) ? WholeInput.Read(host.Input, "standard input") : WholeInput.ReadFile(words[0]);
        return new CodeBlock(code, language ?? FileLanguage.Of(words[0])) { FileName = null };
    }

    private string[] WordsOf(ParseResult parsed) => parsed.GetValue(_words) ?? [];

    private static bool IsCommand(ParseResult parsed) => parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash);
}
