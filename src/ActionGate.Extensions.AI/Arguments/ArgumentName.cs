using System.Buffers;

namespace ActionGate.Arguments;

/// <summary>A name that an agent chose, for a text that a model and a log will read.</summary>
internal static class ArgumentName
{
    private const int LongestShown = 64;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$");

    /// <summary>The name in quotes where it is a plain and short one; anything else could carry text of the agent's into the reason.</summary>
    internal static string Shown(string name) =>
        name.Length is > 0 and <= LongestShown && !name.AsSpan().ContainsAnyExcept(Plain) ? $"'{name}'" : "(not shown)";
}
