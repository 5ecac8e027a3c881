using ActionGate.Normalisation;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Normalisation;

public class NameFoldingTests
{
    private static readonly PathRules[] Folding =
    [
        PathRules.Of(PathPlatform.Windows),
        PathRules.Of(PathPlatform.MacOS),
        PathRules.Of(PathPlatform.MacOS, isCaseSensitive: true),
        PathRules.Of(PathPlatform.Linux, isCaseSensitive: false),
    ];

    [Fact]
    public void Fold_OfEveryCharacter_IsStable()
    {
        foreach (PathRules rules in Folding)
        {
            foreach (string one in TrickyText.Characters)
            {
                string folded = rules.Fold(one);
                if (rules.Fold(folded) != folded)
                    Assert.Fail($"{rules.Platform}: U+{(int)one[0]:X4} folds to '{folded}', which folds on");
            }
        }
    }

    [Fact]
    public void Fold_OfEveryCharacter_IsThatOfItsCapitalAndSmallLetter()
    {
        foreach (PathRules rules in Folding.Where(r => !r.IsCaseSensitive))
        {
            foreach (string one in TrickyText.Characters)
            {
                // Upper-casing these two makes something else of them; folding keeps U+0130 apart where it is decomposed.
                if (one is "\u0130" or "\u0131")
                    continue;
                string folded = rules.Fold(one);
                if (rules.Fold(one.ToUpperInvariant()) != folded || rules.Fold(one.ToLowerInvariant()) != folded)
                    Assert.Fail($"{rules.Platform}: U+{(int)one[0]:X4} folds to '{folded}', and its other case to something else");
            }
        }
    }

    [Fact]
    public void Fold_OfAnyText_IsStable() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithEndSize(60), Prop.ForAll(TrickyText.Names, name =>
            Folding.All(rules => rules.Fold(name) is var folded && rules.Fold(folded) == folded)));

    [Fact]
    public void Fold_OfSensitiveLinux_ChangesNothing()
    {
        PathRules.Linux.Fold("/A\u0301\u212A").Should().Be("/A\u0301\u212A");
        PathRules.Of(PathPlatform.Windows, isCaseSensitive: true).Fold("/c:/A\u0301\u212A").Should().Be("/c:/A\u0301\u212A");
    }

    [Fact]
    public void Fold_OfOneCharacter_IsNothingWhereItBecomesSeveral()
    {
        PathRules.Of(PathPlatform.MacOS).Fold('\u00DF').Should().BeNull();
        PathRules.Of(PathPlatform.MacOS).Fold('\u00C9').Should().Be('\u00E9');
        PathRules.Of(PathPlatform.Windows).Fold('\u00DF').Should().BeNull();
        PathRules.Of(PathPlatform.Windows).Fold('\u00C9').Should().Be('\u00E9');
        PathRules.Of(PathPlatform.Windows).Fold('\uD800').Should().Be('\uD800');
    }
}
