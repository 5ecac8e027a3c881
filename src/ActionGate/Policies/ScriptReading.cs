namespace ActionGate.Policies;

/// <summary>What a document says of files that a command executes (<c>scripts</c>).</summary>
internal enum ScriptReading : byte
{
    /// <summary>A script that can be read is scanned, and what it would do belongs to the request.</summary>
    Scan = 0,

    /// <summary>Scripts are not looked into.</summary>
    Ignore,

    /// <summary>As <see cref="Scan"/>; a script that can't be read is refused.</summary>
    Require,
}
