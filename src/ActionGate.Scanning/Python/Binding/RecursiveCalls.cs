using System.Collections.Frozen;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>The callables that take in all that lies below a folder which they get.</summary>
internal static class RecursiveCalls
{
    /// <summary>Of some only one of the things that they do.</summary>
    private static readonly FrozenDictionary<string, string?> Calls = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["shutil.rmtree"] = null,
        ["shutil.copytree"] = null,
        ["shutil.make_archive"] = "file_read",
        ["shutil._make_tarball"] = "file_read",
        ["shutil._make_zipfile"] = "file_read",
        ["distutils.dir_util.copy_tree"] = null,
        ["distutils.dir_util.remove_tree"] = null,
        ["setuptools._distutils.dir_util.copy_tree"] = null,
        ["setuptools._distutils.dir_util.remove_tree"] = null,
        ["tarfile.TarFile.add"] = "file_read",
        ["tarfile.TarFile.extractall"] = "file_write",
        ["zipfile.ZipFile.extractall"] = "file_write",
        ["shutil.unpack_archive"] = "file_write",
        ["py7zr.SevenZipFile.extractall"] = "file_write",
        ["py7zr.unpack_7zarchive"] = "file_write",
        ["patoolib.extract_archive"] = "file_write",
        ["gdown.extractall"] = "file_write",
        ["torchvision.datasets.utils.download_and_extract_archive"] = "file_write",
        ["torchvision.datasets.utils.extract_archive"] = "file_write",
        ["zipapp.create_archive"] = "file_read",
        ["zipfile.PyZipFile.writepy"] = "file_read",
        ["compileall.compile_dir"] = null,
        ["os.walk"] = null,
        ["os.fwalk"] = null,
        ["pathlib.Path.walk"] = null,
        ["pathlib.Path.rglob"] = null,
        ["pathlib.Path.copy"] = null,
        ["pathlib.Path.copy_into"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether what such a call does to files of this kind it does to all below.</summary>
    internal static bool Hold(string api, ActionKind kind) => Calls.TryGetValue(api, out string? only) && (only is null || only == kind.Name);
}
