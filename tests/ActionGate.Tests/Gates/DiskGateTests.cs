using ActionGate.Tests.FileSystem;

namespace ActionGate.Tests.Gates;

/// <summary>Tests of a gate whose agents work in a folder on the disk; both go away with the test.</summary>
public abstract class DiskGateTests : IDisposable
{
    private protected DiskFolder Disk { get; } = new();

    /// <summary>The gate that was opened last.</summary>
    private protected OpenGate Open
    {
        get => field ?? throw new InvalidOperationException("no gate was opened");
        set
        {
            field?.Dispose();
            field = value;
        }
    }

    /// <summary>An agent that works in the folder.</summary>
    private protected ActionContext Context => OpenGate.Coder with { WorkingDirectory = Disk.Root };

    public void Dispose()
    {
        Open = null!;
        Disk.Dispose();
    }

    /// <summary>Opens a gate on rules for the folder, in which <c>R</c> stands for its path.</summary>
    private protected void OpenFor(string[] rules, string head = "") => Open = new OpenGate(RuleLines.Yaml($"{head}base: {Disk.Root}", rules, Disk.Root));

    /// <summary>Shell text, or Python behind <c>py:</c>.</summary>
    private protected static CodeBlock BlockOf(string text) => text.StartsWith("py:", StringComparison.Ordinal) ? new CodeBlock(text[3..], "python") : new CodeBlock(text, "bash");

    private protected static void NeedsLinks() => Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
}
