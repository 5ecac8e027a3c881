using System.Globalization;
using System.Reflection;
using System.Text;

namespace ActionGate.Tests.Compilation;

/// <summary>
/// A policy's objects are what the garbage collector moves, while decisions wait, after the policy came into force: about 20 ms for a
/// million of them. So rules are rows of tables, and not objects.
/// </summary>
public sealed class CompiledSizeTests
{
    [Theory]
    [InlineData("file_read", "/srv/project/module{0}/**", 0)]
    [InlineData("file_read", "/home/*/work{0}/notes-?.md", 0)]
    [InlineData("file_write", "**/cache{0}/**", 0)]
    [InlineData("network", "https://api{0}.example.com/v1/**", 2)]
    [InlineData("network", "*.service{0}.example.org", 2)]
    [InlineData("env_read", "NAME_{0}_*", 3)]
    public void Compile_OfManyRules_MakesFewObjectsForEach(string kind, string target, int most)
    {
        int few = ObjectsOf(Policy.Parse(Yaml(kind, target, 100)));
        int many = ObjectsOf(Policy.Parse(Yaml(kind, target, 1_100)));

        ((many - few) / 1000.0).Should().BeLessThanOrEqualTo(most + 0.02);
    }

    [Fact]
    public void Compile_AgentsWithoutRules_ShareOneBook()
    {
        int few = ObjectsOf(Policy.Parse("version: 1\nagents: { one: {} }\nrules: []\n"));
        int many = ObjectsOf(Policy.Parse("version: 1\nagents: {" + string.Join(',', Enumerable.Range(0, 100).Select(i => $" a{i}: {{}}")) + " }\nrules: []\n"));

        // The name of each, and what binds it.
        (many - few).Should().BeLessThan(250);
    }

    [Fact]
    public void Compile_OfARuleThatNamesAnActionTwice_TakesItOnce()
    {
        const string Rest = ", target: /x/**, decision: deny }\n";
        int once = ObjectsOf(Policy.Parse("version: 1\nkinds: [mcp.*]\nrules:\n- { action: [env_read, mcp.*, mcp.x]" + Rest));
        int twice = ObjectsOf(Policy.Parse("version: 1\nkinds: [mcp.*]\nrules:\n- { action: [env_read, env_read, mcp.x, mcp.*, mcp.x]" + Rest));

        twice.Should().Be(once);
    }

    [Fact]
    public void Decision_OfAPolicyInTables_NamesItsRuleAndPattern()
    {
        var policy = Policy.Parse("version: 1\nrules:\n- { id: b, action: file_read, target: ['/x/{a,b}/**', /y/z], decision: deny }\n- { id: a, action: file_read, target: '/**', decision: allow }\n");

        var decision = policy.Evaluate(ActionRequest.ReadFile("/x/b/c"));
        decision.Reason.Should().Be("rule 'b' (line 3) matched '/x/{a,b}/**'");
        policy.Evaluate(ActionRequest.ReadFile("/x/a/c")).Rule.Should().BeSameAs(decision.Rule);
        policy.Evaluate(ActionRequest.ReadFile("/y/z/below")).Reason.Should().Be("rule 'b' (line 3) matched '/y/z' and covers what lies beneath");
        policy.Evaluate(ActionRequest.ReadFile("/z")).Reason.Should().Be("rule 'a' (line 4) matched '/**'");
    }

    private static string Yaml(string kind, string target, int rules)
    {
        var yaml = new StringBuilder("version: 1\nrules:\n");
        for (int i = 0; i < rules; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: rule{i}, action: {kind}, target: \"{string.Format(CultureInfo.InvariantCulture, target, i)}\", decision: {(i % 10 == 9 ? "deny" : "allow")} }}\n");
        return yaml.ToString();
    }

    /// <summary>How many objects a policy keeps alive, its source's lines left aside.</summary>
    private static int ObjectsOf(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>([root]);
        while (waiting.TryPop(out object? next))
        {
            if (next is Type or MemberInfo or Delegate or TimeProvider || !seen.Add(next) || next is string)
                continue;
            if (next is Array array)
                Visit(array, array.GetType().GetElementType()!);
            else
                VisitFields(next, next.GetType());
        }
        return seen.Count;

        void Visit(Array items, Type type)
        {
            if (type.IsPrimitive || type.IsEnum)
                return;
            foreach (object? item in items)
                Take(item);
        }

        void VisitFields(object value, Type? type)
        {
            for (; type is not null; type = type.BaseType)
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (!field.FieldType.IsPrimitive && !field.FieldType.IsEnum && !field.FieldType.IsPointer)
                        Take(field.GetValue(value));
                }
            }
        }

        void Take(object? value)
        {
            if (value is null || value.GetType().IsPrimitive)
                return;
            if (value.GetType().IsValueType)
                VisitFields(value, value.GetType());
            else
                waiting.Push(value);
        }
    }
}
