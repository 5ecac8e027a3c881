namespace ActionGate.Planning;

/// <summary>The environment that blocks see: an allow-list of the host's, and the values that the host states.</summary>
internal static class RunEnvironment
{
    private static StringComparer Names => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <exception cref="ArgumentException">A name or value cannot stand in an environment.</exception>
    internal static Dictionary<string, string> Read(IReadOnlyList<string> inherited, IReadOnlyDictionary<string, string> stated)
    {
        var environment = new Dictionary<string, string>(Names);
        foreach (string name in inherited)
        {
            CheckName(name);
            if (Environment.GetEnvironmentVariable(name) is { } value)
                environment[name] = value;
        }
        foreach (var (name, value) in stated)
        {
            CheckName(name);
            ArgumentNullException.ThrowIfNull(value, nameof(stated));
            if (value.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException($"the value of environment variable '{name}' holds a NUL", nameof(stated));
            environment[name] = value;
        }
        return environment;
    }

    /// <summary>
    /// Python does not look for modules beside the script, where an earlier block may have put a <c>json.py</c>
    /// (docs.python.org, PYTHONSAFEPATH, since 3.11; <see cref="PythonPath"/> asks), and does not hold output back, so that it is there when a limit ends the run.
    /// </summary>
    internal static Dictionary<string, string> ForPython(Dictionary<string, string> environment)
    {
        var python = new Dictionary<string, string>(environment, Names);
        python.TryAdd("PYTHONSAFEPATH", "1");
        python.TryAdd("PYTHONUNBUFFERED", "1");
        return python;
    }

    private static void CheckName(string name)
    {
        if (string.IsNullOrEmpty(name) || name.AsSpan().IndexOfAny('=', '\0') >= 0)
            throw new ArgumentException($"'{name}' cannot be the name of an environment variable", nameof(name));
    }
}
