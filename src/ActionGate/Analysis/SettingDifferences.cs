using System.Globalization;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>What two documents set otherwise beside the verdicts of their rules.</summary>
internal static class SettingDifferences
{
    internal static IEnumerable<string> Between(PolicyModel old, PolicyModel @new)
    {
        var kinds = AskedKinds.Of(old, @new);
        return from setting in Of(old, kinds).Zip(Of(@new, kinds))
               where setting.First.Value != setting.Second.Value
               select setting.First.Key;
    }

    private static IEnumerable<(string Key, string Value)> Of(PolicyModel policy, List<string> kinds)
    {
        var compiled = policy.Policy;
        var document = policy.Document;
        yield return ("mode", $"{compiled.Mode}");
        yield return ("unresolved", string.Join(',', kinds.Select(k => compiled.Unresolved.Of(k))));
        yield return ("recursive", $"{compiled.IgnoresWhatLiesBelow}");
        yield return ("symlinks", $"{document.IgnoresSymlinks}");
        yield return ("scripts", $"{compiled.Scripts}");
        yield return ("platform", $"{compiled.PathRules.Platform}");
        yield return ("case", $"{compiled.PathRules.IsCaseSensitive}");
        yield return ("base", compiled.BaseDirectory ?? "");
        yield return ("trusted_directories", string.Join('\0', compiled.TrustedDirectories));
        yield return ("limits", Text(document.Limits));
        yield return ("code_execution", string.Join('\n', (document.Agents ?? []).Where(a => a.Code is not null).Select(a => $"{a.Name.Value}:{CodeOf(a.Code!)}").Order(StringComparer.Ordinal)));
        yield return ("rate", TermsOf(policy, r => r.Rate));
        yield return ("limits of rules", TermsOf(policy, r => r.Limits));
        yield return ("approval", TermsOf(policy, r => r.Approval is { } terms ? $"{terms}{string.Join(',', terms.Approvers ?? [])}" : null));
    }

    /// <summary>A term of rules, with what each of the rules that have it is about.</summary>
    private static string TermsOf(PolicyModel policy, Func<PolicyRule, object?> term) => string.Join('\n', policy.AllRules
        .Where(r => term(r) is not null)
        .Select(r => $"{string.Join(',', r.Actions.Select(a => a.Value))} {string.Join(',', r.Targets.Select(t => t.Value))}: {Text(term(r))}"));

    private static string CodeOf(CodeConstraints code) =>
        $"{List(code.AllowedImports)}|{List(code.DisallowedImports)}|{code.AllowedFileOperations}|{List(code.AllowedFilePaths)}|{Text(code.Limits)}";

    private static string List(IReadOnlyList<Marked<string>>? names) => names is null ? "-" : string.Join('\0', names.Select(n => n.Value));

    private static string Text(object? value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}
