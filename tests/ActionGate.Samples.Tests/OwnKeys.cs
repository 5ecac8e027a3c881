using System.Runtime.CompilerServices;

namespace ActionGate.Samples.Tests;

/// <summary>Tests sign with keys of their own, and leave nothing in the user's folders.</summary>
internal static class OwnKeys
{
    internal static readonly string Folder = Directory.CreateTempSubdirectory("actiongate-keys-").FullName;

    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }
}
