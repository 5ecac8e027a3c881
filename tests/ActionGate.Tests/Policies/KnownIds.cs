using System.Reflection;

namespace ActionGate.Tests.Policies;

/// <summary>Every diagnostic id that the code can give.</summary>
internal static class KnownIds
{
    internal static IReadOnlyList<string> All { get; } =
    [
        .. typeof(DiagnosticIds)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];
}
