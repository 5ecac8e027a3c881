using ActionGate.Architecture.Tests.Reading;

namespace ActionGate.Architecture.Tests.Rules;

public sealed class FloorRuleTests
{
    private static readonly FloorPlan Plan = new(["", "Guards"], ["Evaluation"], ["Policies"], ["Matching"])
    {
        KnownBelow = new HashSet<string> { "Options" },
        Strangers = new HashSet<string> { "Matching", "Policies" },
    };

    [Fact]
    public void Violations_ArrowsDownSidewaysAndIntoTheOwnRoom_None() =>
        FloorRule.Violations(
            [Type("Gate", "", "Rule", "Guard", "Parser"), Type("Guard", "Guards", "Gate", "Rule"), Type("Rule", "Evaluation", "Parser", "Rule2"), Type("Rule2", "Evaluation"), Type("Parser", "Policies/Yaml")],
            Plan).Should().BeEmpty();

    [Fact]
    public void Violations_ArrowUp_IsNamed() =>
        FloorRule.Violations([Type("Rule", "Evaluation"), Type("Parser", "Policies/Yaml", "Rule")], Plan)
            .Should().Equal("Parser ('Policies/Yaml') uses Rule ('Evaluation'), which is above it");

    [Fact]
    public void Violations_ArrowToTheRoot_IsNamedUnlessItIsAKnownValue() =>
        FloorRule.Violations([Type("Gate", ""), Type("Options", ""), Type("Rule", "Evaluation", "Gate", "Options")], Plan)
            .Should().Equal("Rule ('Evaluation') uses Gate (''), which is above it");

    [Fact]
    public void Violations_StrangersThatMeet_AreNamed() =>
        FloorRule.Violations([Type("Parser", "Policies/Yaml", "Glob"), Type("Glob", "Matching")], Plan)
            .Should().Equal("Parser ('Policies/Yaml') uses Glob ('Matching'), and these two do not know each other");

    [Fact]
    public void Violations_RoomWithoutAFloor_IsNamed() =>
        FloorRule.Violations([Type("Tool", "Helpers/Text")], Plan).Should().Equal("Tool stands in a room without a floor: 'Helpers/Text'");

    [Fact]
    public void Violations_TypeWithoutASource_IsNamed() =>
        FloorRule.Violations([Type("Tool", room: null)], Plan).Should().Equal("Tool has no source file");

    [Fact]
    public void Circles_RoomsInACircle_AreNamedOnce() =>
        FloorRule.Circles([Type("A", "X", "B"), Type("B", "Y", "C"), Type("C", "Z", "A"), Type("D", "W", "A")])
            .Should().Equal("'X' -> 'Y' -> 'Z' -> 'X'");

    [Fact]
    public void Circles_TwoRoomsInsideOne_AreNamed() =>
        FloorRule.Circles([Type("A", "P/X", "B"), Type("B", "P/Y", "A")]).Should().Equal("'P/X' -> 'P/Y' -> 'P/X'");

    [Fact]
    public void Circles_RootAndRoom_AreNamedUnlessTheRootsPartIsAKnownValue()
    {
        FloorRule.Circles([Type("Gate", "", "Rule"), Type("Rule", "Evaluation", "Gate")], Plan).Should().HaveCount(1);
        FloorRule.Circles([Type("Options", "", "Rule"), Type("Rule", "Evaluation", "Options")], Plan).Should().BeEmpty();
    }

    [Fact]
    public void Circles_RoomAndTheRoomInsideIt_AreNone() =>
        FloorRule.Circles([Type("A", "P", "B"), Type("B", "P/Y", "A")]).Should().BeEmpty();

    private static ReadType Type(string name, string? room, params string[] uses) => new(
        "", name, IsPublic: false,
        room is null ? new HashSet<string>() : new HashSet<string> { room.Length == 0 ? $"{name}.cs" : $"{room}/{name}.cs" },
        uses.ToHashSet(), new HashSet<OutsideType>());
}
