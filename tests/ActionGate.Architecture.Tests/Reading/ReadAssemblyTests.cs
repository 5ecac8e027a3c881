namespace ActionGate.Architecture.Tests.Reading;

/// <summary>The reader on this very assembly: every way to use a type has to be seen, or a rule is blind to it.</summary>
public sealed class ReadAssemblyTests
{
    private static readonly ReadAssembly Own = ReadAssembly.Read(typeof(ReadAssemblyTests).Assembly.Location, "ActionGate.Architecture.Tests");

    [Theory]
    [InlineData(nameof(InField))]
    [InlineData(nameof(InArray))]
    [InlineData(nameof(InTypeArgument))]
    [InlineData(nameof(InParameter))]
    [InlineData(nameof(InResult))]
    [InlineData(nameof(InLocal))]
    [InlineData(nameof(InCall))]
    [InlineData(nameof(InMethodArgument))]
    [InlineData(nameof(InTypeOf))]
    [InlineData(nameof(InCatch))]
    [InlineData(nameof(InLambda))]
    [InlineData(nameof(InIterator))]
    [InlineData(nameof(InConstraint))]
    [InlineData(nameof(InAttributeAttribute))]
    [InlineData(nameof(InSwitch))]
    [InlineData(nameof(IInBase))]
    public void Types_UsedInAnyWay_AreSeen(string used) => Type(nameof(Everything)).Uses.Should().Contain(t => t.EndsWith($".{used}", StringComparison.Ordinal));

    [Fact]
    public void Types_NotUsed_AreNotSeen() => Type(nameof(Everything)).Uses.Should().NotContain(t => t.EndsWith(nameof(NotUsed), StringComparison.Ordinal));

    [Theory]
    [InlineData(nameof(Everything))]
    [InlineData(nameof(IInBase))]
    [InlineData(nameof(OnlyNames))]
    public void Types_WithAndWithoutCode_HaveTheirFile(string type) => Type(type).Room.Should().Be("Reading");

    [Fact]
    public void Types_UsedOutside_NameTheirAssembly() =>
        Type(nameof(ReadAssemblyTests)).UsesOutside.Should().Contain(o => o.Assembly == "FluentAssertions");

    [Fact]
    public void Types_VisibleToOthers_AreKnown()
    {
        Type(nameof(ReadAssemblyTests)).IsPublic.Should().BeTrue();
        Type(nameof(Everything)).IsPublic.Should().BeFalse();
    }

    private static ReadType Type(string name) => Own.Types.Single(t => t.Namespace == typeof(ReadAssemblyTests).Namespace && t.Name == name);
}

internal interface IInBase;

internal enum OnlyNames
{
    One,
}

internal sealed class NotUsed;

internal sealed class InField;

internal sealed class InArray;

internal sealed class InTypeArgument;

internal sealed class InParameter;

internal sealed class InResult;

internal sealed class InLocal;

internal static class InCall
{
    internal static void Do()
    {
    }
}

internal sealed class InMethodArgument;

internal sealed class InTypeOf;

internal sealed class InCatch : Exception;

internal static class InLambda
{
    internal static int Value => 1;
}

internal static class InIterator
{
    internal static int Value => 1;
}

internal interface IConstraint;

internal abstract class InConstraint;

internal sealed class InAttributeAttribute : Attribute;

internal static class InSwitch
{
    internal static int Value => 1;
}

[InAttribute]
internal sealed class Everything : IInBase
{
    private readonly InField? _field = null;
    private readonly List<InTypeArgument>? _list = null;

    internal object? Fields => (object?)_field ?? _list;

    internal static IEnumerable<int> Numbers()
    {
        yield return InIterator.Value;
    }

    internal InResult? Method<T>(InParameter parameter, InArray[][] array, int number)
        where T : InConstraint
    {
        InLocal? local = null;
        Func<int> lambda = () => InLambda.Value;
        try
        {
            InCall.Do();
            Array.Empty<InMethodArgument>();
        }
        catch (InCatch)
        {
            return null;
        }
        int chosen = number switch { 0 => 3, 1 => 4, 2 => 5, 3 => InSwitch.Value, _ => lambda() };
        GC.KeepAlive((local, typeof(InTypeOf), parameter, array, chosen));
        return null;
    }
}
