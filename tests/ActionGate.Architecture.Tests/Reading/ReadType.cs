namespace ActionGate.Architecture.Tests.Reading;

/// <summary>A type of an assembly, with everything inside it: nested types, lambdas and state machines count as theirs who wrote them.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name, generic arity and all.</param>
/// <param name="IsPublic">Others can see it.</param>
/// <param name="Files">The source files it is written in, relative to the project's folder, with '/'.</param>
/// <param name="Uses">The types of the same assembly that it uses in any way, by full name.</param>
/// <param name="UsesOutside">The types of other assemblies that it uses.</param>
internal sealed record ReadType(
    string Namespace,
    string Name,
    bool IsPublic,
    IReadOnlySet<string> Files,
    IReadOnlySet<string> Uses,
    IReadOnlySet<OutsideType> UsesOutside)
{
    internal string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";

    /// <summary>The folder of the first file; the root is empty. <see langword="null"/> where the type has no source.</summary>
    internal string? Room => Files.Order(StringComparer.Ordinal).Select(f => f[..Math.Max(0, f.LastIndexOf('/'))]).FirstOrDefault();
}

/// <summary>A type of another assembly.</summary>
/// <param name="Assembly">The assembly's simple name.</param>
/// <param name="Namespace">The type's namespace.</param>
/// <param name="Name">The type's name.</param>
internal sealed record OutsideType(string Assembly, string Namespace, string Name);
