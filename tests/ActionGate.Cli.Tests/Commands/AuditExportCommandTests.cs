using System.Text.Json;

namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditExportCommandTests : IDisposable
{
    private readonly AuditSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Export_Jsonl_IsTheLog()
    {
        _sample.With(("coder", "git a"), ("coder", "rm b"));

        CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "jsonl", "--key", _sample.PublicKey).Should().Be(new CommandRun(0, File.ReadAllText(_sample.FirstSegment), ""));
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData(" -x", "\"' -x\"")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("a\r\nb", "a\\u000d\\nb")]
    [InlineData("\t=x", "\\u0009=x")]
    public void Export_Csv_HoldsNeitherFormulasNorLinesOfAgents(string agent, string cell)
    {
        _sample.With((agent, "git status"));

        var run = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "csv", "--type", "decision");

        run.Code.Should().Be(0, run.Error);
        string[] lines = run.Output.Split("\r\n");
        lines.Should().HaveCount(3);
        lines[0].Should().StartWith("seq,ts,type,verdict,mode,action,target,method,port,agent,");
        lines[1].Should().StartWith("2,").And.Contain($",decision,allow,enforce,shell_exec,\"git status\",,,{cell},");
        run.Output.Replace("\r\n", "", StringComparison.Ordinal).Any(char.IsControl).Should().BeFalse();
    }

    [Fact]
    public void Export_Ocsf_PicksTheClassByTheKindOfAction()
    {
        _sample.With(("coder", "git status"), (AuditSample.Hostile, "rm b"));

        var run = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "ocsf");

        run.Code.Should().Be(0, run.Error);
        run.Output.Should().NotContainAny("\u001b", "\u202e", "\u0085");
        var events = run.Lines.Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        events.Select(e => e.GetProperty("class_uid").GetInt32()).Should().Equal(0, 0, 1007, 1007, 0);
        events[2].GetProperty("type_uid").GetInt32().Should().Be(100701);
        events[2].GetProperty("process").GetProperty("cmd_line").GetString().Should().Be("git status");
        events[2].GetProperty("metadata").GetProperty("version").GetString().Should().Be("1.3.0");
        events.Skip(2).Take(2).Select(e => e.GetProperty("disposition_id").GetInt32()).Should().Equal(1, 2);
        events[2].GetProperty("unmapped").GetProperty("seq").GetInt32().Should().Be(2);
    }

    /// <summary>The members that version 1.3.0 of the schema requires of each class, and of the objects in it.</summary>
    [Theory]
    [InlineData("shell_exec", "git status", 1, 1007, 1, "process.uid=# process.cmd_line=git status")]
    [InlineData("dynamic_code", "x", 1, 1007, 1, "process.uid=#")]
    [InlineData("file_read", "/a/b.txt", 1, 1001, 2, "file.name=b.txt file.path=/a/b.txt file.type_id=0")]
    [InlineData("file_write", "/a/b/", 1, 1001, 3, "file.name=b file.path=/a/b/ file.type_id=0")]
    [InlineData("file_delete", "/", 1, 1001, 4, "file.name=/ file.type_id=0")]
    [InlineData("network", "https://example.com/x?y", 4, 4001, 1, "dst_endpoint.hostname=example.com dst_endpoint.port=443")]
    [InlineData("network", "example.com:8443", 4, 4001, 1, "dst_endpoint.hostname=example.com dst_endpoint.port=8443")]
    [InlineData("network", "10.1.2.3", 4, 4001, 1, "dst_endpoint.ip=10.1.2.3")]
    [InlineData("network", "http://[::1]:8080/", 4, 4001, 1, "dst_endpoint.ip=::1 dst_endpoint.port=8080")]
    [InlineData("env_write", "PATH", 6, 6003, 99, "api.operation=env_write src_endpoint.name=coder activity_name=env_write")]
    [InlineData("no_such_kind", "", 6, 6003, 99, "api.operation=no_such_kind src_endpoint.name=coder")]
    public void Export_Ocsf_HasWhatTheSchemaRequires(string action, string target, int category, int eventClass, int activity, string members)
    {
        using (var log = AuditLog.Open(_sample.Directory, _sample.Options))
        using (var gate = new Gate(new() { Policy = Policy.Parse("version: 1\nrules: []\n"), Audit = log }))
            gate.Decide(new ActionRequest(action, target, new ActionContext { Agent = "coder", Session = "s-1" }));

        var run = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "ocsf", "--type", "decision");

        run.Code.Should().Be(0, run.Error);
        using var json = JsonDocument.Parse(run.Output);
        var record = json.RootElement.GetProperty("unmapped");
        string hash = record.GetProperty("hash").GetString()!;
        foreach (string expected in new[]
        {
            $"category_uid={category}", $"class_uid={eventClass}", $"activity_id={activity}", $"type_uid={(eventClass * 100) + activity}", "severity_id=3",
            "metadata.version=1.3.0", "metadata.product.name=ActionGate", "metadata.product.vendor_name=ActionGate", "metadata.uid=#", "metadata.sequence=2",
            "metadata.profiles=[\"host\",\"security_control\"]", "action_id=2", "disposition_id=2", "status_id=2",
            "actor.app_name=coder", "actor.session.uid=s-1", "device.type_id=0", "device.name=unknown",
        }.Concat(members.Split(' ')).Where(m => m.Contains('=', StringComparison.Ordinal)))
        {
            var element = json.RootElement;
            string[] parts = expected.Split('=', 2);
            foreach (string name in parts[0].Split('.'))
                element = element.GetProperty(name);
            string value = element.ToString();
            (parts[1] == "#" ? hash : parts[1]).Should().BeOneOf([value, value.Split(' ')[0]], parts[0]);
        }
        json.RootElement.GetProperty("time").GetInt64().Should().Be(DateTimeOffset.Parse(record.GetProperty("ts").GetString()!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Export_LogThatDoesNotVerify_ExportsNothingUnlessToldTo()
    {
        _sample.With(("coder", "git a"));
        File.WriteAllText(_sample.FirstSegment, File.ReadAllText(_sample.FirstSegment).Replace("git a", "git x", StringComparison.Ordinal));

        var refused = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "jsonl");
        var told = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "jsonl", "--unverified");

        refused.Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Length == 0 && r.Error.Contains("nothing was exported: AG4003", StringComparison.Ordinal));
        told.Should().Match<CommandRun>(r => r.Code == 0 && r.Error.Contains("does not verify: AG4003", StringComparison.Ordinal));
        told.Lines.Should().HaveCount(4);
        CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "xml").Code.Should().Be(2);
    }
}
