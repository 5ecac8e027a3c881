namespace ActionGate.Audit.Notes;

/// <summary>One signature below a note.</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="KeyId">With the name, what says which key it is.</param>
/// <param name="Bytes">The signature itself.</param>
internal readonly record struct NoteSignature(string Name, uint KeyId, byte[] Bytes);
