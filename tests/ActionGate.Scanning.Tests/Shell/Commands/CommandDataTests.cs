using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Shell.Commands;

namespace ActionGate.Scanning.Tests.Shell.Commands;

/// <summary>The catalogue itself.</summary>
public sealed class CommandDataTests
{
    [Fact]
    public void Blocks_All_CanBeRead()
    {
        var catalog = CommandCatalog.Table.Catalog;
        var problems = new List<string>();
        foreach (var block in catalog.Blocks)
        {
            try
            {
                CommandEntryReader.Read(catalog, block);
            }
            catch (CatalogException e)
            {
                problems.Add(e.Message);
            }
        }

        problems.Should().BeEmpty();
    }

    [Fact]
    public void Blocks_AreSorted() =>
        CommandCatalog.Table.Catalog.Blocks.Select(b => b.Names[0]).Should().BeInAscendingOrder(StringComparer.Ordinal);

    [Fact]
    public void Blocks_KnowHundredsOfCommands() =>
        CommandCatalog.Table.Catalog.Blocks.SelectMany(b => b.Names).Count(n => !n.Contains(' ', StringComparison.Ordinal)).Should().BeGreaterThan(600);
}
