namespace ActionGate.Audit.Records;

/// <summary>How much of what was acted on records show.</summary>
/// <param name="WithTargets">Targets, working directories and the reasons that quote them.</param>
/// <param name="Redacts">Secrets in them are looked for, and left out.</param>
internal readonly record struct Disclosure(bool WithTargets, bool Redacts);
