using ActionGate.Matching;

namespace ActionGate.Evaluation;

/// <summary>The folders whose programs a bare command name stands for.</summary>
internal static class TrustedDirectories
{
    /// <summary>How a command was named.</summary>
    /// <param name="name">The command as written.</param>
    /// <param name="trusted">The folders that a policy trusts, in normal form.</param>
    internal static CommandNaming NamingOf(ReadOnlySpan<char> name, string[] trusted)
    {
        int slash = name.LastIndexOf('/');
        if (slash < 0)
            return CommandNaming.Bare;
        if (name.Length == slash + 1 || name[(slash + 1)..] is "." or "..")
            return CommandNaming.OtherPath;
        foreach (string folder in trusted)
        {
            // Compared as written: another spelling of a trusted folder is rare, and not trusted.
            if (name[..slash].SequenceEqual(folder))
                return CommandNaming.TrustedPath;
        }
        return CommandNaming.OtherPath;
    }
}
