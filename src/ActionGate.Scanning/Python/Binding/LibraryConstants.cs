using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Attributes of Python's own library that are data, with the values they have on Linux.</summary>
internal static class LibraryConstants
{
    /// <returns><see langword="null"/> where it is none of these.</returns>
    internal static Value? Of(string name, int condition) => name switch
    {
        "os.sep" or "os.path.sep" => TextValue.Of("/"),
        "os.curdir" or "os.path.curdir" => TextValue.Of("."),
        "os.pardir" or "os.path.pardir" => TextValue.Of(".."),
        "os.extsep" or "os.path.extsep" => TextValue.Of("."),
        "os.pathsep" or "os.path.pathsep" => TextValue.Of(":"),
        "os.devnull" or "os.path.devnull" => TextValue.Of("/dev/null"),
        "os.linesep" => TextValue.Of("\n"),
        "os.name" => TextValue.Of("posix"),
        "os.O_RDONLY" => new IntegerValue(0),
        "os.O_WRONLY" => new IntegerValue(1),
        "os.O_RDWR" => new IntegerValue(2),
        "os.O_CREAT" => new IntegerValue(0x40),
        "os.O_EXCL" => new IntegerValue(0x80),
        "os.O_NOCTTY" => new IntegerValue(0x100),
        "os.O_TRUNC" => new IntegerValue(0x200),
        "os.O_APPEND" => new IntegerValue(0x400),
        "os.O_NONBLOCK" or "os.O_NDELAY" => new IntegerValue(0x800),
        "os.O_DSYNC" => new IntegerValue(0x1000),
        "os.O_SYNC" or "os.O_RSYNC" => new IntegerValue(0x101000),
        "os.O_DIRECTORY" => new IntegerValue(0x10000),
        "os.O_NOFOLLOW" => new IntegerValue(0x20000),
        "os.O_NOATIME" => new IntegerValue(0x40000),
        "os.O_CLOEXEC" => new IntegerValue(0x80000),
        "os.O_PATH" => new IntegerValue(0x200000),
        "os.O_TMPFILE" => new IntegerValue(0x410000),
        "os.O_BINARY" or "os.O_TEXT" => new IntegerValue(0),
        "sys.modules" => new NamesValue(null, null),
        "sys.executable" => TextValue.Of("python3"),
        "sys.platform" => TextValue.Unknown,
        "sys.argv" or "sys.orig_argv" => new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, condition),
        "string.ascii_lowercase" => TextValue.Of("abcdefghijklmnopqrstuvwxyz"),
        "string.ascii_uppercase" => TextValue.Of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "string.ascii_letters" => TextValue.Of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "string.digits" => TextValue.Of("0123456789"),
        "string.hexdigits" => TextValue.Of("0123456789abcdefABCDEF"),
        "string.octdigits" => TextValue.Of("01234567"),
        "string.punctuation" => TextValue.Of("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
        "string.whitespace" => TextValue.Of(" \t\n\r\v\f"),
        "tempfile.tempdir" => TextValue.Of("/tmp"),
        "site.USER_BASE" => TextValue.Of("~/.local"),
        _ => null,
    };
}
