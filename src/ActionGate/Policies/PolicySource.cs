using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Policies;

/// <summary>A policy's text with the name that diagnostics give it.</summary>
internal sealed class PolicySource(string? file, string text)
{
    private List<int>? _lineStarts;
    private string? _hash;

    /// <summary>The file as the caller named it; <see langword="null"/> for text.</summary>
    internal string? File { get; } = file;

    /// <summary>The text without a leading byte order mark, which would put the first line's columns off by one.</summary>
    internal string Text { get; } = text.StartsWith('\uFEFF') ? text[1..] : text;

    /// <summary><c>sha256:</c> and the digest of the text in UTF-8.</summary>
    internal string Hash => _hash ??= HashOf(Text);

    internal int LineCount => LineStarts.Count;

    /// <summary>Where each line begins. LF and CR LF end a line; a lone CR and all else that may (YAML 1.2, 5.4) is refused.</summary>
    private List<int> LineStarts
    {
        get
        {
            if (_lineStarts is not null)
                return _lineStarts;
            var starts = new List<int> { 0 };
            for (int i = 0; i < Text.Length; i++)
            {
                if (Text[i] == '\n')
                    starts.Add(i + 1);
            }
            return _lineStarts = starts;
        }
    }

    internal static string HashOf(string text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        int length = Encoding.UTF8.GetBytes(text, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(bytes);
        return "sha256:" + Convert.ToHexStringLower(hash);
    }

    /// <summary>The text of a line, counted from 1, without its line break; empty outside the text.</summary>
    internal string LineAt(int line) => LineSpan(line).ToString();

    /// <summary>The same without a copy.</summary>
    internal ReadOnlySpan<char> LineSpan(int line)
    {
        if (line < 1 || line > LineStarts.Count)
            return default;
        int start = LineStarts[line - 1];
        int end = line < LineStarts.Count ? LineStarts[line] : Text.Length;
        var text = Text.AsSpan(start, end - start);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }
}
