using System.IO.Compression;
using System.Text;
namespace ActionGate.Tests.Gates;

/// <summary>What an interpreter would run is read, or refused: folders, archives, packages, files that are no text.</summary>
public sealed class UnreadScriptTests : DiskGateTests
{
    private static readonly string[] Rules = ["deny shell_exec 'rm *'", "allow shell_exec '{sh,bash,echo,python3,sed,cp,node} *'", "allow shell_exec './w/**'", "allow shell_exec 'source *'", "allow file_read '*'"];

    [SkippableTheory]
    [InlineData("python3 w/good", "allow r1")]
    [InlineData("python3 w/bad", "deny r0")]
    [InlineData("python3 w/bad/", "deny r0")]
    [InlineData("python3 w/empty", "deny @unresolved")]
    [InlineData("python3 w/compiled", "deny @unresolved")]
    [InlineData("python3 w/a.zip", "deny @unresolved")]
    [InlineData("python3 w/polyglot.py", "deny @unresolved")]
    [InlineData("python3 w/text.zip.py", "deny @unresolved")]
    [InlineData("python3 w/binary", "deny @unresolved")]
    [InlineData("python3 w/latin1.py", "deny @unresolved")]
    [InlineData("python3 w/large", "deny @unresolved")]
    [InlineData("python3 < w/binary", "deny @unresolved")]
    [InlineData("bash w/binary", "deny @unresolved")]
    [InlineData("sh w/large", "deny @unresolved")]
    [InlineData("bash < w/large", "deny @unresolved")]
    [InlineData("source w/binary", "deny @unresolved")]
    [InlineData("sed -f w/binary x", "deny @unresolved")]
    [InlineData("cd \"$x\" && bash s.sh", "deny @unresolved")]
    [InlineData("bash w/gone.sh", "allow r1")]
    [InlineData("node w/binary", "allow r1")]
    [InlineData("./w/elf", "allow r2")]
    [InlineData("./w/first-line", "deny @unresolved")]
    [InlineData("./w/no-magic", "deny @unresolved")]
    [InlineData("./w/large", "deny @unresolved")]
    [InlineData("cd w && python3 -m good", "allow default")]
    [InlineData("cd w && python3 -m bad", "deny r0")]
    [InlineData("cd w && python3 -m pack", "deny r0")]
    [InlineData("cd w && python3 -mpack.sub", "deny r0")]
    [InlineData("cd w && python3 -m compiled", "deny @unresolved")]
    [InlineData("cd w && python3 -m installed", "allow default")]
    [InlineData("for f in w/good*.sh; do bash $f; done", "allow r1")]
    [InlineData("for f in w/*.sh; do bash \"$f\"; done", "deny r0")]
    [InlineData("cp x w/good2.sh; for f in w/good*.sh; do bash \"$f\"; done", "deny @unresolved")]
    public void Scan_WhatIsNotUnderstood_IsRefused(string command, string expected)
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Write();
        OpenFor(Rules);

        RuleLines.Told(Open.Decide(command, context: Context)).Should().Be(expected);
    }

    private void Write()
    {
        const string Bad = "import os\nos.system('rm b')\n";
        Disk.Write("w/good/__main__.py", "print(1)\n");
        Disk.Write("w/bad/__main__.py", Bad);
        Disk.Folder("w/empty");
        Disk.Write("w/compiled/__main__.pyc", "x");
        Disk.Write("w/pack/__init__.py", Bad);
        Disk.Write("w/pack/__main__.py", "print(1)\n");
        Disk.Write("w/pack/sub.py", "print(1)\n");
        Disk.Write("w/good.sh", "echo a\n");
        Disk.Write("w/bad.sh", "rm b\n");
        byte[] archive = Archive();
        File.WriteAllBytes(Disk["w/a.zip"], archive);
        File.WriteAllBytes(Disk["w/polyglot.py"], [.. "print('harmless')\n"u8, .. archive]);
        File.WriteAllBytes(Disk["w/text.zip.py"], [.. "print('harmless')\n#PK\u0005\u0006"u8, .. Encoding.ASCII.GetBytes(new string('a', 60_000))]);
        File.WriteAllBytes(Disk["w/binary"], [.. "echo a\n"u8, 0, 1, 2]);
        File.WriteAllBytes(Disk["w/latin1.py"], [.. "# coding: latin-1\n# "u8, 0xE9, (byte)'\n']);
        Disk.Write("w/large", new string('#', (1 << 20) + 1));
        File.WriteAllBytes(Disk["w/elf"], [0x7F, .. "ELF"u8, 0, 0, 0]);
        File.WriteAllBytes(Disk["w/first-line"], [.. "#!/bin/sh\nrm b\n"u8, 0]);
        File.WriteAllBytes(Disk["w/no-magic"], [.. "rm b\n"u8, 0]);
    }

    private static byte[] Archive()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("__main__.py").Open();
            entry.Write("import os\nos.system('rm b')\n"u8);
        }
        return stream.ToArray();
    }
}
