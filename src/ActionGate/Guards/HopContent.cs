using System.Globalization;
using System.Net;

namespace ActionGate.Guards;

/// <summary>A caller's content with headers of its own: the caller's may change while the request is decided.</summary>
internal sealed class HopContent : HttpContent
{
    private const string Length = "Content-Length";

    private readonly HttpContent _given;

    internal HopContent(HttpContent given)
    {
        _given = given;
        foreach (var (name, values) in given.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
        if (Headers.NonValidated.TryGetValues(Length, out var said))
            HasOtherLength = OwnLength(given) is { } own && said.ToString() != own.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A header says another length than the content itself.</summary>
    internal bool HasOtherLength { get; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _given.CopyToAsync(stream, context);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _given.CopyToAsync(stream, context, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _given.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _given.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The header hides what the content would say; without it the content is asked, and where it does not know, the header is put back.</summary>
    private static long? OwnLength(HttpContent content)
    {
        var said = new List<string>(content.Headers.NonValidated[Length]);
        content.Headers.Remove(Length);
        long? own = content.Headers.ContentLength;
        content.Headers.Remove(Length);
        content.Headers.TryAddWithoutValidation(Length, said);
        return own;
    }
}
