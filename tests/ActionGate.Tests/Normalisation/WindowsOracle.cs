using System.Text.RegularExpressions;

namespace ActionGate.Tests.Normalisation;

/// <summary>
/// What Microsoft's pages say of a path of Windows, as plainly as it goes; <see langword="null"/> where they leave it open, or where it
/// is no file. Without a working directory.
/// </summary>
internal static partial class WindowsOracle
{
    internal static string? Normal(string path)
    {
        string text = path;
        bool isVerbatim = text.StartsWith(@"\\?\", StringComparison.Ordinal);
        if (isVerbatim && text.Contains('/', StringComparison.Ordinal))
            return null;
        text = text.Replace('/', '\\');
        bool isDevice = text.StartsWith(@"\\?\", StringComparison.Ordinal) || text.StartsWith(@"\\.\", StringComparison.Ordinal);
        if (isDevice)
        {
            text = text[4..];
            if (text.StartsWith(@"UNC\", StringComparison.OrdinalIgnoreCase))
                text = @"\\" + text[4..];
            else if (!Drive().IsMatch(text))
                return null;
        }
        else if (text.StartsWith('\\') && (Drive().IsMatch(text[1..]) || text.Length == 3 && Drive().IsMatch(text[1..] + "\\")))
        {
            // The normal form.
            text = text.Length == 3 ? text[1..] + "\\" : text[1..];
        }

        string root;
        string rest;
        if (Drive().IsMatch(text))
        {
            root = "/" + text[..2].ToLowerInvariant();
            rest = text[3..];
        }
        else if (Share().Match(text) is { Success: true } share && !Own().IsMatch(share.Groups[1].Value) && IsName(share.Groups[2].Value) && !Administrative().IsMatch(share.Groups[2].Value))
        {
            root = $"//{share.Groups[1].Value.ToLowerInvariant()}/{share.Groups[2].Value.ToLowerInvariant()}";
            rest = share.Groups[3].Value is ['\\', .. var below] ? below : "";
        }
        else
        {
            return null;
        }

        var kept = new List<string>();
        string[] segments = rest.Split('\\');
        for (int i = 0; i < segments.Length; i++)
        {
            string segment = segments[i];
            bool isLast = i == segments.Length - 1;
            if (isVerbatim && (segment is "." or ".." || segment is "" && !isLast))
                return null;
            if (segment is "" or ".")
                continue;
            if (segment == "..")
            {
                if (kept.Count == 0 && isDevice)
                    return null;
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
                continue;
            }
            if (!isVerbatim)
                segment = isLast ? segment.TrimEnd('.', ' ') : segment.EndsWith('.') ? segment[..^1] : segment;
            if (!IsName(segment))
                return null;
            kept.Add(segment);
        }
        return string.Concat(kept.Select(k => "/" + k).Prepend(root));
    }

    private static bool IsName(string name) => Name().IsMatch(name) && !Device().IsMatch(name) && !Short().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z]:\\", RegexOptions.CultureInvariant)]
    private static partial Regex Drive();

    [GeneratedRegex(@"\A\\\\([A-Za-z0-9_-](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)\\([^\\]+)((?:\\.*)?)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Share();

    [GeneratedRegex(@"(\A|\.)localhost\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Own();

    [GeneratedRegex(@"\A(.|admin|ipc|print|fax)\$\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Administrative();

    [GeneratedRegex("""\A[^<>:"/\\|?*\x00-\x1F]*[^<>:"/\\|?*\x00-\x1F. ]\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\..*)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Device();

    [GeneratedRegex(@"\A(?=[^.]{1,8}(\.|\z))[^.]+~[0-9]+(\.[^.]{0,3})?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Short();
}
