using Microsoft.Extensions.Options;

namespace ActionGate.DependencyInjection;

/// <summary>Finds what is wrong with a gate's options by themselves, all of it at once.</summary>
internal sealed class OptionsValidator : IValidateOptions<ActionGateOptions>
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, ActionGateOptions options)
    {
        var failures = new List<string>();
        if (options.PolicyFiles.Count == 0)
            failures.Add("PolicyFiles: expected at least one policy file or folder, found none");
        if (options.PolicyFiles.Any(string.IsNullOrWhiteSpace))
            failures.Add("PolicyFiles: expected the names of files and folders, found an empty one");
        if (options.CatalogFiles.Any(string.IsNullOrWhiteSpace))
            failures.Add("CatalogFiles: expected the names of files, found an empty one");
        if (options.BaseDirectory is { } folder && !Path.IsPathFullyQualified(folder))
            failures.Add($"BaseDirectory: expected an absolute folder, found '{folder}'");
        if (options.AuditDirectory is not null && string.IsNullOrWhiteSpace(options.AuditDirectory))
            failures.Add("AuditDirectory: expected a folder, found an empty name");
        if (options.Audit is null)
            failures.Add("Audit: expected options, found null");
        if (options.Mode is not (null or GateMode.Enforce or GateMode.Simulate))
            failures.Add($"Mode: expected Enforce or Simulate, found {options.Mode}");
        if (options.Shell > HostShell.InteractiveBash)
            failures.Add($"Shell: expected Any, Bash, Sh, Zsh or InteractiveBash, found {options.Shell}");
        if (options.ApprovalTimeout <= TimeSpan.Zero)
            failures.Add($"ApprovalTimeout: expected a positive time, found {options.ApprovalTimeout}");
        if (options.ReloadInterval <= TimeSpan.Zero || options.ReloadInterval > LongestTime)
            failures.Add($"ReloadInterval: expected a positive time of up to a day, found {options.ReloadInterval}");
        if (options.ReloadQuietPeriod < TimeSpan.Zero || options.ReloadQuietPeriod > LongestTime)
            failures.Add($"ReloadQuietPeriod: expected a time of up to a day, found {options.ReloadQuietPeriod}");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures.Select(f => Prefix(name) + f));
    }

    /// <summary>Which gate a message is about.</summary>
    internal static string Prefix(string? name) => string.IsNullOrEmpty(name) ? "gate: " : $"gate '{name}': ";
}
