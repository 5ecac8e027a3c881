using ActionGate.Matching;

namespace ActionGate.Evaluation;

/// <summary>The folders whose programs a bare command name stands for.</summary>
internal static class TrustedDirectories
{
    internal static CommandNaming NamingOf(ReadOnlySpan<char> name)
    {
        int slash = name.LastIndexOf('/');
        if (slash < 0)
            return CommandNaming.Bare;
        // Compared as written: another spelling of a trusted folder is rare, and not trusted.
        return name[..slash] is "/bin" or "/usr/bin" or "/usr/local/bin" && name.Length > slash + 1 && name[(slash + 1)..] is not ("." or "..")
            ? CommandNaming.TrustedPath
            : CommandNaming.OtherPath;
    }
}
