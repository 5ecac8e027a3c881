using ActionGate.FileSystem;
using ActionGate.Tests.FileSystem;

namespace ActionGate.Tests.Guards;

/// <summary>The folder "open" may be read and written, "asked" needs approval, "secret" is denied, everything else has no rule.</summary>
public sealed class FileGuardTests : IDisposable
{
    private readonly DiskFolder _disk = new();
    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly Gate _gate;

    public FileGuardTests()
    {
        _disk.Write("open/file", "content");
        _disk.Write("secret/file", "secret");
        _disk.Write("asked/file", "asked");
        _gate = NewGate();
    }

    public static TheoryData<FileMode> WriteModes => [.. Enum.GetValues<FileMode>()];

    private ActionContext Here => new() { Agent = "coder", WorkingDirectory = _disk["open"] };

    public void Dispose()
    {
        _gate.Dispose();
        _audit.Dispose();
        _disk.Dispose();
    }

    [SkippableTheory]
    [InlineData("open/file")]
    [InlineData("open/../open/./file")]
    [InlineData("open/link")]
    [InlineData("open/absolute")]
    public void OpenRead_Allowed_ReadsTheFile(string name)
    {
        SkipUnlessSupported();
        _disk.Link("open/link", "file");
        _disk.Link("open/absolute", _disk["open/file"]);

        Read(_gate.OpenRead(_disk[name])).Should().Be("content");

        Outcomes().Should().Equal("decision allow", "outcome");
    }

    [SkippableFact]
    public async Task OpenRead_RelativePathAndUrl_StartAtTheWorkingDirectory()
    {
        SkipUnlessSupported();

        Read(_gate.OpenRead("file", Here)).Should().Be("content");
        Read(await _gate.OpenReadAsync("../open/file", Here)).Should().Be("content");
        Read(await _gate.OpenReadAsync("file://" + _disk["open/file"], Here)).Should().Be("content");
        Denied(() => _gate.OpenRead("file"));
    }

    [SkippableTheory]
    [InlineData("secret/file", "secret")]
    [InlineData("open/link", "secret")]
    [InlineData("open/folder/file", "secret")]
    [InlineData("open/chain", "secret")]
    [InlineData("open/upwards/secret/file", "secret")]
    [InlineData("open/passwd", null)]
    // Nobody knows where they lead, so the rule that refuses may mean them.
    [InlineData("open/proc", "secret")]
    [InlineData("open/loop", "secret")]
    [InlineData("open/missing/../../secret/file", "secret")]
    public void OpenRead_NotAllowedPlace_IsDenied(string name, string? rule)
    {
        SkipUnlessSupported();
        _disk.Link("open/link", "../secret/file");
        _disk.Link("open/folder", "../secret");
        _disk.Link("open/chain", "link");
        _disk.Link("open/upwards", "..");
        _disk.Link("open/passwd", "/etc/passwd");
        _disk.Link("open/proc", "/proc/self/root/etc/passwd");
        _disk.Link("open/loop", "loop");

        Denied(() => _gate.OpenRead(_disk[name])).Rule?.Id.Should().Be(rule);
        Denied(() => _gate.OpenWrite(_disk[name], FileMode.Open)).Rule?.Id.Should().Be(rule);
        File.ReadAllText(_disk["secret/file"]).Should().Be("secret");
    }

    [SkippableFact]
    public void OpenRead_DeniedPlaceBehindALink_IsDeniedAtOnceAndSaysWhere()
    {
        SkipUnlessSupported();
        _disk.Link("open/link", "../secret/file");

        Denied(() => _gate.OpenRead(_disk["open/link"])).Reason.Should().Contain($"'{_disk["secret/file"]}'");

        Outcomes().Should().Equal("decision deny");
    }

    [SkippableFact]
    public void OpenRead_Denied_HasNoOutcome()
    {
        SkipUnlessSupported();

        Denied(() => _gate.OpenRead(_disk["secret/file"]));
        Denied(() => _gate.OpenRead(null));
        Denied(() => _gate.OpenRead(""));
        Denied(() => _gate.OpenRead("/a\0b"));

        Outcomes().Should().AllBe("decision deny");
    }

    [SkippableFact]
    public void OpenRead_AllowOfEverything_DoesNotOpenWhatIsNoPlace()
    {
        SkipUnlessSupported();
        using var gate = new Gate(new()
        {
            Policy = TestPolicies.Of("  - { id: all, action: [file_read, file_write], target: '*', decision: allow }"),
            Audit = _audit,
        });
        gate.Decide(ActionRequest.ReadFile("~nobody/x")).IsAllowed.Should().BeTrue("the rule takes everything");

        Denied(() => gate.OpenRead("~nobody/x")).Rule!.Id.Should().Be("@unresolved");
        Denied(() => gate.OpenWrite("~nobody/x", FileMode.Create)).Rule!.Id.Should().Be("@unresolved");
    }

    [SkippableFact]
    public void OpenRead_Missing_FailsAsAFileStreamDoes()
    {
        SkipUnlessSupported();

        _gate.Invoking(g => g.OpenRead(_disk["open/missing"])).Should().Throw<FileNotFoundException>();
        _gate.Invoking(g => g.OpenRead(_disk["open/missing/deeper"])).Should().Throw<DirectoryNotFoundException>();
        _gate.Invoking(g => g.OpenRead(_disk["open/file/below"])).Should().Throw<DirectoryNotFoundException>();
        _gate.Invoking(g => g.OpenRead(_disk["open/" + new string('x', 200) + new string('y', 55)])).Should().Throw<FileNotFoundException>();

        Outcomes().Where(o => o.StartsWith("outcome", StringComparison.Ordinal)).Should().Equal(
            "outcome FileNotFoundException", "outcome DirectoryNotFoundException", "outcome DirectoryNotFoundException", "outcome FileNotFoundException");
    }

    [SkippableFact]
    public async Task Open_NoRegularFile_IsRefusedWithoutWaiting()
    {
        SkipUnlessSupported();
        Skip.IfNot(File.Exists("/usr/bin/mkfifo") || File.Exists("/bin/mkfifo"), "needs mkfifo");
        _disk.Run("mkfifo", "open/pipe");
        using var gate = NewGate($"  - {{ id: more, action: [file_read, file_write], target: [/dev/*, /, '{_disk["open"]}'], decision: allow }}");
        (string Path, string Found)[] places = [(_disk["open/pipe"], "a pipe"), (_disk["open"], "a folder"), ("/dev/null", "a device")];

        await Task.Run(() =>
        {
            foreach (var (path, found) in places)
            {
                gate.Invoking(g => g.OpenRead(path)).Should().Throw<UnauthorizedAccessException>().WithMessage($"*: expected a regular file, found {found}");
                foreach (var mode in Enum.GetValues<FileMode>().Except([FileMode.CreateNew]))
                    gate.Invoking(g => g.OpenWrite(path, mode)).Should().Throw<UnauthorizedAccessException>().WithMessage($"*found {found}");
            }

            gate.Invoking(g => g.OpenRead("/")).Should().Throw<UnauthorizedAccessException>();
        }).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [SkippableTheory]
    [MemberData(nameof(WriteModes))]
    public void OpenWrite_ExistingFile_DoesWhatAFileStreamDoes(FileMode mode)
    {
        SkipUnlessSupported();
        _disk.Write("open/plain", "content");

        string expected = WriteOr(() => new FileStream(_disk["open/plain"], mode, FileAccess.Write), _disk["open/plain"]);
        WriteOr(() => _gate.OpenWrite(_disk["open/file"], mode), _disk["open/file"]).Should().Be(expected);
    }

    [SkippableTheory]
    [MemberData(nameof(WriteModes))]
    public void OpenWrite_MissingFile_DoesWhatAFileStreamDoes(FileMode mode)
    {
        SkipUnlessSupported();

        string expected = WriteOr(() => new FileStream(_disk["open/plain"], mode, FileAccess.Write), _disk["open/plain"]);
        WriteOr(() => _gate.OpenWrite(_disk["open/new"], mode), _disk["open/new"]).Should().Be(expected);
        if (File.Exists(_disk["open/plain"]) && !OperatingSystem.IsWindows())
            File.GetUnixFileMode(_disk["open/new"]).Should().Be(File.GetUnixFileMode(_disk["open/plain"]));
    }

    [SkippableTheory]
    [InlineData(FileMode.Create)]
    [InlineData(FileMode.OpenOrCreate)]
    [InlineData(FileMode.CreateNew)]
    [InlineData(FileMode.Append)]
    public void OpenWrite_DanglingLink_IsDecidedWhereItLeads(FileMode mode)
    {
        SkipUnlessSupported();
        _disk.Link("open/bad", "../secret/new");
        _disk.Link("open/good", "inside");

        Denied(() => _gate.OpenWrite(_disk["open/bad"], mode)).Rule!.Id.Should().Be("secret");
        _gate.OpenWrite(_disk["open/good"], mode).Dispose();

        File.Exists(_disk["secret/new"]).Should().BeFalse();
        File.Exists(_disk["open/inside"]).Should().BeTrue();
    }

    [SkippableFact]
    public void OpenWrite_ModeThatIsNone_IsTheHostsMistake()
    {
        SkipUnlessSupported();

        _gate.Invoking(g => g.OpenWrite(_disk["open/file"], (FileMode)7)).Should().Throw<ArgumentOutOfRangeException>();
        _gate.Invoking(g => g.OpenWriteAsync(_disk["open/file"], 0)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        _gate.Invoking(g => FileGuardExtensions.OpenRead(null!, "x")).Should().Throw<ArgumentNullException>();
        Outcomes().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Open_RequireApproval_AsksAndOpensWhatWasApproved()
    {
        SkipUnlessSupported();
        _disk.Link("asked/link", "file");
        int asked = 0;
        using var gate = NewGate(approvals: ApprovalHandler.From(_ =>
        {
            asked++;
            return ApprovalResponse.Approve("ann");
        }));

        Read(await gate.OpenReadAsync(_disk["asked/file"])).Should().Be("asked");
        Read(await gate.OpenReadAsync(_disk["asked/link"])).Should().Be("asked");
        (await gate.OpenWriteAsync(_disk["asked/new"], FileMode.CreateNew)).Dispose();
        asked.Should().Be(3);
        Denied(() => gate.OpenRead(_disk["asked/file"])).Verdict.Should().Be(Verdict.RequireApproval, "a synchronous call asks nobody");
        asked.Should().Be(3);
    }

    [SkippableTheory]
    [InlineData("../asked/other")]
    [InlineData("../secret/file")]
    public async Task Open_LinkTurnedWhileAskedFor_IsDenied(string target)
    {
        SkipUnlessSupported();
        _disk.Write("asked/other");
        using var gate = NewGate(approvals: ApprovalHandler.From(_ =>
        {
            File.Delete(_disk["asked/file"]);
            _disk.Link("asked/file", target);
            return ApprovalResponse.Approve("ann");
        }));

        await gate.Invoking(g => g.OpenReadAsync(_disk["asked/file"])).Should().ThrowAsync<ActionDeniedException>();
    }

    [SkippableFact]
    public async Task Open_Cancelled_OpensNothing()
    {
        SkipUnlessSupported();

        await _gate.Invoking(g => g.OpenWriteAsync(_disk["open/new"], FileMode.Create, null, new CancellationToken(true))).Should().ThrowAsync<OperationCanceledException>();

        File.Exists(_disk["open/new"]).Should().BeFalse();
        Outcomes().Should().BeEmpty();
    }

    [SkippableFact]
    public void Open_Simulate_LetsEverythingThroughButWhatIsNoFile()
    {
        SkipUnlessSupported();
        using var gate = NewGate(mode: GateMode.Simulate);
        _disk.Link("open/link", "../secret/file");
        _disk.Link("open/loop", "loop");

        Read(gate.OpenRead(_disk["secret/file"])).Should().Be("secret");
        Read(gate.OpenRead(_disk["open/link"])).Should().Be("secret");
        gate.OpenWrite(_disk["secret/new"], FileMode.Create).Dispose();
        Denied(() => gate.OpenRead(_disk["open/loop"]));
        Denied(() => gate.OpenRead(null));
    }

    [SkippableFact]
    public void OpenRead_HardLink_IsDecidedByTheNameAskedFor()
    {
        SkipUnlessSupported();
        Skip.IfNot(File.Exists("/bin/ln"), "needs ln");
        _disk.Run("/bin/ln", "secret/file", "open/hard");

        Read(_gate.OpenRead(_disk["open/hard"])).Should().Be("secret");
    }

    [SkippableFact]
    public void Open_NameThatLooksDeleted_IsRefused()
    {
        SkipUnlessSupported();
        _disk.Write("open/file (deleted)");

        _gate.Invoking(g => g.OpenRead(_disk["open/file (deleted)"])).Should().Throw<FileNotFoundException>();
    }

    [SkippableFact]
    public void Open_OddNames_AreFound()
    {
        SkipUnlessSupported();
        foreach (string name in new[] { " x ", "two\nlines", "gr\u00FC\u00DFe\U0001F512", "...", "back\\slash" })
        {
            using (var stream = _gate.OpenWrite(_disk[$"open/{name}"], FileMode.CreateNew))
                stream.Write("x"u8);
            Read(_gate.OpenRead(_disk[$"open/{name}"])).Should().Be("x");
            File.Exists(_disk[$"open/{name}"]).Should().BeTrue();
        }
    }

    [Fact]
    public void IsSupported_Linux_IsTrue() => FileOpening.IsSupported.Should().Be(OperatingSystem.IsLinux() && Environment.Is64BitProcess);

    private static void SkipUnlessSupported() => Skip.IfNot(FileOpening.IsSupported, "needs linux on a 64-bit processor");

    private static string Read(FileStream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Writes two letters, and gives what the file holds then and where the stream stood; or the type of what was thrown.</summary>
    private static string WriteOr(Func<FileStream> open, string path)
    {
        try
        {
            using var stream = open();
            long position = stream.Position;
            stream.Write("XY"u8);
            stream.Flush();
            return $"{position} {stream.Position} {stream.CanRead} {stream.CanSeek} {new FileInfo(path).Length}";
        }
        catch (IOException e)
        {
            return e.GetType().Name;
        }
    }

    private static Decision Denied(Func<FileStream> open)
    {
        var decision = open.Should().Throw<ActionDeniedException>().Which.Decision;
        decision.IsAllowed.Should().BeFalse();
        return decision;
    }

    private IEnumerable<string> Outcomes() => _audit.Records()
        .Where(r => r.Type is "decision" or "outcome")
        .Select(r => r.Type == "decision" ? $"decision {r.Verdict.ToString()!.ToLowerInvariant()}" : $"outcome {Error(r.Json)}".TrimEnd());

    private static string Error(string json)
    {
        using var record = System.Text.Json.JsonDocument.Parse(json);
        return record.RootElement.TryGetProperty("error", out var error) ? error.GetString()! : "";
    }

    private Gate NewGate(string further = "", IApprovalHandler? approvals = null, GateMode mode = GateMode.Enforce)
    {
        string Rule(string folder, string decision) => $"  - {{ id: {folder}, action: [file_read, file_write], target: '{_disk[folder]}/**', decision: {decision} }}\n";
        var policy = TestPolicies.Of(Rule("secret", "deny") + Rule("asked", "require_approval") + Rule("open", "allow") + further);
        return new Gate(new() { Policy = policy, Audit = _audit, Approvals = approvals, Mode = mode });
    }
}
