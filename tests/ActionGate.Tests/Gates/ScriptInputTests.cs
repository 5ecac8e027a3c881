namespace ActionGate.Tests.Gates;

/// <summary>What scripts and code in code hand on: an interpreter in them may read as code what the command that runs them is fed.</summary>
public sealed class ScriptInputTests : DiskGateTests
{
    private static readonly string[] Rules =
    [
        "deny shell_exec 'rm *'",
        "allow shell_exec '{sh,bash,echo,python3,source,exec,cat,timeout,env,find,export,eval,while,read,tar,git,mkdir,sleep,cp} *'",
        "allow code_execution '*'",
        "allow file_read '*'",
        "allow file_write './w/**'",
        "allow script_exec '*'",
        "allow env_write '*'",
    ];

    [SkippableTheory]
    // what a script hands on
    [InlineData("echo 'echo a' | bash w/shell.sh")]
    [InlineData("bash w/shell.sh <<< 'echo a'")]
    [InlineData("bash w/shell.sh < w/data")]
    [InlineData("source w/shell.sh < w/data")]
    [InlineData("timeout 3 bash w/shell.sh < w/data")]
    [InlineData("env bash w/shell.sh < w/data")]
    [InlineData("find w -name shell.sh -exec bash w/shell.sh ';' < w/data")]
    [InlineData("cat w/data | { bash w/shell.sh; }")]
    [InlineData("bash -c 'bash w/shell.sh' < w/data")]
    [InlineData("bash w/outer.sh < w/data")]
    [InlineData("bash w/shell.sh; bash w/shell.sh < w/data")]
    [InlineData("BASH_ENV=w/shell.sh bash w/echo.sh < w/data")]
    [InlineData("python3 w/shell.py < w/data")]
    [InlineData("python3 w/script.py < w/data")]
    [InlineData("python3 -c 'import subprocess; subprocess.run([\"bash\"])' <<< 'echo a'")]
    [InlineData("python3 -c 'import os; os.system(\"bash w/shell.sh\")' < w/data")]
    // what exec has made the input of all
    [InlineData("exec < w/data; bash w/shell.sh")]
    [InlineData("exec < w/data; python3 w/shell.py")]
    [InlineData("exec 3< w/data; bash w/shell.sh <&3")]
    // devices by other names
    [InlineData("bash /dev/fd/3 3<<< 'rm b'")]
    [InlineData("cd /dev; bash stdin <<< 'rm b'")]
    [InlineData("python3 -x w/lines.py")]
    public void Scan_InterpreterInWhatIsFed_IsUnresolved(string command) => Told(command).Should().Be("deny @unresolved");

    [SkippableTheory]
    [InlineData("bash w/shell.sh")]
    [InlineData("bash w/shell.sh < /dev/null")]
    [InlineData("exec < /dev/null; bash w/shell.sh")]
    [InlineData("python3 w/shell.py")]
    [InlineData("python3 w/shell.py < /dev/null")]
    [InlineData("bash w/reads.sh < w/data")]
    [InlineData("echo a | bash w/reads.sh")]
    [InlineData("exec < w/data; bash w/reads.sh")]
    [InlineData("bash w/inner.sh < w/data")]
    [InlineData("python3 w/reads.py < w/data")]
    [InlineData("python3 w/inner.py < w/data")]
    [InlineData("(exec < w/data; cat); bash w/shell.sh")]
    [InlineData("python3 -i w/lines.py")]
    public void Scan_WhatReadsOnlyData_IsAllowed(string command) => Told(command).Should().Be("allow r1");

    [SkippableTheory]
    [InlineData("import subprocess\nsubprocess.run(['bash', 'w/shell.sh'], input='echo a')", false)]
    [InlineData("import subprocess\nsubprocess.run(['bash', 'w/shell.sh'], stdin=open('w/data'))", false)]
    [InlineData("import subprocess\nsubprocess.run('bash w/shell.sh', shell=True, input=b'echo a')", false)]
    [InlineData("import subprocess\np = subprocess.Popen(['bash', 'w/shell.sh'], stdin=subprocess.PIPE)\np.communicate(b'echo a')", false)]
    [InlineData("import os, subprocess\nos.open('w/data', 0)\nsubprocess.run(['bash'], stdin=3)", false)]
    [InlineData("import subprocess\nsubprocess.run(['python3', '-i', '-c', 'pass'], input=b'print(1)')", false)]
    [InlineData("import os\nos.popen('bash w/shell.sh', 'w').write('echo a')", false)]
    [InlineData("import os\nos.posix_spawn('/bin/bash', ['bash'], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, 'w/data', 0, 0)])", false)]
    [InlineData("import asyncio\nasync def f():\n    p = await asyncio.create_subprocess_exec('bash', 'w/shell.sh', stdin=asyncio.subprocess.PIPE)\n    await p.communicate(b'rm b')\nasyncio.run(f())", false)]
    [InlineData("import asyncio\nasync def f():\n    p = await asyncio.create_subprocess_shell('bash w/shell.sh', stdin=asyncio.subprocess.PIPE)\n    await p.communicate(b'rm b')\nasyncio.run(f())", false)]
    [InlineData("import subprocess\nsubprocess.run(['bash', 'w/shell.sh'])", true)]
    [InlineData("import subprocess\nsubprocess.run(['bash', 'w/shell.sh'], stdin=subprocess.DEVNULL)", true)]
    [InlineData("import subprocess\nsubprocess.run(['bash', 'w/reads.sh'], input='a')", true)]
    [InlineData("import subprocess\nsubprocess.run(['bash'], input='echo a')", true)]
    [InlineData("import os\nprint(os.popen('bash w/shell.sh').read())", true)]
    public async Task Run_InputThatPythonGives_IsFollowed(string code, bool isAllowed)
    {
        Prepare();
        var permit = await Open.Gate.AuthorizeAsync(new CodeRequest([new CodeBlock(code, "python")], Context));
        permit.IsGranted.Should().Be(isAllowed, permit.Decision.Reason);
    }

    [SkippableTheory]
    [InlineData("bash w/self.sh")]
    [InlineData("bash < w/self.sh")]
    [InlineData("source w/self.sh")]
    [InlineData("cd w; bash ./self-inside.sh")]
    [InlineData("bash w/self-python.sh")]
    [InlineData("bash w/runs-self.sh")]
    [InlineData("bash w/sleeps.sh & bash w/writes-sleeps.sh")]
    [InlineData("for i in 1 2; do bash w/sleeps.sh; bash w/writes-sleeps.sh; done")]
    public void Scan_ScriptThatIsWrittenWhileItRuns_IsUnresolved(string command) => Told(command).Should().Be("deny @unresolved");

    [SkippableTheory]
    [InlineData("bash w/output.sh")]
    [InlineData("bash w/unpacks.sh")]
    [InlineData("bash w/sleeps.sh & bash w/output.sh")]
    public void Scan_ScriptThatWritesOtherFiles_IsAllowed(string command) => Told(command).Should().Be("allow r1");

    private string Told(string command)
    {
        Prepare();
        return RuleLines.Told(Open.Decide(command, context: Context));
    }

    private void Prepare()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Disk.Write("w/data", "rm b\n");
        Disk.Write("w/shell.sh", "bash\n");
        Disk.Write("w/outer.sh", "echo a\nbash w/shell.sh\n");
        Disk.Write("w/echo.sh", "echo a\n");
        Disk.Write("w/reads.sh", "while read -r l; do echo \"$l\"; done\n");
        Disk.Write("w/inner.sh", "python3 - <<X\nprint(1)\nX\nbash w/echo.sh\n");
        Disk.Write("w/shell.py", "import subprocess\nsubprocess.run(['bash'])\n");
        Disk.Write("w/script.py", "import os\nos.system('bash w/shell.sh')\n");
        Disk.Write("w/reads.py", "import sys\nfor line in sys.stdin:\n    print(line)\n");
        Disk.Write("w/inner.py", "import subprocess\nsubprocess.run(['bash', '-c', 'echo a'])\nsubprocess.run(['python3', 'w/reads.py'])\n");
        Disk.Write("w/lines.py", "print(1)\n");
        Disk.Write("w/self.sh", "echo 'rm b' >> w/self.sh\n");
        Disk.Write("w/self-inside.sh", "echo 'rm b' | cat >> self-inside.sh\n");
        Disk.Write("w/self-python.sh", "python3 -c \"open('w/self-python.sh', 'a').write('rm b')\"\n");
        Disk.Write("w/runs-self.sh", "echo a\nbash w/self.sh\n");
        Disk.Write("w/sleeps.sh", "sleep 1\n");
        Disk.Write("w/writes-sleeps.sh", "echo 'rm b' >> w/sleeps.sh\n");
        Disk.Write("w/output.sh", "mkdir -p w/out\necho a > w/out/log\nfor n in a b; do echo $n > \"w/out/$n.txt\"; done\n");
        Disk.Write("w/unpacks.sh", "tar -xzf w/a.tgz -C w\n");
        OpenFor(Rules);
    }
}
