using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>Commands whose words are a language of their own.</summary>
internal static class OwnArguments
{
    internal static void Read(string command, ReadOnlySpan<ShellWord> words, EffectSink sink)
    {
        switch (command)
        {
            case "find":
                FindExpression.Read(words, sink);
                break;
            case "parallel":
                ParallelCommand.Read(words, sink);
                break;
            default:
                sink.Gap("has arguments that no reader knows");
                break;
        }
    }
}
