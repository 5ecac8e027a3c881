using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Shell.Commands;

namespace ActionGate.Scanning.Tests.Shell.Commands;

/// <summary>The catalogue itself.</summary>
public sealed class CommandDataTests
{
    private static readonly Catalog Data = CommandCatalog.Table.Catalog;

    [Fact]
    public void Blocks_All_CanBeRead()
    {
        var problems = new List<string>();
        foreach (var block in Data.Blocks)
        {
            try
            {
                CommandEntryReader.Read(Data, block);
            }
            catch (CatalogException e)
            {
                problems.Add(e.Message);
            }
        }

        problems.Should().BeEmpty();
    }

    [Fact]
    public void Blocks_AreSorted() => Data.Blocks.Select(b => b.Names[0]).Should().BeInAscendingOrder(StringComparer.Ordinal);

    [Fact]
    public void Blocks_KnowHundredsOfCommands() =>
        Data.Blocks.SelectMany(b => b.Names).Count(n => !n.Contains(' ', StringComparison.Ordinal)).Should().BeGreaterThan(600);

    [Fact]
    public void Blocks_All_HaveCase()
    {
        var reached = new HashSet<CatalogBlock>();
        foreach (var one in CommandCorpusTests.Cases)
            Reach(one.Words.Select(w => w.Text).ToArray(), reached);

        // A block for what is not listed has no name that a case could call it by.
        Data.Blocks.Where(b => !reached.Contains(b) && !b.Names[0].EndsWith(" *", StringComparison.Ordinal)).Select(b => b.Names[0]).Should().BeEmpty();
    }

    /// <summary>Follows every reading of the words as command and subcommands.</summary>
    private static void Reach(string[] words, HashSet<CatalogBlock> reached)
    {
        if (!CommandCatalog.Table.TryFind(words[0], out var command))
            return;
        var names = new List<string> { command.Name };
        foreach (string word in words.Skip(1).Take(8))
        {
            foreach (string name in names.ToArray())
            {
                if (Data.TryFind($"{name} {word}", out var block) || Data.TryFind($"{name} -m {word}", out block))
                    names.Add(block.Names[0]);
            }
        }
        foreach (string name in names)
        {
            if (Data.TryFind(name, out var block))
                reached.Add(block);
        }
    }

    [Theory]
    [InlineData("rm", "", "f=force")]
    [InlineData("git", "push", "f=force")]
    [InlineData("git", "branch", "D=delete")]
    [InlineData("tar", "", "x=extract")]
    [InlineData("curl", "", "o=output")]
    [InlineData("pip3", "install", "t=target")]
    public void OptionForms_KnownCommand_HasPair(string command, string subcommand, string pair) =>
        FormsOf(command, subcommand)!.Split(' ').Should().Contain(pair);

    [Fact]
    public void OptionForms_UnknownCommand_IsNull() => FormsOf("unheard-of", "x").Should().BeNull();

    private static string? FormsOf(string command, string subcommand)
    {
        string text = $"{command} -x {subcommand}";
        return CommandCatalog.OptionForms(text, [new Range(0, command.Length), new Range(command.Length + 1, command.Length + 3), new Range(command.Length + 4, text.Length)], out _);
    }
}
