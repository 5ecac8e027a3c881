namespace ActionGate.Tests;

/// <summary>Small policies that several tests share.</summary>
internal static class TestPolicies
{
    internal const string Base = "/srv/project";

    internal static Policy Of(string rules, string head = "version: 1") => Policy.Parse($"{head}\nrules:\n{rules}", new PolicyOptions { BaseDirectory = Base });

    /// <summary>Allows "git *" and writing below ./workspace, asks for "deploy *" and writing below ./release, denies "rm *".</summary>
    internal static Policy Usual { get; } = Of("""
          - { id: git, action: shell_exec, target: "git *", decision: allow }
          - { id: deploy, action: shell_exec, target: "deploy *", decision: require_approval }
          - { id: rm, action: shell_exec, target: "rm *", decision: deny }
          - { id: write, action: file_write, target: "./workspace/**", decision: allow }
          - { id: release, action: file_write, target: "./release/**", decision: require_approval }
        """);
}
