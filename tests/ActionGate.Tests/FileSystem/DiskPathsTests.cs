using System.Diagnostics;
using ActionGate.FileSystem;
using ActionGate.Normalisation;

namespace ActionGate.Tests.FileSystem;

/// <summary>Both walks, the system's and the portable one, say the same.</summary>
public sealed class DiskPathsTests : IDisposable
{
    private readonly DiskFolder _disk = new();

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData("folder")]
    [InlineData("folder/file")]
    [InlineData("folder/missing")]
    [InlineData("folder/missing/deeper/still")]
    [InlineData("folder/file/below")]
    [InlineData("folder/.hidden/.x")]
    [InlineData("missing")]
    public void Resolve_NoLink_IsTheSame(string name)
    {
        _disk.Write("folder/file");

        foreach (bool isPortable in new[] { false, true })
            Resolved.Of(_disk[name], isPortable).Kind.Should().Be(RealPath.Same);
    }

    [Theory]
    [InlineData("link", "a/b", "a/b")]
    [InlineData("link/c", "a/b", "a/b/c")]
    [InlineData("link/missing/x", "a/b", "a/b/missing/x")]
    [InlineData("link/.hidden", "a/b", "a/b/.hidden")]
    [InlineData("link", "missing", "missing")]
    [InlineData("link", "missing/below", "missing/below")]
    [InlineData("link/below", "a/missing", "a/missing/below")]
    [InlineData("link", "a/b/c", "a/b/c")]
    [InlineData("link/below", "a/b/c", "a/b/c/below")]
    [InlineData("link/x", ".", "x")]
    [InlineData("link", "./a/./b/", "a/b")]
    [InlineData("link", "a//b", "a/b")]
    [InlineData("link", "a/b/..", "a")]
    [InlineData("a/up", "..", "")]
    [InlineData("a/up/a/up/a/b", "..", "a/b")]
    [InlineData("a/up", "../../../../../../../../../../../../..", "/")]
    [InlineData("a/up", "/", "/")]
    [InlineData("a/up/etc/nowhere", "/", "/etc/nowhere")]
    [InlineData("link", "far/..", "a")]
    [InlineData("link/x", "far/../x/../b", "a/b/x")]
    [InlineData("link", "far/c", "a/b/c")]
    public void Resolve_Link_LeadsWhereTheKernelGoes(string asked, string target, string real)
    {
        _disk.Write("a/b/c");
        _disk.Folder("a/x");
        _disk.Link("far", "a/b");
        string link = asked.Split('/')[0] is "a" ? "a/up" : "link";
        _disk.Link(link, target);
        string expected = real.StartsWith('/') ? real : real.Length == 0 ? _disk.Root : _disk[real];

        foreach (bool isPortable in new[] { false, true })
            Resolved.Of(_disk[asked], isPortable).Should().Be(new Resolved(RealPath.Other, expected, null));
    }

    [Fact]
    public void Resolve_AbsoluteTarget_BeginsAnew()
    {
        _disk.Write("a/b/c");
        _disk.Link("a/link", _disk["a/b"]);

        foreach (bool isPortable in new[] { false, true })
            Resolved.Of(_disk["a/link/c"], isPortable).Path.Should().Be(_disk["a/b/c"]);
    }

    [Theory]
    [InlineData("folder/./file", "folder/file")]
    [InlineData("folder//file/", "folder/file")]
    [InlineData("link/../file", "folder/file")]
    [InlineData("link/..", "folder")]
    public void Resolve_DotsInThePath_AreTakenAsTheKernelTakesThem(string asked, string real)
    {
        _disk.Write("folder/file");
        _disk.Folder("folder/inner");
        _disk.Link("link", "folder/inner");

        foreach (bool isPortable in new[] { false, true })
            Resolved.Of(_disk[asked], isPortable).Path.Should().Be(_disk[real]);
    }

    [Theory]
    [InlineData(39, true)]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void Resolve_LongChain_IsFollowedAsFarAsTheKernelFollows(int links, bool isKnown)
    {
        string end = _disk.Write("end", "content");
        for (int i = 1; i <= links; i++)
            _disk.Link($"l{i}", i == 1 ? "end" : $"l{i - 1}");
        string first = _disk[$"l{links}"];

        foreach (bool isPortable in new[] { false, true })
        {
            var found = Resolved.Of(first, isPortable);
            found.Path.Should().Be(isKnown ? end : null);
            found.Problem.Should().Be(isKnown ? null : "expected at most 40 symbolic links on the way, found more or a loop");
        }

        var read = () => File.ReadAllText(first);
        if (isKnown)
            read().Should().Be("content", "the kernel says so too");
        else
            read.Should().Throw<IOException>();
    }

    [Theory]
    [InlineData("self", "self", "self")]
    [InlineData("self", "self", "self/below")]
    [InlineData("ping", "pong", "ping")]
    [InlineData("ping", "pong", "pong/x/y")]
    [InlineData("grow", "grow/x", "grow")]
    [InlineData("self", "./self/../self", "self")]
    public void Resolve_Loop_IsUnknown(string name, string target, string asked)
    {
        _disk.Link(name, target);
        if (name == "ping")
            _disk.Link("pong", "ping");

        foreach (bool isPortable in new[] { false, true })
            Resolved.Of(_disk[asked], isPortable).Problem.Should().Be("expected at most 40 symbolic links on the way, found more or a loop");
    }

    [Theory]
    [InlineData("missing/../a")]
    [InlineData("a/missing/./../..")]
    public void Resolve_ParentOfSomethingMissing_IsNowhere(string target)
    {
        _disk.Folder("a");
        _disk.Link("link", target);

        foreach (bool isPortable in new[] { false, true })
        {
            Resolved.Of(_disk["link"], isPortable).Problem.Should().Be("expected '..' behind an existing folder, found one behind a missing one");
            Resolved.Of(_disk["link"], isPortable).Kind.Should().Be(RealPath.Nowhere);
        }
    }

    [Theory]
    [InlineData(" leading and trailing ")]
    [InlineData("two\nlines\ttab\u0001")]
    [InlineData("gr\u00FC\u00DFe-\u65E5\u672C\u8A9E-\U0001F512")]
    [InlineData("u\u0308 is not \u00FC")]
    [InlineData("back\\slash and 'quotes\" and *?[")]
    [InlineData("...")]
    [InlineData("~")]
    public void Resolve_OddName_IsKeptAsItIs(string name)
    {
        _disk.Folder($"{name}/inner");
        _disk.Link("link", name);
        _disk.Link($"link {name}", $"{name}/inner");

        foreach (bool isPortable in new[] { false, true })
        {
            Resolved.Of(_disk[$"{name}/inner"], isPortable).Kind.Should().Be(RealPath.Same);
            Resolved.Of(_disk["link/inner/x"], isPortable).Path.Should().Be(_disk[$"{name}/inner/x"]);
            Resolved.Of(_disk[$"link {name}/{name}"], isPortable).Path.Should().Be(_disk[$"{name}/inner/{name}"]);
        }
    }

    [Fact]
    public void Resolve_NameOf255Bytes_IsKnown_AndOf256IsNot()
    {
        string longest = string.Concat(Enumerable.Repeat("\u00FC", 127)) + "x";
        _disk.Folder(longest);
        _disk.Link("link", longest);

        Resolved.Of(_disk[$"{longest}/x"]).Kind.Should().Be(RealPath.Same);
        Resolved.Of(_disk["link/x"]).Path.Should().Be(_disk[$"{longest}/x"]);
        Resolved.Of(_disk[longest + "y"]).Kind.Should().Be(RealPath.Unknown);
    }

    [Fact]
    public void Resolve_LongestPath_IsKnown_AndALongerOneIsNot()
    {
        string path = _disk.Root;
        while (path.Length < 4095 - 200)
            path += "/" + new string('x', 99);
        path += "/" + new string('y', 4094 - path.Length);

        Resolved.Of(path).Kind.Should().Be(RealPath.Same);
        Resolved.Of(path + "y").Problem.Should().Be("expected a path of at most 4095 bytes with its links followed, found a longer one");
        Resolved.Of("/nowhere" + string.Concat(Enumerable.Repeat("/\u65E5", 1100))).Kind.Should().Be(RealPath.Unknown, "bytes count");
        Resolved.Of("/" + new string('x', 1 << 20)).Kind.Should().Be(RealPath.Unknown);
    }

    [Fact]
    public void Resolve_LinksThatGrowThePath_AreUnknownWhenItIsTooLong()
    {
        string far = string.Concat(Enumerable.Repeat("x/", 1500)) + "end";
        _disk.Link("far", far);
        _disk.Link("again", string.Concat(Enumerable.Repeat("./", 1900)) + "far");
        string behind = string.Concat(Enumerable.Repeat("/y", 1000));

        Resolved.Of(_disk["far"]).Path.Should().Be(_disk[far]);
        Resolved.Of(_disk["again"]).Path.Should().Be(_disk[far]);
        Resolved.Of(_disk["far" + behind]).Kind.Should().Be(RealPath.Unknown);
        Resolved.Of(_disk["again" + behind]).Kind.Should().Be(RealPath.Unknown);
    }

    [Fact]
    public void Resolve_LinksThatLeaveMuchAhead_AreUnknownWhenItIsTooMuch()
    {
        string dots = string.Concat(Enumerable.Repeat("/.", 1900));
        _disk.Folder("end");
        _disk.Link("first", "end" + dots);
        _disk.Link("second", "first" + dots);
        _disk.Link("third", "second" + dots);

        Resolved.Of(_disk["second"]).Path.Should().Be(_disk["end"]);
        Resolved.Of(_disk["third"]).Problem.Should().Be("expected a path of at most 4095 bytes with its links followed, found a longer one");
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative/path")]
    [InlineData("~/x")]
    [InlineData("/a\0b")]
    public void Resolve_NoPath_IsUnknown(string path)
    {
        foreach (bool isPortable in new[] { false, true })
            Resolved.Of(path, isPortable).Kind.Should().Be(RealPath.Unknown);
    }

    [Fact]
    public void Resolve_LoneSurrogate_IsUnknown()
    {
        // Not as inline data: attributes are kept in UTF-8, which has no lone surrogates.
        foreach (string path in new[] { "/lone\uD800", "/lone\uDC00/x", "/" + new string('x', 600) + "\uD800" })
        {
            foreach (bool isPortable in new[] { false, true })
                Resolved.Of(path, isPortable).Problem.Should().Be("expected well-formed text, found a NUL or a lone surrogate");
        }
    }

    [Fact]
    public void Resolve_Root_IsTheSame()
    {
        foreach (bool isPortable in new[] { false, true })
            Resolved.Of("/", isPortable).Kind.Should().Be(RealPath.Same);
    }

    [SkippableTheory]
    [InlineData("/proc/self")]
    [InlineData("/proc/self/environ")]
    [InlineData("/proc/thread-self/status")]
    [InlineData("/proc/mounts")]
    [InlineData("/proc/net/tcp")]
    [InlineData("/proc/PID/root")]
    [InlineData("/proc/PID/root/etc/passwd")]
    [InlineData("/proc/PID/cwd/x")]
    [InlineData("/proc/PID/exe")]
    [InlineData("/proc/PID/fd/0")]
    [InlineData("/proc/PID/task/PID/root/etc")]
    [InlineData("/proc/PID/task/PID/fd/1")]
    [InlineData("/proc/PID/ns/net")]
    [InlineData("/proc/4194305/root/etc/passwd")]
    [InlineData("/proc/nowhere")]
    [InlineData("/dev/fd")]
    [InlineData("/dev/fd/0")]
    [InlineData("/dev/stdin")]
    [InlineData("/dev/stdout")]
    [InlineData("/dev/stderr/x")]
    public void Resolve_AnotherProcessesWorld_IsUnknown(string path)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs linux");
        path = path.Replace("PID", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        Resolved.Of(path).Problem.Should().StartWith("expected a path that every process sees alike, found ");
        _disk.Link("link", path);
        Resolved.Of(_disk["link"]).Kind.Should().Be(RealPath.Unknown);
        Resolved.Of(_disk["link/x"]).Kind.Should().Be(RealPath.Unknown);
    }

    [SkippableFact]
    public void Resolve_PlainFileOfProc_IsTheSame()
    {
        Skip.IfNot(File.Exists("/proc/cpuinfo"), "needs /proc");

        Resolved.Of("/proc/cpuinfo").Kind.Should().Be(RealPath.Same);
        Resolved.Of("/proc/sys/kernel/ostype").Kind.Should().Be(RealPath.Same);
    }

    [SkippableFact]
    public void Resolve_LinkThatIsNoUtf8_IsUnknown()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "needs bash");
        _disk.Run("/bin/bash", "-c", @"ln -s $'caf\xe9' link; ln -s link again");

        foreach (bool isPortable in new[] { false, true })
        {
            Resolved.Of(_disk["link"], isPortable).Problem.Should().Be("expected a symbolic link that holds a path in utf-8, found other bytes");
            Resolved.Of(_disk["again/x"], isPortable).Kind.Should().Be(RealPath.Unknown);
        }
    }

    [SkippableFact]
    public void Resolve_FolderThatMayNotBeSearched_IsUnknown()
    {
        Skip.If(Environment.IsPrivilegedProcess || !File.Exists("/bin/chmod"), "root may search every folder");
        _disk.Write("closed/file");
        _disk.Link("link", "closed/file");
        _disk.Run("/bin/chmod", "u=r", "closed");
        try
        {
            Resolved.Of(_disk["closed"]).Kind.Should().Be(RealPath.Same);
            Resolved.Of(_disk["closed/file"]).Problem.Should().Be("expected folders that may be searched, found one that may not");
            Resolved.Of(_disk["closed/missing/x"]).Kind.Should().Be(RealPath.Unknown);
            Resolved.Of(_disk["link"]).Kind.Should().Be(RealPath.Unknown);
            Resolved.Of(_disk["link"], isPortable: true).Kind.Should().Be(RealPath.Unknown);
            DiskPaths.Instance.IsDirectory(_disk["closed/file"]).Should().BeFalse();
            DiskPaths.Instance.ListBelow(_disk["closed"]).Should().BeNull();
        }
        finally
        {
            _disk.Run("/bin/chmod", "u=rwx", "closed");
        }
    }

    [Theory]
    [InlineData("a/b/file")]
    [InlineData("a/b/missing/x/y")]
    [InlineData("a/.hidden/x")]
    [InlineData("link/file")]
    public void Resolve_Warm_AllocatesNothing(string name)
    {
        _disk.Write("a/b/file");
        _disk.Link("link", "a/b");
        string path = _disk[name];
        long least = long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        while (least > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                Resolve(path);

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.Should().Be(0);

        static void Resolve(string path)
        {
            var real = new CharBuffer(stackalloc char[256]);
            DiskPaths.Instance.Resolve(path, ref real, out _);
            real.Dispose();
        }
    }
}
