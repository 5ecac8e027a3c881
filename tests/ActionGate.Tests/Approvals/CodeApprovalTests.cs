using System.Text.Json;
using ActionGate.Tests.Gates;

namespace ActionGate.Tests.Approvals;

/// <summary>A gate as the function that a framework asks before it runs code.</summary>
public sealed class CodeApprovalTests
{
    private const string Rules = """
        version: 1
        rules:
          - { id: run, action: code_execution, target: [bash, python], decision: allow }
          - { id: list, action: shell_exec, target: 'ls *', decision: allow }
          - { id: deploy, action: shell_exec, target: 'deploy *', decision: require_approval }
        """;

    [Theory]
    [InlineData("```bash\nls -l\n```", true)]
    [InlineData("```bash\nrm x\n```", false)]
    [InlineData("```bash\nls -l\n```\n\n```python\nimport os; os.remove('x')\n```", false)]
    [InlineData("```fortran\nx\n```", false)]
    [InlineData("```\nls -l\n```", false)]
    [InlineData("ls -l", false)]
    [InlineData(null, false)]
    public async Task ApproveCode_IsThePolicysWordWithItsReason(string? code, bool isApproved)
    {
        using var open = new OpenGate(Rules);

        var response = await open.Gate.ApproveCodeAsync(code, OpenGate.Coder);

        response.IsApproved.Should().Be(isApproved);
        response.Reason.Should().NotBeNullOrEmpty();
    }

    /// <summary>AutoGen puts an option behind 'pip install' at the beginning of a line, whatever the line is, after it has asked.</summary>
    [Theory]
    [InlineData("```bash\npip install numpy\nls -l\n```", true)]
    [InlineData("```bash\npip install -qqq numpy\n```", true)]
    [InlineData("```bash\npip install a; pip install b\n```", true)]
    [InlineData("```python\n! pip install numpy\nx = 1\n```", true)]
    [InlineData("```python\n!pip install numpy\n```", true)]
    [InlineData("```bash\nx='\npip install /etc/passwd12345'\nls \"${x:18:11}\"\n```", false)]
    [InlineData("```python\nx='''\n! pip install /etc/passwd12345'''\nopen(x[20:31])\n```", false)]
    [InlineData("```bash\nls 'a\npip install b'\n```", false)]
    [InlineData("```bash\ntrue <<E\npip install b\nE\nls -l\n```", true)]
    public async Task ApproveCode_CodeThatAutoGenRewrites_DoesTheSameAfterwardsOrIsRefused(string code, bool isApproved)
    {
        using var open = new OpenGate(Rules + "\n  - { action: shell_exec, target: ['pip install *', 'true'], decision: allow }\n  - { action: file_read, target: '**', decision: allow }");

        var response = await open.Gate.ApproveCodeAsync(code, OpenGate.Coder);

        response.IsApproved.Should().Be(isApproved, response.Reason);
    }

    [Fact]
    public async Task ApproveCode_WhatRequiresApproval_AsksAndRecords()
    {
        using var open = new OpenGate(Rules, (gate, options) => options with { Approvals = gate.Answers(ApprovalResponse.Approve("ann"), ApprovalResponse.Deny("ann", "not twice")) });

        (await open.Gate.ApproveCodeAsync("```bash\ndeploy now\n```", OpenGate.Coder)).IsApproved.Should().BeTrue();
        var second = await open.Gate.ApproveCodeAsync("```bash\ndeploy now\n```", OpenGate.Coder);

        (second.IsApproved, second.Reason).Should().Be((false, "not twice"));
        open.Asked.Should().HaveCount(2).And.OnlyContain(r => r.Code == "deploy now\n" && r.Language == "bash");
        open.Records("outcome").Should().HaveCount(1);
    }

    /// <summary>AutoGen says the same of an agent that has an approval function.</summary>
    [Fact]
    public void Promise_P35_Gate_CannotBeSerialisedAndSaysSo()
    {
        using var open = new OpenGate(Rules);

        var write = () => JsonSerializer.Serialize(open.Gate);
        var within = () => JsonSerializer.Serialize(new { open.Gate });
        var read = () => JsonSerializer.Deserialize<Gate>("{}");

        foreach (var act in new Action[] { () => write(), () => within(), () => read() })
            act.Should().Throw<NotSupportedException>().WithMessage("*a gate can't be serialised*");
    }
}
