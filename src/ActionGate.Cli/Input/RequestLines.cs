namespace ActionGate.Cli.Input;

/// <summary>Reads a stream of JSON Lines to its end.</summary>
internal static class RequestLines
{
    /// <summary>Gives each line to <paramref name="take"/>, what is malformed included.</summary>
    /// <param name="input">The stream.</param>
    /// <param name="fields">The members that are read.</param>
    /// <param name="take">Gets each line; it is valid until it returns.</param>
    /// <param name="beforeWaiting">Is called before more is waited for, so that whoever sends one request at a time gets its answer.</param>
    internal static void Each(Stream input, FieldSet fields, Action<InputLine> take, Action? beforeWaiting = null)
    {
        var lines = new LineSource(input);
        var request = new InputLine(fields);
        do
        {
            while (lines.TryTake(out var line, out bool isTooLong))
            {
                if (isTooLong)
                    request.ReadTooLong();
                else
                    request.Read(line);
                take(request);
            }
            beforeWaiting?.Invoke();
        }
        while (lines.Fill());
    }
}
