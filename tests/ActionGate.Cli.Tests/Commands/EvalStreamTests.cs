using System.Text;
using ActionGate.Cli.Commands;

namespace ActionGate.Cli.Tests.Commands;

[Collection(AloneCollection.Name)]
public sealed class EvalStreamTests
{
    [Fact]
    public void Eval_InputThatPauses_HasAnsweredEverythingBeforeItWaits()
    {
        var output = new MemoryStream();
        var input = new Conversation(output, "{\"id\":1}\n{\"id\":2}\n{\"id\":3", "}\n", "{\"id\":4}\n", "\n");

        int code = Application.Run(["eval", "--jsonl"], new CommandHost { Input = input, Output = output, Error = TextWriter.Null, CurrentDirectory = "/" });

        code.Should().Be(0);
        input.LinesAnsweredBeforeEachRead.Should().Equal(0, 2, 3, 4, 5);
    }

    [Fact]
    public void Eval_ManyLines_AreAnsweredInOrderWithoutAWriteForEach()
    {
        const int Count = 20_000;
        using var folder = new TemporaryFolder();
        string policy = folder.Policy("  - { action: shell_exec, target: 'git *', decision: allow }");
        var output = new CheckingOutput(expectedIds: true);

        Run(policy, new GeneratedLines(Count), output).Should().Be(0);

        output.Lines.Should().Be(Count);
        output.IsInOrder.Should().BeTrue();
        output.Writes.Should().BeLessThan(Count / 50);
    }

    [Fact]
    public void Eval_ManyLines_TakesConstantMemory()
    {
        const int Count = 200_000;
        using var folder = new TemporaryFolder();
        string policy = folder.Policy("  - { action: shell_exec, target: 'git *', decision: allow }");
        Run(policy, new GeneratedLines(1000), new CheckingOutput(expectedIds: true));

        var output = new CheckingOutput(expectedIds: true) { MeasuresHeap = true };
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Run(policy, new GeneratedLines(Count), output).Should().Be(0);

        output.Lines.Should().Be(Count);
        (output.LargestHeap - before).Should().BeLessThan(4 * 1024 * 1024, "the answers alone are {0} bytes", output.Bytes);
        output.Bytes.Should().BeGreaterThan(40 * 1024 * 1024);
    }

    private static int Run(string policy, Stream input, Stream output) =>
        Application.Run(["eval", "--policy", policy, "--jsonl"], new CommandHost { Input = input, Output = output, Error = TextWriter.Null, CurrentDirectory = "/" });

    /// <summary>Gives one piece a read, and notes how many answers had come by then.</summary>
    private sealed class Conversation(MemoryStream output, params string[] pieces) : MemoryStream
    {
        private int _next;

        internal List<int> LinesAnsweredBeforeEachRead { get; } = [];

        public override int Read(byte[] buffer, int offset, int count)
        {
            LinesAnsweredBeforeEachRead.Add(output.ToArray().Count(b => b == '\n'));
            return _next == pieces.Length ? 0 : Encoding.UTF8.GetBytes(pieces[_next++], buffer.AsSpan(offset, count));
        }
    }

    private sealed class GeneratedLines(int count) : MemoryStream
    {
        private int _next;

        public override int Read(byte[] buffer, int offset, int length)
        {
            int written = 0;
            for (; _next < count && length - written > 100; _next++)
            {
                string line = $"{{\"id\":{_next},\"actionType\":\"shell_exec\",\"target\":\"git status {_next}\"}}\n";
                written += Encoding.ASCII.GetBytes(line, buffer.AsSpan(offset + written));
            }
            return written;
        }
    }

    private sealed class CheckingOutput(bool expectedIds) : MemoryStream
    {
        private static readonly byte[] Prefix = "{\"id\":"u8.ToArray();
        private bool _isAtLineStart = true;

        internal int Lines { get; private set; }

        internal int Writes { get; private set; }

        internal long Bytes { get; private set; }

        internal bool IsInOrder { get; private set; } = expectedIds;

        internal bool MeasuresHeap { get; init; }

        internal long LargestHeap { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            Bytes += buffer.Length;
            if (MeasuresHeap && Writes % 100 == 0)
                LargestHeap = Math.Max(LargestHeap, GC.GetTotalMemory(forceFullCollection: true));
            while (!buffer.IsEmpty)
            {
                if (_isAtLineStart)
                    IsInOrder &= buffer.StartsWith(Prefix) && buffer[Prefix.Length..].StartsWith(Encoding.ASCII.GetBytes($"{Lines},"));
                int feed = buffer.IndexOf((byte)'\n');
                _isAtLineStart = feed >= 0;
                if (feed < 0)
                    return;
                Lines++;
                buffer = buffer[(feed + 1)..];
            }
        }
    }
}
