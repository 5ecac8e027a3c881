using System.Diagnostics;
using ActionGate.Policies;

namespace ActionGate.Tests.Policies.Faults;

public sealed class PipeTests
{
    [SkippableFact]
    public async Task Open_PipeWithoutWriter_IsRefusedUnopened()
    {
        Skip.IfNot(File.Exists("/usr/bin/mkfifo") || File.Exists("/bin/mkfifo"), "needs mkfifo");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actiongate-pipe-");
        try
        {
            string pipe = Path.Combine(folder.FullName, "policy.yaml");
            using (Process mkfifo = Process.Start("mkfifo", [pipe]))
                await mkfifo.WaitForExitAsync();

            Diagnostic? failure = await Task.Run(() =>
            {
                PolicyReader.Open(pipe, PolicyReader.DefaultMaxBytes, out Diagnostic? found).Should().BeNull();
                return found;
            }).WaitAsync(TimeSpan.FromSeconds(20));

            failure!.Id.Should().Be(DiagnosticIds.PolicyNotAFile);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
