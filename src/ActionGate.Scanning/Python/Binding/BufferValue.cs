using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>A <c>bytearray</c>: bytes with an identity, which are changed in place.</summary>
/// <param name="content">What is in it.</param>
/// <param name="condition">The branch of the code in which it was made, where a change certainly happens.</param>
/// <param name="at">Where it was made.</param>
internal sealed class BufferValue(TextValue content, int condition, int at) : Value
{
    internal int At { get; } = at;

    internal TextValue Content { get; set; } = content;

    internal int Condition { get; } = condition;

    /// <summary>What was in it was used while the code ran in order.</summary>
    internal bool IsUsedEarly { get; set; }

    /// <summary>Anybody may have written into it, and may do so again.</summary>
    internal bool IsLost { get; private set; }

    internal override bool? Truth => Content.Truth;

    internal void Lose()
    {
        IsLost = true;
        Content = TextValue.UnknownBytes;
    }
}
