using System.Globalization;
using System.Reflection;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>The 75 faults that an audit log must survive or report are numbered; each has a test that bears its number.</summary>
public sealed class FaultListTests
{
    [Fact]
    public void EachFault_HasATest()
    {
        var tested = typeof(FaultListTests).Assembly.GetTypes().SelectMany(t => t.GetMethods().Cast<MemberInfo>().Append(t)).SelectMany(m => m.GetCustomAttributesData())
            .Where(a => a.AttributeType == typeof(TraitAttribute) && a.ConstructorArguments is [{ Value: "Fault" }, _])
            .Select(a => int.Parse((string)a.ConstructorArguments[1].Value!, CultureInfo.InvariantCulture)).Distinct();

        tested.Order().Should().Equal(Enumerable.Range(1, 75));
    }
}
