using System.Text;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary>Standard output as records: for people, or as they are stored.</summary>
internal sealed class RecordOutput : IDisposable
{
    private readonly TextOutput? _text;
    private readonly StreamWriter? _json;

    internal RecordOutput(CommandHost host, bool isJson)
    {
        if (isJson)
            _json = new StreamWriter(host.Output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        else
            _text = host.OpenText();
    }

    internal void Write(AuditRecord record)
    {
        if (_text is not null)
            RecordLines.Write(_text, record);
        else
            // What is escaped stands in texts, where JSON reads it as the same.
            _json!.WriteLine(PrintableText.Of(record.Json));
    }

    internal void Flush()
    {
        _text?.Flush();
        _json?.Flush();
    }

    public void Dispose()
    {
        _text?.Dispose();
        _json?.Dispose();
    }
}
