using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Policies;

/// <summary>
/// A policy's text with the name that diagnostics give it. What is read from a file is kept in pieces of whole lines: as one string a
/// policy of 1,000 rules is a large object, and some hundred reloads of those make the collector go through the whole heap.
/// </summary>
internal sealed class PolicySource
{
    /// <summary>The most characters of a piece, unless one line has more.</summary>
    private const int PieceLength = 32 * 1024;

    private readonly string[] _pieces;
    private List<(int Piece, int Start)>? _lineStarts;
    private string? _hash;

    internal PolicySource(string? file, string text)
    {
        File = file;
        _pieces = [text.StartsWith('\uFEFF') ? text[1..] : text];
        Length = _pieces[0].Length;
    }

    internal PolicySource(string? file, ReadOnlySpan<char> text)
    {
        File = file;
        text = text is ['\uFEFF', ..] ? text[1..] : text;
        Length = text.Length;
        var pieces = new List<string>();
        while (text.Length > PieceLength)
        {
            int end = text[..PieceLength].LastIndexOf('\n');
            end = end < 0 ? text.IndexOf('\n') : end;
            if (end < 0)
                break;
            pieces.Add(text[..(end + 1)].ToString());
            text = text[(end + 1)..];
        }
        pieces.Add(text.ToString());
        _pieces = [.. pieces];
    }

    /// <summary>The file as the caller named it; <see langword="null"/> for text.</summary>
    internal string? File { get; }

    /// <summary>
    /// The text, each piece but the last ending with a line. It has no leading byte order mark, which would put the first line's columns
    /// off by one.
    /// </summary>
    internal IReadOnlyList<string> Pieces => _pieces;

    /// <summary>In UTF-16 units.</summary>
    internal int Length { get; }

    /// <summary><c>sha256:</c> and the digest of the text in UTF-8.</summary>
    internal string Hash => _hash ??= HashOf(_pieces);

    internal int LineCount => LineStarts.Count;

    /// <summary>Where each line begins. LF and CR LF end a line; a lone CR and all else that may (YAML 1.2, 5.4) is refused.</summary>
    private List<(int Piece, int Start)> LineStarts
    {
        get
        {
            if (_lineStarts is not null)
                return _lineStarts;
            var starts = new List<(int, int)>();
            for (int piece = 0; piece < _pieces.Length; piece++)
            {
                string text = _pieces[piece];
                bool isLast = piece == _pieces.Length - 1;
                int start = 0;
                int end;
                do
                {
                    starts.Add((piece, start));
                    end = text.IndexOf('\n', start);
                    start = end + 1;
                }
                while (end >= 0 && (start < text.Length || isLast));
            }
            return _lineStarts = starts;
        }
    }

    /// <summary>Whether the text has more bytes in UTF-8 than that.</summary>
    internal bool IsLongerThan(long bytes)
    {
        if (Length > bytes)
            return true;
        foreach (string piece in _pieces)
            bytes -= Encoding.UTF8.GetByteCount(piece);
        return bytes < 0;
    }

    /// <summary>The text of a line, counted from 1, without its line break; empty outside the text.</summary>
    internal string LineAt(int line) => LineSpan(line).ToString();

    /// <summary>The same without a copy.</summary>
    internal ReadOnlySpan<char> LineSpan(int line)
    {
        if (line < 1 || line > LineStarts.Count)
            return default;
        var (piece, start) = LineStarts[line - 1];
        int end = line < LineStarts.Count && LineStarts[line].Piece == piece ? LineStarts[line].Start : _pieces[piece].Length;
        var text = _pieces[piece].AsSpan(start, end - start);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    internal static string HashOf(params ReadOnlySpan<string> pieces)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string piece in pieces)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(piece));
            sha.AppendData(bytes, 0, Encoding.UTF8.GetBytes(piece, bytes));
            ArrayPool<byte>.Shared.Return(bytes);
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        sha.GetHashAndReset(hash);
        return "sha256:" + Convert.ToHexStringLower(hash);
    }
}
