namespace ActionGate.Normalisation;

/// <summary>
/// Runs of characters for SearchValues. It scans a run as fast as the ...InRange methods of spans do, which box their bounds
/// until the runtime has optimised them, and so would break the promise to allocate nothing.
/// </summary>
internal static class CharacterRange
{
    internal static char[] Of(char first, char last)
    {
        char[] characters = new char[last - first + 1];
        for (int i = 0; i < characters.Length; i++)
            characters[i] = (char)(first + i);
        return characters;
    }
}
