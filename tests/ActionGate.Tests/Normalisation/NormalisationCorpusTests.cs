using ActionGate.Normalisation;

namespace ActionGate.Tests.Normalisation;

/// <summary>These run a second time, under InvariantGlobalization, in a process of their own.</summary>
public class NormalisationCorpusTests
{
    [Theory]
    [InlineData("paths.txt", 150)]
    [InlineData("file-urls.txt", 60)]
    [InlineData("windows-paths.txt", 150)]
    [InlineData("macos-paths.txt", 40)]
    [InlineData("case.txt", 40)]
    public void Paths_EachCase_HaveTheExpectedResult(string file, int atLeast) => Check(
        file, atLeast, c => Normalised.Path(c.Input, c.WorkingDirectory, c.Home, c.Rules), (text, c) => Normalised.Path(text, rules: c.Rules));

    [Theory]
    [InlineData("hosts.txt", 200)]
    [InlineData("urls.txt", 200)]
    [InlineData("addresses.txt", 120)]
    public void NetworkTargets_EachCase_HaveTheExpectedResult(string file, int atLeast) => Check(
        file, atLeast, c => Normalised.Network(c.Input, c.Port), (text, _) => Normalised.Network(text));

    [Fact]
    public void CanMap_OfThisRuntime_FollowsItsGlobalizationMode() =>
        InternationalName.CanMap.Should().Be(!NormalisationCorpus.IsInvariant);

    private static void Check(
        string file, int atLeast, Func<NormalisationCase, Normalised> normalise, Func<string, NormalisationCase, Normalised> again)
    {
        List<string> failures = [];
        int count = 0;
        foreach (NormalisationCase one in NormalisationCorpus.Read(file))
        {
            count++;
            Normalised result = normalise(one);
            if (Describe(one, result) is { } fault)
                failures.Add($"{one.Place}: '{NormalisationCorpus.Escape(one.Input)}': {fault}");
            else if (result.Outcome == NormalOutcome.Normal && again(result.Text, one) is var second && second.Text != result.Text)
                failures.Add($"{one.Place}: '{result.Text}' changes into '{second.Text}' ({second.Problem}) when normalised again");
        }

        if (failures.Count > 0)
            Assert.Fail(string.Join('\n', failures));
        count.Should().BeGreaterThanOrEqualTo(atLeast, "the corpus only grows");
    }

    private static string? Describe(NormalisationCase one, Normalised result)
    {
        string found = result.Outcome == NormalOutcome.Normal
            ? result.Text
            : $"({(result.Outcome == NormalOutcome.Refused ? "refused" : "unresolved")}: {result.Problem})";
        if (result.Outcome == NormalOutcome.Normal ? result.Problem is not null : result.Problem is null or "" || result.Text.Length > 0)
            return $"the outcome {result.Outcome} has text '{result.Text}' and problem '{result.Problem}'";
        bool isExpected = one.Expected is ['(', .. var words, ')']
            ? result.Outcome != NormalOutcome.Normal && IsSaid(words, found)
            : result.Outcome == NormalOutcome.Normal && one.Expected == found;
        if (!isExpected)
            return $"expected '{NormalisationCorpus.Escape(one.Expected)}', found '{NormalisationCorpus.Escape(found)}'";
        return one.ExpectedPort is { } port && port != result.Parts.Port ? $"expected port {port}, found {result.Parts.Port}" : null;
    }

    /// <summary>Whether 'outcome' or 'outcome: words' is what a result in brackets says.</summary>
    private static bool IsSaid(string expected, string found)
    {
        int colon = expected.IndexOf(": ", StringComparison.Ordinal);
        string outcome = colon < 0 ? expected : expected[..colon];
        return found.StartsWith($"({outcome}: ", StringComparison.Ordinal)
            && (colon < 0 || found.Contains(expected[(colon + 2)..], StringComparison.Ordinal));
    }
}
