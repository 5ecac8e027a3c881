using ActionGate.Architecture.Tests.Reading;

namespace ActionGate.Architecture.Tests.Rules;

public sealed class OtherRuleTests
{
    private static readonly Dictionary<string, string[]> Projects = new() { ["Low"] = [], ["High"] = ["Low"] };
    private static readonly Dictionary<string, (string, string)> Packages = new() { ["YamlDotNet"] = ("High", "Policies/Yaml"), ["Whole"] = ("High", "") };

    [Fact]
    public void ProjectViolations_ReferenceUp_IsNamed()
    {
        BorderRule.ProjectViolations("High", ["Low", "System.Runtime"], Projects).Should().BeEmpty();
        BorderRule.ProjectViolations("Low", ["High", "System.Runtime"], Projects).Should().Equal("Low refers to High");
        BorderRule.ProjectViolations("New", [], Projects).Should().Equal("New has no place in the order of projects");
    }

    [Fact]
    public void PackageViolations_PackageInItsRoom_None() =>
        Violations("High", Using("Policies/Yaml", "YamlDotNet"), Using("Policies/Yaml/Events", "YamlDotNet"), Using("Anywhere", "Whole"), Using("", "System.Runtime"), Using("", "Low"))
            .Should().BeEmpty();

    [Fact]
    public void PackageViolations_PackageElsewhere_IsNamed()
    {
        Violations("High", Using("Policies", "YamlDotNet")).Should().Equal("T ('Policies') uses the package YamlDotNet, which belongs to High 'Policies/Yaml'");
        Violations("Low", Using("Policies/Yaml", "YamlDotNet")).Should().HaveCount(1);
        Violations("Low", Using("", "Whole")).Should().HaveCount(1);
        Violations("High", Using("", "System.CommandLine")).Should().Equal("T uses the package System.CommandLine, which no room was given");
    }

    [Theory]
    [InlineData(true, "Policies", "ActionGate", true)]
    [InlineData(true, "Policies", "ActionGate.Policies", false)]
    [InlineData(true, "DependencyInjection", "Microsoft.Extensions.DependencyInjection", true)]
    [InlineData(true, "Guards", "Microsoft.Extensions.DependencyInjection", false)]
    [InlineData(false, "Policies/Yaml", "ActionGate.Policies.Yaml", true)]
    [InlineData(false, "Policies/Yaml", "ActionGate.Policies", false)]
    [InlineData(false, "", "ActionGate", true)]
    [InlineData(false, "", "ActionGate.Policies", false)]
    public void NamespaceViolations_TypeInNamespace_OnlyItsOwn(bool isPublic, string room, string space, bool isRight) =>
        NamespaceRule.Violations([Using(room) with { Namespace = space, IsPublic = isPublic }], "ActionGate").Any().Should().Be(!isRight);

    [Fact]
    public void LongFiles_OverTheLimit_AreNamedUnlessTheyAreTables()
    {
        string body = new('\n', FileRule.MostLines);

        FileRule.LongFiles([("a.cs", body), ("b.cs", $"// A table of names\n{body}")]).Should().BeEmpty();
        FileRule.LongFiles([("a.cs", $"// code\n{body}// a table")]).Should().Equal($"a.cs has {FileRule.MostLines + 1} lines, more than {FileRule.MostLines}");
    }

    [Fact]
    public void MisnamedFiles_NameOfNoType_IsNamed()
    {
        var shown = Using("") with { Name = "Shown`1", IsPublic = true, Files = new HashSet<string> { "Shown.cs", "Shown.More.cs", "Pair.cs" } };
        var pair = Using("") with { Name = "Pair", IsPublic = true, Files = new HashSet<string> { "Pair.cs" } };
        var hidden = Using("") with { Name = "Hidden", Files = new HashSet<string> { "Hidden.cs", "Other.cs" } };

        FileRule.MisnamedFiles(["Shown.cs", "Shown.More.cs", "Hidden.cs"], [shown, pair, hidden]).Should().BeEmpty();
        FileRule.MisnamedFiles(["Pair.cs", "Other.cs", "Empty.cs"], [shown, pair, hidden]).Should()
            .Equal("Pair.cs holds 2 public types: Shown`1, Pair", "Other.cs holds no type Other", "Empty.cs holds no type Empty");
    }

    [Fact]
    public void MisnamedFiles_PublicTypeBehindAnotherName_IsNamed() =>
        FileRule.MisnamedFiles(["Hidden.cs"], [Using("") with { Name = "Hidden", Files = new HashSet<string> { "Hidden.cs" } }, Using("") with { Name = "Shown", IsPublic = true, Files = new HashSet<string> { "Hidden.cs" } }])
            .Should().Equal("Hidden.cs holds the public type Shown");

    private static IEnumerable<string> Violations(string project, params ReadType[] types) =>
        BorderRule.PackageViolations(project, types, Projects.Keys, Packages);

    private static ReadType Using(string room, params string[] assemblies) => new(
        "", "T", IsPublic: false, new HashSet<string> { room.Length == 0 ? "T.cs" : $"{room}/T.cs" }, new HashSet<string>(),
        assemblies.Select(a => new OutsideType(a, "N", "T")).ToHashSet());

    [Theory]
    [InlineData("| P01 | x | `ATests.Promise_P01_A` |", "public void Promise_P01_A()", null)]
    [InlineData("| P01 | x | nobody can, since x |", "", null)]
    [InlineData("| P01 | x | |", "", "P01 has neither a test nor a reason")]
    [InlineData("| P01 | x | `ATests.Promise_P01_A` |", "", "P01 names Promise_P01_A, which is no test of it")]
    [InlineData("| P01 | x | `ATests.Promise_P02_A` |", "public async Task Promise_P02_A()", "P01 names Promise_P02_A, which is no test of it")]
    [InlineData("| P01 | x | no test |", "public void Promise_P01_A()", "P01 has a test that its line does not name")]
    [InlineData("", "", "P01 has 0 lines")]
    public void PromiseRule_Violations_TellWhatIsMissing(string page, string test, string? expected) =>
        PromiseRule.Violations(page, [test]).Where(v => v.StartsWith("P01", StringComparison.Ordinal)).Should().Equal(expected is null ? [] : [expected]);
}
