namespace ActionGate.Tests.Gates;

/// <summary>A host's own facts about libraries decide what its gates let code do.</summary>
public sealed class CatalogTests
{
    private const string Policy = """
        version: 1
        rules:
          - { id: python, action: code_execution, target: python, decision: allow }
          - { id: shell, action: shell_exec, target: '{python3,ls} *', decision: allow }
          - { id: keep, action: file_delete, target: '**', decision: deny }
          - { id: work, action: file_write, target: './w/**', decision: allow }
          - { id: store, action: network, target: 'store.example.org:7000', decision: allow }
        """;

    private static readonly ScanCatalog Acme = ScanCatalog.Parse("""
        acme.* none?
        acme.connect network 0:host 1:port=7000 -> acme.Client
        acme.Client.* none
        acme.Client.put write 0:path
        acme.Client.purge~ delete 0
        """);

    [Theory]
    [InlineData("import acme", "allow python")]
    [InlineData("import acme\nacme.connect('store.example.org').put('w/a')", "allow python")]
    [InlineData("import acme\nacme.connect('store.example.org').put('/etc/a')", "deny default")]
    [InlineData("import acme\nacme.connect('elsewhere.example.org')", "deny default")]
    [InlineData("import acme\nacme.connect('store.example.org').purge('w/a')", "deny keep")]
    [InlineData("def f(client): client.purge('w/a')", "deny keep")]
    [InlineData("import acme\nacme.load('w/a')", "deny @unresolved")]
    [InlineData("import os\nos.system('python3 -c \"import acme; acme.connect(\\'store.example.org\\')\"')", "allow python")]
    [InlineData("import os\nos.system('python3 -c \"import acme; acme.connect(\\'elsewhere.example.org\\')\"')", "deny default")]
    [InlineData("import subprocess\nsubprocess.run(['python3', '-c', 'import acme; acme.connect(\"elsewhere.example.org\")'])", "deny default")]
    [InlineData("!python3 -c \"import acme; acme.connect('elsewhere.example.org')\"", "deny default")]
    [InlineData("exec('import acme; acme.connect(\"elsewhere.example.org\")')", "deny")]
    [InlineData("import os\nos.remove('w/a')", "deny keep")]
    public async Task Decide_OwnFacts_SayWhatCodeDoes(string code, string expected)
    {
        using var open = Open(Acme);

        RuleLines.Told((await Decide(open, code)).Overall).Should().StartWith(expected);
    }

    [Fact]
    public async Task Decide_WithoutOwnFacts_LibraryIsNotKnown()
    {
        using var open = Open(null);

        (await Decide(open, "import acme")).Overall.Verdict.Should().Be(Verdict.Deny);
        open.Decide("python3 -c 'import acme'").Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public async Task Decide_LaterBlock_KnowsWhatAnEarlierOneMade()
    {
        using var open = Open(Acme);

        (await Decide(open, "import acme\nc = acme.connect('store.example.org')", "c.put('w/a')")).Operations.Select(o => o.Operation.Target).Should().Contain("w/a");
        (await Decide(open, "import acme\nc = acme.connect('store.example.org')", "c.put('/etc/a')")).Overall.Verdict.Should().Be(Verdict.Deny);
    }

    [Theory]
    [InlineData("python3 -c 'import acme; acme.connect(\"store.example.org\")'", "allow shell")]
    [InlineData("python3 -c 'import acme; acme.connect(\"elsewhere.example.org\")'", "deny default")]
    [InlineData("python3 -c 'import other'", "deny")]
    public async Task Decide_PythonInShellText_IsReadWithOwnFacts(string text, string expected)
    {
        using var open = Open(Acme);

        RuleLines.Told(open.Decide(text)).Should().StartWith(expected);
        await using var permit = await open.Authorize(text);
        RuleLines.Told(permit.Decision).Should().StartWith(expected);
    }

    [SkippableFact]
    public void Decide_Script_IsReadWithOwnFacts()
    {
        Skip.If(OperatingSystem.IsWindows());
        using var disk = new FileSystem.DiskFolder();
        string script = disk.Write("s.py", "import acme\nacme.connect('elsewhere.example.org')\n");
        string good = disk.Write("g.py", "import acme\nacme.connect('store.example.org')\n");
        using var open = Open(Acme);

        RuleLines.Told(open.Decide($"python3 {good}")).Should().Be("allow shell");
        RuleLines.Told(open.Decide($"python3 {script}")).Should().Be("deny default");
    }

    [Fact]
    public async Task Replace_AnotherPolicy_KeepsTheFacts()
    {
        using var open = Open(Acme);
        open.Gate.Replace(open.PolicyOf("version: 1\nrules:\n  - { id: other, action: code_execution, target: python, decision: allow }"));

        RuleLines.Told((await Decide(open, "import acme")).Overall).Should().Be("allow other");
    }

    [Fact]
    public async Task Decide_LineWithSign_TakesTheShippedOnesPlace()
    {
        using var open = Open(ScanCatalog.Parse("os.remove! none\n"));

        (await Decide(open, "import os\nos.remove('w/a')")).Overall.Verdict.Should().Be(Verdict.Allow);
    }

    /// <summary>Merging the catalogue anew would take megabytes, and so would reading it.</summary>
    [Fact]
    public void Decide_OwnFacts_AreMergedOnce()
    {
        using var with = Open(Acme);
        using var without = Open(null);

        long expected = Allocated(without.Gate.Policy, null);
        Allocated(with.Gate.Policy, Acme).Should().Be(expected);

        static long Allocated(Policy policy, ScanCatalog? catalog)
        {
            var request = new CodeRequest([new CodeBlock("import os\nos.remove('w/a')", "python")], OpenGate.Coder);
            var circumstances = new ActionGate.Evaluation.Circumstances { Catalog = catalog?.Python };
            for (int i = 0; i < 5; i++)
                policy.Evaluate(request, null, in circumstances);
            long before = GC.GetAllocatedBytesForCurrentThread();
            policy.Evaluate(request, null, in circumstances);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static OpenGate Open(ScanCatalog? catalog) => new(Policy, (_, options) => options with { Catalog = catalog });

    private static async Task<CodeDecision> Decide(OpenGate open, params string[] blocks) =>
        await open.Gate.DecideAsync(new CodeRequest([.. blocks.Select(b => new CodeBlock(b, "python"))], OpenGate.Coder));
}
