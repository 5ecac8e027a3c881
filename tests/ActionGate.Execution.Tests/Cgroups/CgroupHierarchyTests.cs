using ActionGate.Cgroups;

namespace ActionGate.Execution.Tests.Cgroups;

public sealed class CgroupHierarchyTests
{
    [Fact]
    public void Read_BothVersions_FindsThePathsOfTheOwnGroups() => CgroupHierarchy.Read(
        """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:5 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:7 master:2 - cgroup cgroup rw,memory
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """,
        "9:name=systemd:/init.scope\n4:memory:/a/b\n2:cpu,cpuacct:/\n0::/user.slice/x\n").Should().Equal(
            new("/sys/fs/cgroup/cpu,cpuacct", false),
            new("/sys/fs/cgroup/memory/a/b", false),
            new("/sys/fs/cgroup/systemd/init.scope", false),
            new("/sys/fs/cgroup/unified/user.slice/x", true));

    [Theory]
    [InlineData("/", "/", "/cg")]
    [InlineData("/", "/docker/7", "/cg/docker/7")]
    [InlineData("/docker/7", "/docker/7", "/cg")]
    [InlineData("/docker/7", "/docker/7/sub", "/cg/sub")]
    [InlineData("/docker/7", "/docker/77", null)]
    [InlineData("/docker/7", "/", null)]
    [InlineData("/", "/../other", null)]
    [InlineData("/..", "/", null)]
    public void Read_MountThatShowsAPart_FindsOnlyWhatItShows(string root, string own, string? folder) =>
        CgroupHierarchy.Read($"41 31 0:38 {root} /cg rw - cgroup2 none rw", $"0::{own}").Select(h => h.Folder).Should()
            .Equal(folder is null ? [] : new[] { folder });

    [Fact]
    public void Read_MountPointWithABlank_IsUnescaped() =>
        CgroupHierarchy.Read(@"41 31 0:38 / /my\040groups\134x rw - cgroup2 none rw", "0::/").Should().Equal(new CgroupHierarchy(@"/my groups\x", true));

    [Theory]
    [InlineData("", "")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("41 31 0:38 / /cg rw - cgroup2", "0::/")]
    [InlineData("41 31 0:38 / /cg rw - cgroup2 none rw", "")]
    [InlineData("41 31 0:38 / /cg rw - cgroup none rw,memory", "4:pids:/\n0::/")]
    [InlineData("- cgroup2 - - -", "0:::\n:\n::")]
    public void Read_OtherText_FindsNothing(string mountInfo, string own) => CgroupHierarchy.Read(mountInfo, own).Should().BeEmpty();

    [Theory]
    [InlineData("actiongate-1-2-3-4-5")]
    [InlineData("actiongate-x-2-3-4")]
    [InlineData("actiongate-8388608-0-3-4")]
    [InlineData("actiongate-8388608-7-1-4")] // another process namespace
    [InlineData("actiongate-")]
    [InlineData("")]
    public void IsLeftOver_NameThatTellsNothing_IsNot(string name) => GroupName.IsLeftOver(name).Should().BeFalse();

    [Fact]
    public void IsLeftOver_OwnName_IsNot() => GroupName.IsLeftOver(GroupName.Next()).Should().BeFalse();
}
