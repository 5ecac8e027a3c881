namespace ActionGate.Audit.Records;

/// <summary>The version of this engine, as records name it.</summary>
internal static class EngineVersion
{
    internal static readonly string Text = typeof(EngineVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
