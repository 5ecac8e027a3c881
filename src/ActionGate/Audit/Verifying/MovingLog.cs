namespace ActionGate.Audit.Verifying;

/// <summary>Reading of a log in whose folder segments may be deleted at any moment, since nobody waits for who reads without the lock.</summary>
internal static class MovingLog
{
    /// <summary>Nobody prunes as often as this while a log is read once.</summary>
    private const int MostAttempts = 16;

    /// <summary>Reads a log, and reads it again where a file went meanwhile: it begins later then.</summary>
    /// <param name="read">Reads, and gives <see langword="null"/> to be called again; is told whether this is the last time.</param>
    internal static T Read<T>(Func<bool, T?> read)
        where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            bool isLast = attempt >= MostAttempts;
            try
            {
                if (read(isLast) is { } result)
                    return result;
            }
            catch (Exception e) when (IsGone(e) && !isLast)
            {
            }
        }
    }

    /// <summary>A file was there when its name was looked up, and is no more.</summary>
    internal static bool IsGone(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException;
}
