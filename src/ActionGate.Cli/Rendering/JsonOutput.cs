using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>Standard output as JSON, one value a line.</summary>
internal sealed class JsonOutput
{
    private const int FullBytes = 64 * 1024;

    /// <summary>
    /// The relaxed encoder leaves quotes and letters readable (nothing here is put into HTML) and still escapes control characters, all
    /// that some program takes for the end of a line, and half surrogate pairs.
    /// </summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;
    private ArrayBufferWriter<byte> _buffer = new(FullBytes);

    internal JsonOutput(Stream output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_buffer, Options);
    }

    /// <summary>Writes the next value; <see cref="EndLine"/> ends it.</summary>
    internal Utf8JsonWriter Json => _json;

    internal void EndLine()
    {
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FullBytes)
            Flush();
    }

    /// <summary>Gives out every line that was ended.</summary>
    internal void Flush()
    {
        if (_buffer.WrittenCount == 0)
            return;
        _output.Write(_buffer.WrittenSpan);
        _output.Flush();
        if (_buffer.Capacity <= 4 * FullBytes)
        {
            _buffer.ResetWrittenCount();
        }
        else
        {
            // One huge answer must not be paid for by all that follow.
            _buffer = new ArrayBufferWriter<byte>(FullBytes);
            _json.Reset(_buffer);
        }
    }
}
