namespace ActionGate;

/// <summary>
/// Every diagnostic id, by range: AG10xx the YAML document, AG11xx rules, AG12xx patterns, AG13xx tests, AG20xx meaning, AG30xx what a gate refuses
/// by itself, AG40xx audit, AG50xx host. An id is never used again for something else; docs/diagnostics.md explains each.
/// </summary>
internal static partial class DiagnosticIds
{
}
