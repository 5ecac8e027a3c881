using System.Globalization;
using System.Text;

namespace ActionGate.Cli.Input;

/// <summary>Reads the inside of a JSON string whose syntax was checked.</summary>
internal static class JsonText
{
    /// <summary>
    /// The text. Half a surrogate pair stays what it is: the reader of the framework throws there, and a gate has its own answer to such
    /// a target.
    /// </summary>
    internal static string Unescape(ReadOnlySpan<byte> inside)
    {
        string source = Encoding.UTF8.GetString(inside);
        int at = source.IndexOf('\\', StringComparison.Ordinal);
        if (at < 0)
            return source;
        var text = new StringBuilder(source.Length);
        int done = 0;
        for (; at >= 0; at = source.IndexOf('\\', done))
        {
            text.Append(source, done, at - done);
            char escape = source[at + 1];
            done = at + 2;
            if (escape == 'u')
            {
                text.Append((char)ushort.Parse(source.AsSpan(done, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                done += 4;
                continue;
            }
            text.Append(escape switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => escape,
            });
        }
        return text.Append(source, done, source.Length - done).ToString();
    }
}
