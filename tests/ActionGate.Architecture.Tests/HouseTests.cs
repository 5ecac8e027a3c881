using ActionGate.Architecture.Tests.Rules;

namespace ActionGate.Architecture.Tests;

public sealed class HouseTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RefersOnlyToProjectsBelow(string project) =>
        BorderRule.ProjectViolations(project, House.Assembly(project).References, House.Projects).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_PackagesAreSeenInTheirRoomsOnly(string project) =>
        BorderRule.PackageViolations(project, House.Assembly(project).Types, [.. House.Projects.Keys], House.Packages).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_NoArrowRunsUp(string project) =>
        FloorRule.Violations(House.Assembly(project).Types, House.Plans[project]).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RoomsFormNoCircle(string project) =>
        FloorRule.Circles(House.Assembly(project).Types, House.Plans[project]).Should().BeEmpty();

    [Theory]
    [InlineData("ActionGate.Abstractions", "ActionGate", true)]
    [InlineData("ActionGate.Scanning", "ActionGate.Scanning", false)]
    [InlineData("ActionGate", "ActionGate", false)]
    [InlineData("ActionGate.Execution", "ActionGate", false)]
    [InlineData("ActionGate.Extensions.AI", "ActionGate", false)]
    [InlineData("ActionGate.Cli", "ActionGate.Cli", false)]
    public void Project_NamespacesFollowTheRule(string project, string root, bool isFlat) =>
        NamespaceRule.Violations(House.Assembly(project).Types, root, isFlat).Should().BeEmpty();

    [Fact]
    public void Cli_ShowsNoTypes() => House.Assembly("ActionGate.Cli").Types.Where(t => t.IsPublic).Select(t => t.FullName).Should().BeEmpty();

    [Fact]
    public void KnownBelow_EveryName_IsStillThere()
    {
        foreach (var (project, plan) in House.Plans)
            plan.KnownBelow.Should().BeSubsetOf(House.Assembly(project).Types.Where(t => t.Room == "").Select(t => t.Name), project);
    }
}
