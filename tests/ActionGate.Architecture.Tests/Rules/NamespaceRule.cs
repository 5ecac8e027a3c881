using ActionGate.Architecture.Tests.Reading;

namespace ActionGate.Architecture.Tests.Rules;

/// <summary>Public types stand in the package's root namespace, whatever their folder; internal ones follow their folder.</summary>
internal static class NamespaceRule
{
    private const string Public = "ActionGate";
    private const string Registrations = "Microsoft.Extensions.DependencyInjection";

    /// <param name="types">The types of a project.</param>
    /// <param name="root">The namespace of internal types in the project's root.</param>
    /// <param name="isFlat">Internal types too stand in the root namespace.</param>
    internal static IEnumerable<string> Violations(IEnumerable<ReadType> types, string root, bool isFlat = false)
    {
        foreach (var type in types.Where(t => t.Room is not null))
        {
            string expected = type.IsPublic ? Public : isFlat || type.Room!.Length == 0 ? root : $"{root}.{type.Room.Replace('/', '.')}";
            bool isRegistration = type.IsPublic && type.Room == "DependencyInjection" && type.Namespace == Registrations;
            if (type.Namespace != expected && !isRegistration)
                yield return $"{type.FullName} ('{type.Room}'): expected the namespace {expected}";
        }
    }
}
