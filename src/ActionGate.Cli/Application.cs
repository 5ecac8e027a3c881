using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using ActionGate.Cli.Commands;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli;

/// <summary>The whole command: parses the arguments, runs what they ask for, and turns whatever goes wrong into an exit code.</summary>
internal static class Application
{
    private const string Name = "actiongate";
    private const int HelpWidth = 100;

    internal static int Run(IReadOnlyList<string> arguments, CommandHost host)
    {
        try
        {
            return Invoke(arguments, host);
        }
        catch (ClosedOutputException)
        {
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            host.Complain(e.Message);
        }
        catch (Exception e)
        {
            host.Complain($"internal error, please report it: {e.GetType().Name}: {e.Message}");
        }
        return ExitCode.Trouble;
    }

    private static int Invoke(IReadOnlyList<string> arguments, CommandHost host)
    {
        // The runtime puts U+FFFD where an argument is no UTF-8: what was meant would not be what is decided.
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].Contains('\uFFFD', StringComparison.Ordinal))
                throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"argument {i + 1}: expected UTF-8, found other bytes, or U+FFFD, which stands for such"));
        }
        // A target may begin with '@': that is a target here, not the name of a file with further arguments.
        var parsed = CommandTree(host).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is ParseErrorAction)
            throw new CommandException(ProblemOf(parsed));
        using var output = new StreamWriter(host.Output, leaveOpen: true) { NewLine = "\n" };
        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static Command CommandTree(CommandHost host)
    {
        var audit = new Command("audit", "Work with audit logs.")
        {
            new AuditVerifyCommand(host), new AuditShowCommand(host), new AuditTailCommand(host), new AuditReceiptCommand(host), new AuditVerifyReceiptCommand(host),
            new AuditExportCommand(host), new AuditPruneCommand(host), new AuditNewSegmentCommand(host), new AuditKeyCommand(host),
        };
        var root = new ToolCommand(Name, "Decides what an AI agent may do before it does it.")
        {
            Notes = """
                Examples:
                  actiongate check policy.yaml
                  actiongate test policy.tests.yaml
                  actiongate diff old.yaml new.yaml
                  actiongate eval --policy policy.yaml shell_exec 'git status'
                  actiongate eval --policy policy.yaml --jsonl < requests.jsonl
                  actiongate explain --policy policy.yaml file_read docs/plan.md
                  actiongate simulate --policy new.yaml ./audit
                  actiongate run --policy policy.yaml report.py
                  actiongate scan deploy.sh
                  actiongate approve list ./approvals
                  actiongate audit verify ./audit

                Exit codes:
                  0  done, and nothing was refused
                  1  refused (approval required is refused too), invalid, failed, or tampered
                  2  the usage or the environment is at fault
                'run' exits with the code of what it ran.

                '-' stands for standard input. 'actiongate COMMAND --help' tells more of each command.
                """,
        };
        root.Add(new EvalCommand(host));
        root.Add(new ExplainCommand(host));
        root.Add(new CheckCommand(host));
        root.Add(new TestCommand(host));
        root.Add(new DiffCommand(host));
        root.Add(new ScanCommand(host));
        root.Add(new SimulateCommand(host));
        root.Add(new RunCommand(host));
        root.Add(new ApproveCommand(host));
        root.Add(audit);
        root.Add(new HelpOption("--help", "-h", "-?") { Description = "Show this help.", Recursive = true, Action = new HelpWithNotes(new HelpAction { MaxWidth = HelpWidth }) });
        root.Add(new Option<bool>("--version") { Description = "Show the version.", Action = new ShowVersion() });
        return root;
    }

    private static string ProblemOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string name = command.Name == Name ? Name : command.Parents.FirstOrDefault(p => p.Name != Name) is { } parent ? $"{Name} {parent.Name} {command.Name}" : $"{Name} {command.Name}";
        // Of an argument that is not understood the other errors mostly are consequences.
        string problem = parsed.UnmatchedTokens.Count > 0
            ? $"unknown argument '{parsed.UnmatchedTokens[0]}'{(command is EvalCommand or ExplainCommand ? "; a target of several words is one argument: quote it" : "")}"
            : parsed.Errors.Count > 0 ? MessageOf(parsed.Errors[0])
            : "expected a command";
        return $"{problem}\nTry '{name} --help'.";
    }

    /// <summary>In one line, and without the names that the parser has for types.</summary>
    private static string MessageOf(ParseError error)
    {
        string message = error.Message.Replace("\n\t", " ", StringComparison.Ordinal);
        int type = message.IndexOf(" as expected type ", StringComparison.Ordinal);
        return type < 0 ? message : message[..type] + ".";
    }
}
