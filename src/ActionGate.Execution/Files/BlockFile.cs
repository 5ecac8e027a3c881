namespace ActionGate.Files;

/// <summary>What a block's file is to be.</summary>
/// <param name="Name">The name, relative to the work directory.</param>
/// <param name="IsNamed">The block named its file, which therefore stays after the run.</param>
/// <param name="Content">What the file holds, byte for byte.</param>
/// <param name="Hash">The SHA-256 of <paramref name="Content"/>, lower-case hexadecimal.</param>
internal sealed record BlockFile(string Name, bool IsNamed, byte[] Content, string Hash);
