using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActionGate.Samples.Tests.Integration;

/// <summary>The sample host as a process of its own, on a free port of the loopback address, with files of its own.</summary>
internal sealed class RunningHost : IDisposable
{
    private const int Terminate = 15;
    private const string Listening = "Now listening on: ";

    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _home = Directory.CreateTempSubdirectory("actiongate-samples-").FullName;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Process _process;

    internal RunningHost(string policy)
    {
        Directory.CreateDirectory(Path.Combine(_home, "workspace"));
        WriteFile("open.txt", "for everybody");
        WriteFile(".env", "for nobody");
        WritePolicy(policy);
        string host = Path.Combine(Metadata("Samples"), "AspNetCoreHost", "bin", Metadata("Configuration"), "net10.0", "AspNetCoreHost.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet",
            [host, "--urls", "http://127.0.0.1:0", "--Policy", PolicyFile, "--Workspace", Path.Combine(_home, "workspace"), "--Audit", AuditFolder])
        {
            WorkingDirectory = _home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal string AuditFolder => Path.Combine(_home, "audit");

    internal string Log => string.Join('\n', _log);

    private string PolicyFile => Path.Combine(_home, "policy.yaml");

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Puts a policy in the place of the other at once, as its own documentation asks for.</summary>
    internal void WritePolicy(string policy)
    {
        File.WriteAllText(PolicyFile + ".new", policy);
        File.Move(PolicyFile + ".new", PolicyFile, overwrite: true);
    }

    internal void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(_home, "workspace", name), text);

    internal async Task<(int Status, string Text)> ReadFileAsync(object call, CancellationToken cancellationToken)
    {
        var address = await _address.Task.WaitAsync(cancellationToken);
        using var answer = await _client.PostAsJsonAsync(new Uri(address, "/tools/read-file"), call, cancellationToken);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
            text = JsonDocument.Parse(text).RootElement.TryGetProperty("detail", out var detail) ? detail.GetString()! : text;
        return ((int)answer.StatusCode, text);
    }

    /// <summary>Waits until the log says something.</summary>
    internal async Task LoggedAsync(string text, CancellationToken cancellationToken)
    {
        while (!Log.Contains(text, StringComparison.Ordinal))
            await Task.Delay(20, cancellationToken);
    }

    /// <summary>Ends the host as whoever runs it would, and waits for that.</summary>
    internal async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        SendSignal(_process.Id, Terminate);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException($"the host ended before it listened:\n{Log}"));
            return;
        }
        _log.Enqueue(line);
        int at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0)
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..]));
    }

    private static string Metadata(string key) =>
        typeof(RunningHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
