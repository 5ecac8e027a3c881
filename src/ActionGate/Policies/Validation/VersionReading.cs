using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Checks the version that a document says it is written in.</summary>
internal static class VersionReading
{
    internal static void Check(KeyedMap keys, DiagnosticBag diagnostics)
    {
        if (!keys.TryFind("version", out YamlEntry entry))
        {
            if (!keys.MayHold("version"))
                diagnostics.Error(DiagnosticIds.MissingKey, keys.Span, $"the {diagnostics.Kind.Noun} has no 'version'", "write 'version: 1'");
        }
        else if (new TextReading(diagnostics).Line(entry.Value) is { } version && version.Value is not ("1" or "1.0"))
        {
            diagnostics.Error(
                DiagnosticIds.UnsupportedVersion, version.Span, $"expected version 1, found {Quoted.Text(version.Value)}", "write 'version: 1'");
        }
    }
}
