namespace ActionGate.Tests.Simulation;

/// <summary>A folder with policies and tests of them.</summary>
internal sealed class TestFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("actiongate-tests-").FullName;

    internal string At(string name) => System.IO.Path.Combine(Path, name);

    internal TestFolder With(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return this;
    }

    /// <summary>Adds tests of <c>policy.yaml</c>, a line each, and loads them.</summary>
    internal PolicyTests Load(string tests, string head = "policy: policy.yaml", PolicyOptions? options = null)
    {
        With("t.tests.yaml", $"version: 1\n{head}\ntests:\n{tests}\n");
        return PolicyTests.Load(At("t.tests.yaml"), options);
    }

    /// <summary>The same, run.</summary>
    internal PolicyTestReport Run(string tests, string head = "policy: policy.yaml", PolicyOptions? options = null) => Load(tests, head, options).Run();

    /// <summary>Text without the name of the folder.</summary>
    internal string Relative(object? text) => text!.ToString()!.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
