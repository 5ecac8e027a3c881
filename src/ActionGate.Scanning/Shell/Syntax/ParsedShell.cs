namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>Shell text as a tree, or why it is none.</summary>
/// <param name="Body">The whole text; <see langword="null"/> exactly where there is a problem.</param>
/// <param name="Problem">Why the text can't be read exactly: it is wrong, or shells read it in different ways.</param>
/// <param name="ProblemAt">Where, as an offset in the text; its length for the end.</param>
/// <param name="IsOtherwiseInPosix">It holds what a POSIX shell may read otherwise than bash; told of bash's reading only.</param>
/// <param name="HasNegatedGroup">It holds <c>!(</c>, which is a pattern where extended ones were switched on.</param>
internal readonly record struct ParsedShell(CommandList? Body, string? Problem, int ProblemAt, bool IsOtherwiseInPosix = false, bool HasNegatedGroup = false);
