namespace ActionGate.Samples.Tests.Integration;

public sealed class AspNetCoreHostTests
{
    private const string Allowing = """
        version: 1
        agent: coder
        rules:
          - { id: secrets, action: file_read, path: "**/.*", effect: deny }
          - { id: open, action: file_read, path: "./*.txt", effect: allow }
        """;

    private const string Denying = """
        version: 1
        agent: coder
        rules:
          - { id: closed, action: file_read, path: "./*.txt", effect: deny }
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task Host_PolicyChanged_AnswersByTheNewOne()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the endpoint opens what was decided, which needs Linux");
        using var deadline = new CancellationTokenSource(Deadline);
        using var host = new RunningHost(Allowing);

        (await host.ReadFileAsync(new { path = "open.txt" }, deadline.Token)).Should().Be((200, "for everybody"));
        (await host.ReadFileAsync(new { path = ".env" }, deadline.Token)).Should().Match<(int Status, string Text)>(a => a.Status == 403 && a.Text.StartsWith("rule 'secrets'"));
        (await host.ReadFileAsync(new { path = "missing.txt" }, deadline.Token)).Status.Should().Be(404);
        (await host.ReadFileAsync(new { path = "../policy.yaml" }, deadline.Token)).Status.Should().Be(403);
        (await host.ReadFileAsync(new { path = (string?)null }, deadline.Token)).Status.Should().Be(403);
        (await host.ReadFileAsync(new { agent = "admin", file_path = "open.txt" }, deadline.Token)).Status.Should().Be(403);

        host.WritePolicy(Denying);
        await host.LoggedAsync("is in force", deadline.Token);
        (await host.ReadFileAsync(new { path = "open.txt" }, deadline.Token)).Should().Match<(int Status, string Text)>(a => a.Status == 403 && a.Text.StartsWith("rule 'closed'"));

        host.WritePolicy("version: 1\nrules: [ { id: typo, action: file_raed, path: '*', effect: allow } ]\n");
        await host.LoggedAsync("did you mean 'file_read'", deadline.Token);
        (await host.ReadFileAsync(new { path = "open.txt" }, deadline.Token)).Status.Should().Be(403, "the last good policy stays");

        (await host.StopAsync(deadline.Token)).Should().Be(0);
        host.Log.Should().Contain("gate opened under policy").And.Contain("deny file_read").And.Contain("Application is shutting down");
        (await AuditLog.VerifyAsync(host.AuditFolder, cancellationToken: deadline.Token)).IsValid.Should().BeTrue();
    }

    [SkippableFact]
    public async Task Host_PolicyWithAnError_DoesNotStart()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the endpoint opens what was decided, which needs Linux");
        using var deadline = new CancellationTokenSource(Deadline);
        using var host = new RunningHost("version: 1\nrulez: []\n");

        await host.LoggedAsync("did you mean 'rules'", deadline.Token);
        await host.Invoking(h => h.ReadFileAsync(new { path = "open.txt" }, deadline.Token)).Should().ThrowAsync<InvalidOperationException>();
    }
}
