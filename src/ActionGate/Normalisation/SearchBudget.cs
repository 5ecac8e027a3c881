namespace ActionGate.Normalisation;

/// <summary>How many entries of folders one request may have searched, however many folders it names.</summary>
internal sealed class SearchBudget
{
    internal const int MostEntries = 100_000;

    internal int Left { get; set; } = MostEntries;
}
