using ActionGate.Audit.Files;
using ActionGate.Audit.Verifying;

namespace ActionGate.Tests.Audit.Verifying;

/// <summary>Segments that are deleted while somebody reads.</summary>
public sealed class MovingLogTests : IDisposable
{
    private const int Decisions = 24;

    private readonly TempFolder _folder = new();
    private readonly AuditOptions _options;
    private readonly VerifyOptions _verify;

    public MovingLogTests()
    {
        string keyFile = System.IO.Path.Combine(_folder.Path, "k.key");
        _verify = new VerifyOptions { PublicKey = AuditKey.Create(keyFile).PublicKey, RequireCheckpoint = true };
        _options = new AuditOptions { KeyFile = keyFile, MaxSegmentBytes = 1500 };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verify_LogThatIsPrunedAtAnyMoment_IsValid()
    {
        int moments = 0;
        for (int at = 0; at <= moments; at++)
        {
            NewLog();
            var source = new PrunedSource(LogDirectory.At(_folder.Log), at, () => AuditLog.Prune(_folder.Log, 15, _options));

            var verification = LogVerifier.Verify(source, _verify, VerifyPace.Default, CancellationToken.None);

            verification.IsValid.Should().BeTrue($"moment {at}: {verification}");
            verification.Anchor.Should().NotBeNull();
            if (at == 0)
                (moments, _) = (source.Looks, verification.PrunedBefore.Should().BeGreaterThan(0));
        }
        moments.Should().BeGreaterThan(10);
    }

    [Fact]
    public void Verify_SegmentTakenAwayMeanwhileThatNoRecordSpeaksOf_IsTampered()
    {
        NewLog();
        string second = _folder.Segments()[1];
        var source = new PrunedSource(LogDirectory.At(_folder.Log), 5, () => File.Delete(second));

        LogVerifier.Verify(source, _verify, VerifyPace.Default, CancellationToken.None).Problems[0].DiagnosticId.Should().Be("AG4003");
    }

    [Fact]
    public void Read_LogWhoseFilesGoAgainAndAgain_Ends()
    {
        NewLog();
        var source = new PrunedSource(LogDirectory.At(_folder.Log), 0, static () => { }) { IsRestless = true };

        FluentActions.Invoking(() => LogVerifier.Verify(source, _verify, VerifyPace.Default, CancellationToken.None)).Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public void Next_LogThatIsPrunedAtAnyMoment_GivesWhatIsLeft()
    {
        for (int at = 0; at <= Decisions; at++)
        {
            NewLog();
            using var reader = RecordReader.Open(_folder.Log, 0);
            List<long> read = [];
            while (reader.Next() is { } record)
            {
                if (read.Count == at)
                    AuditLog.Prune(_folder.Log, 15, _options);
                read.Add(record.Sequence);
            }

            reader.Unreadable.Should().Be(0);
            read.Should().BeInAscendingOrder().And.Contain(Enumerable.Range(15, Decisions - 15).Select(i => (long)i));
        }
    }

    private void NewLog()
    {
        if (Directory.Exists(_folder.Log))
            Directory.Delete(_folder.Log, recursive: true);
        using var log = AuditLog.Open(_folder.Log, _options);
        for (int i = 0; i < Decisions; i++)
            log.AppendDecision(Sample.Decision(), Sample.Context);
    }

    /// <summary>A folder in which something happens before somebody looks at it for the n-th time.</summary>
    private sealed class PrunedSource(LogDirectory directory, int moment, Action happen) : ILogSource
    {
        private readonly FolderSource _folder = new(directory);

        internal int Looks { get; private set; }

        /// <summary>No file is there when it is opened.</summary>
        internal bool IsRestless { get; init; }

        public LogDirectory Directory => directory;

        public List<LogSegment> Segments()
        {
            Look();
            return _folder.Segments();
        }

        public bool Has(string path)
        {
            Look();
            return _folder.Has(path);
        }

        public ISegmentFile? Open(string path)
        {
            Look();
            return IsRestless ? throw new FileNotFoundException() : _folder.Open(path);
        }

        private void Look()
        {
            if (Looks++ == moment)
                happen();
        }
    }
}
