namespace ActionGate.Tests.Gates;

/// <summary>A file beside a Python program that has the name of a module of the library is what an import of that module runs.</summary>
public sealed class ModulesBesideTests : DiskGateTests
{
    private static readonly string[] Rules =
    [
        "allow shell_exec '{sh,bash,echo,python3,cp,printf,tar} *'", "allow shell_exec './w/**'", "allow file_write '*'", "allow file_read '*'", "allow module_import '*'",
        "allow code_execution python",
    ];

    [SkippableTheory]
    [InlineData("json.py", "python3 w/main.py")]
    [InlineData("json.pyc", "python3 w/main.py")]
    [InlineData("json.cpython-311-x86_64-linux-gnu.so", "python3 w/main.py")]
    [InlineData("json/__init__.py", "python3 w/main.py")]
    [InlineData("re.py", "python3 w/main.py")]
    [InlineData("_strptime.py", "python3 w/main.py")]
    [InlineData("json.py", "python3 -u -W ignore w/main.py 1 2")]
    [InlineData("json.py", "./w/main.py")]
    [InlineData("json.py", "python3 linked.py")]
    [InlineData("json.py", "python3 w")]
    [InlineData("json.py", "cd w && python3 main.py")]
    [InlineData("json.py", "cd w && python3 -c 'import json'")]
    [InlineData("json.py", "cd w && python3 -c 'from json import loads'")]
    [InlineData("types.py", "cd w && python3 -c 'import json'")]
    [InlineData("json.py", "cd w && echo 'import json' | python3")]
    [InlineData("json.py", "cd w && python3 < main.py")]
    [InlineData("json.py", "cd w && python3 <<E\nimport json\nE\n")]
    [InlineData("json.py", "cd w && python3 -m main")]
    [InlineData("this.py", "cd w && python3 -m this")]
    [InlineData("pytest.py", "cd w && python3 -m pytest")]
    [InlineData("json.py", "cd w && python3 -m pytest")]
    [InlineData("numpy.py", "cd w && python3 -c 'import numpy'")]
    [InlineData("code.py", "cd w && python3 -c 'import code'")]
    [InlineData("code.py", "cd w && python3 -c 'import doctest'")]
    [InlineData("", "printf 'x' > w/json.py; python3 w/main.py")]
    [InlineData("", "printf 'x' > w/json/__init__.py; python3 w/main.py")]
    [InlineData("", "printf 'x' > w/json.py; cd w; python3 -c 'import json'")]
    [InlineData("", "cp -r x w/json; python3 w/main.py")]
    [InlineData("", "cd w && tar -xf ../a.tar; python3 -c 'import json'")]
    [InlineData("", "block:cp x w/json.py", "cd w && python3 -c 'import json'")]
    public async Task ModuleOfTheLibrary_BesideTheProgram_IsUnresolved(string file, params string[] texts)
    {
        foreach (string head in new[] { "", "scripts: require\n" })
        {
            var permit = await Authorize(head, file, texts);

            (permit.IsGranted, permit.Decision.Rule?.Id, permit.Decision.DiagnosticId).Should().Be((false, "@unresolved", "AG3018"));
        }
    }

    [SkippableTheory]
    [InlineData("", "python3 w/main.py")]
    [InlineData("helper.py", "python3 w/helped.py")]
    [InlineData("tests/__init__.py", "python3 w/main.py")]
    [InlineData("test/__init__.py", "python3 w/main.py")]
    [InlineData("setup.py", "python3 w/main.py")]
    [InlineData("conftest.py", "cd w && python3 -m pytest")]
    [InlineData("site.py", "python3 w/main.py")]
    [InlineData("code.py", "python3 w/main.py")]
    [InlineData("json.txt", "python3 w/main.py")]
    [InlineData("json/a.txt", "python3 w/main.py")]
    [InlineData("json.py", "cd w && python3 -I main.py")]
    [InlineData("json.py", "cd w && python3 -uP main.py")]
    [InlineData("json.py", "cd w && python3 -Ic 'import json'")]
    [InlineData("json.py", "cd w && python3 -c 'print(1)'")]
    [InlineData("json.py", "cd w && python3 -c 'import math, sys; print(1)'")]
    [InlineData("json.py", "python3 -c 'import json'")]
    [InlineData("queue.py", "python3 w/queue.py")]
    [InlineData("json.py", "block-py:import json")]
    [InlineData("", "printf 'x' > w/json.txt; python3 w/main.py")]
    [InlineData("", "printf 'x' > other/json.py; cd w; python3 -c 'import json'")]
    public async Task EverythingElse_IsUpToTheRules(string file, params string[] texts) =>
        (await Authorize("", file, texts)).Decision.ToString().Should().StartWith("allow");

    [SkippableFact]
    public async Task Ignored_ModuleBeside_IsLeftAlone() =>
        (await Authorize("scripts: ignore\n", "json.py", ["cd w && python3 main.py"])).IsGranted.Should().BeTrue();

    private async Task<Permit> Authorize(string head, string file, string[] texts)
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        Disk.Write("w/main.py", "#!/usr/bin/env python3\nimport json\nprint(json.dumps(1))\n");
        Disk.Write("w/__main__.py", "import json\n");
        Disk.Write("w/helped.py", "import json, helper\n");
        if (file.Length > 0)
            Disk.Write("w/" + file, file == "queue.py" ? "import json\n" : "x = 1\n");
        if (!File.Exists(Disk["linked.py"]))
            Disk.Link("linked.py", Disk["w/main.py"]);
        OpenFor(Rules, head);
        if (texts is [var only] && !only.StartsWith("block", StringComparison.Ordinal))
            return await Open.Authorize(only, context: Context);
        CodeBlock[] blocks =
        [
            .. texts.Select(t => t.StartsWith("block-py:", StringComparison.Ordinal) ? new CodeBlock(t[9..], "python") : new CodeBlock(t.StartsWith("block:", StringComparison.Ordinal) ? t[6..] : t, "bash")),
        ];
        return await Open.Gate.AuthorizeAsync(new CodeRequest(blocks, Context));
    }
}
