namespace ActionGate.Matching;

/// <summary>
/// Tells what is known of a command's options: letters with their long names as <c>f=force</c>, options that take a value as <c>:-o</c>,
/// long options as <c>!--force</c>, <c>?</c> where no long one is known.
/// </summary>
/// <param name="text">The text that the words lie in.</param>
/// <param name="words">The argument vector, or the beginning of one.</param>
/// <param name="subcommand">The place of its last subcommand; 0 where there is none.</param>
/// <returns><see langword="null"/> where nothing is known of it.</returns>
internal delegate string? OptionTable(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, out int subcommand);
