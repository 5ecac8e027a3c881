using ActionGate.Evaluation;
using ActionGate.Rates;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Evaluation;

/// <summary>What holds of every policy. Each sample asks one policy many things.</summary>
public sealed class PolicyProperties
{
    private const int Requests = 25;

    private static readonly Gen<ActionRequest[]> Many = Gen.ArrayOf(RandomPolicy.Request, Requests);

    [Fact]
    public void Combine_AnyTwo_IsNeverLooserThanEitherInAnyOrder() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Of(from a in RandomPolicy.Any from b in RandomPolicy.Any from requests in Many select (a, b, requests)), sample =>
        {
            var (a, b) = (sample.a.Parse(), sample.b.Parse());
            var (ab, ba) = (Policy.Combine(a, b), Policy.Combine(b, a));
            foreach (var request in sample.requests)
            {
                var strictest = (Verdict)Math.Min((int)Decide(a, request), (int)Decide(b, request));
                Decide(ab, request).Should().Be(strictest, "{0}\n{1}\n{2}", Text(request), sample.a, sample.b);
                Decide(ba, request).Should().Be(strictest);
            }
        }));

    [Fact]
    public void AddingADeny_Anywhere_NeverLoosens() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            Of(from policy in RandomPolicy.Any from rule in RandomPolicy.Refusal from place in Gen.Choose(0, 10) from requests in Many select (policy, rule, place, requests)),
            sample =>
            {
                var with = sample.policy.With(sample.place, sample.rule);
                var (before, after) = (sample.policy.Parse(), with.Parse());
                foreach (var request in sample.requests)
                    ((int)Decide(after, request)).Should().BeLessThanOrEqualTo((int)Decide(before, request), "{0}\n{1}", Text(request), with);
            }));

    [Fact]
    public void DenyOverrides_AnyPolicy_IsNeverLooserThanFirstMatch() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Of(from policy in RandomPolicy.Any from requests in Many select (policy, requests)), sample =>
        {
            var first = sample.policy.With("precedence: first_match").Parse();
            var strictest = sample.policy.With("precedence: deny_overrides").Parse();
            foreach (var request in sample.requests)
                ((int)Decide(strictest, request)).Should().BeLessThanOrEqualTo((int)Decide(first, request), "{0}\n{1}", Text(request), sample.policy);
        }));

    [Fact]
    public void Recursion_AnyPolicy_AllowsOnlyWhatTheFolderAloneIsAllowed() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Of(from policy in RandomPolicy.Any from requests in Many select (policy, requests)), sample =>
        {
            var policy = sample.policy.Parse();
            foreach (var request in sample.requests)
            {
                ActionRequest Of(bool recursive) => new(request.Kind, request.Target, request.Context) { Method = request.Method, IsRecursive = recursive };
                (Decide(policy, Of(true)) == Verdict.Allow && Decide(policy, Of(false)) != Verdict.Allow).Should().BeFalse("{0}\n{1}", Text(request), sample.policy);
            }
        }));

    [Fact]
    public void Constraint_ThatForbids_DeniesWhateverTheRulesSay() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            Of(
                from policy in RandomPolicy.Any
                from operations in Gen.SubListOf("read", "write", "delete")
                from folders in Gen.SubListOf("/a", "/b/a", "/x")
                from imports in Gen.SubListOf("a", "b", "c")
                from own in RandomPolicy.Rule
                from requests in Many
                select (policy, operations, folders, imports, own, requests)),
            sample =>
            {
                string agents = $$"""
                    agents: { coder: { code_execution: { allowed_file_operations: [{{string.Join(", ", sample.operations)}}], allowed_file_paths: [{{string.Join(", ", sample.folders)}}], disallowed_imports: [{{string.Join(", ", sample.imports)}}] }, rules: [{ {{sample.own}} }] } }
                    """;
                var document = sample.policy with { Keys = [.. sample.policy.Keys.Where(k => !k.StartsWith("case", StringComparison.Ordinal)), agents] };
                var policy = document.Parse();
                foreach (var asked in sample.requests)
                {
                    var request = new ActionRequest(asked.Kind, asked.Target, new ActionContext { Agent = "coder" }) { IsRecursive = asked.IsRecursive };
                    if (!Forbids(sample.operations, sample.folders, sample.imports, request))
                        continue;
                    var decision = policy.Evaluate(request);
                    (decision.Verdict, decision.Rule?.Id).Should().Be((Verdict.Deny, "@constraint"), "{0}\n{1}", Text(request), document);
                }
            }));

    /// <summary>Only for targets that are absolute, and in normal form.</summary>
    private static bool Forbids(IEnumerable<string> operations, IEnumerable<string> folders, IEnumerable<string> imports, ActionRequest request)
    {
        string target = request.Target!;
        if (request.Kind == ActionKind.ModuleImport)
            return imports.Any(name => target == name || target.StartsWith(name + ".", StringComparison.Ordinal));
        string? operation = request.Kind.Name switch { "file_read" => "read", "file_write" => "write", "file_delete" => "delete", _ => null };
        if (operation is null || !target.StartsWith('/') || target.Contains("..", StringComparison.Ordinal))
            return false;
        return !operations.Contains(operation) || !folders.Any(folder => target == folder || target.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    /// <summary>A rule with a rate is not over it: where nobody counts, one that allows would deny.</summary>
    private static Verdict Decide(Policy policy, ActionRequest request) =>
        policy.Evaluate(request, null, new Circumstances { Rates = UncountedRates.Instance }).Verdict;

    private static Arbitrary<T> Of<T>(Gen<T> gen) => gen.ToArbitrary();

    private static string Text(ActionRequest request) =>
        $"{request.Kind} '{request.Target}' of {request.Context.Agent ?? "nobody"} in {request.Context.WorkingDirectory ?? "-"}{(request.IsRecursive ? ", recursive" : "")}, {request.Method}";
}
