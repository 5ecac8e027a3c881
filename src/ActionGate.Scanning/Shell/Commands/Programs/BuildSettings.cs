using System.Buffers;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>
/// Settings that build tools take on their command line. Most tools run what some settings hold, and new ones come with every version:
/// so what is listed is what does no harm. Sources: the manuals of GNU make, CMake, MSBuild and GCC.
/// </summary>
internal static class BuildSettings
{
    private static readonly SearchValues<char> ShellSigns = SearchValues.Create("$`;|&<>()'\"\\\n\0");

    /// <summary>make's <c>NAME=VALUE</c>: recipes hand values to a shell, and some names are programs.</summary>
    internal static void ReadMake(ShellWord word, EffectSink sink)
    {
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            if (word.Text.StartsWith(ShellWord.Hole))
                sink.Gap("may get a variable from a word that is not known");
            return;
        }
        var name = word.Text.AsSpan(0, equals).TrimEnd("+:? \t").TrimStart();
        var value = word.Text.AsSpan(equals + 1);
        // 'X!=command' runs the command; 'override X' and 'define X' have words before the name.
        bool isPlain = !name.ContainsAny("! \t\0") && !value.ContainsAny(ShellSigns);
        if (!isPlain || IsProgram(name) && !IsKnownTool(name, value))
            sink.Gap($"runs what its variable '{name.ToString()}' says");
    }

    /// <summary>What stands behind <c>--</c> of <c>cmake --build</c> are arguments of the build tool, mostly make.</summary>
    internal static void ReadBuildTool(ShellWord word, EffectSink sink)
    {
        if (word.Text is ['-', var letter, ..] && !(letter is 'j' or 'k' or 's' or 'n' or 'B' or 'v' && !word.Text.AsSpan(2).ContainsAnyExceptInRange('0', '9')))
            sink.Gap("hands options on to a build tool that may run anything by them");
        else
            ReadMake(word, sink);
    }

    /// <summary>CMake's <c>NAME=VALUE</c> behind <c>-D</c>.</summary>
    internal static void ReadCmake(ShellWord word, EffectSink sink)
    {
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            sink.Gap("gets a setting that is not known");
            return;
        }
        var name = word.Text.AsSpan(0, equals);
        int type = name.IndexOf(':');
        name = type < 0 ? name : name[..type];
        string value = word.Text[(equals + 1)..];
        bool isHarmless = name.StartsWith("CMAKE_", StringComparison.Ordinal)
            ? name is "CMAKE_BUILD_TYPE" or "CMAKE_EXPORT_COMPILE_COMMANDS" or "CMAKE_CXX_STANDARD" or "CMAKE_C_STANDARD" or "CMAKE_VERBOSE_MAKEFILE"
                or "CMAKE_POSITION_INDEPENDENT_CODE" or "CMAKE_CONFIGURATION_TYPES" or "CMAKE_CXX_EXTENSIONS" or "CMAKE_OSX_ARCHITECTURES"
                or "CMAKE_OSX_DEPLOYMENT_TARGET" or "CMAKE_COLOR_DIAGNOSTICS" or "CMAKE_INTERPROCEDURAL_OPTIMIZATION" or "CMAKE_CUDA_ARCHITECTURES"
                or "CMAKE_INSTALL_LIBDIR" or "CMAKE_UNITY_BUILD"
                || name is "CMAKE_C_COMPILER" or "CMAKE_CXX_COMPILER" && value is "gcc" or "g++" or "clang" or "clang++" or "cc" or "c++"
                || name is "CMAKE_C_COMPILER_LAUNCHER" or "CMAKE_CXX_COMPILER_LAUNCHER" && value is "ccache" or "sccache"
            : !IsOfPrograms(name);
        if (name is "CMAKE_INSTALL_PREFIX")
            sink.Write(ValueReaders.Part(word, equals + 1), isByOption: true, isRecursive: true);
        else if (!isHarmless || name.Contains(ShellWord.Hole))
            sink.Gap($"runs or reads what its setting '{name.ToString()}' says");

        // Names by which projects look for programs, and for folders whose code they take in.
        static bool IsOfPrograms(ReadOnlySpan<char> name) =>
            name.EndsWith("_EXECUTABLE", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_COMPILER", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("_COMMAND", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_PROGRAM", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("_LAUNCHER", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_DIR", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("_ROOT", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>MSBuild's properties, <c>NAME=VALUE</c> with <c>;</c> between, behind <c>-p:</c>, <c>-property:</c> or a blank.</summary>
    internal static void ReadMsBuildProperty(ShellWord word, EffectSink sink)
    {
        // A cluster of letters to getopt: what follows the p of '-property:'.
        string text = word.Text.StartsWith("roperty", StringComparison.OrdinalIgnoreCase) ? word.Text["roperty".Length..] : word.Text;
        foreach (var range in text.AsSpan().TrimStart(":=").SplitAny(";,"))
        {
            var pair = text.AsSpan().TrimStart(":=")[range];
            int equals = pair.IndexOf('=');
            string name = (equals < 0 ? pair : pair[..equals]).Trim().ToString().ToLowerInvariant();
            if (pair.IsEmpty || name is "configuration" or "platform" or "targetframework" or "runtimeidentifier" or "version" or "versionprefix" or "versionsuffix"
                or "packageversion" or "assemblyversion" or "fileversion" or "informationalversion" or "treatwarningsaserrors" or "warnaserror" or "nowarn" or "warninglevel" or "debugtype"
                or "debugsymbols" or "optimize" or "langversion" or "nullable" or "publishsinglefile" or "publishtrimmed" or "publishaot" or "publishreadytorun"
                or "selfcontained" or "continuousintegrationbuild" or "deterministic" or "collectcoverage" or "coverletoutputformat" or "usesharedcompilation"
                or "restorelockedmode" or "generatedocumentationfile" or "invariantglobalization" or "includesymbols" or "symbolpackageformat" or "ispackable"
                or "runanalyzers" or "runanalyzersduringbuild" or "enablenetanalyzers" or "useapphost" or "testtfmsinparallel" or "definesconstants" or "defineconstants"
                or "publishdocumentationfiles" or "stripsymbols" or "trimmode" or "includenativelibrariesforselfextract" or "incrementalbuild" or "buildinparallel")
                continue;
            sink.Gap($"may run what its property '{name}' says");
            return;
        }
    }

    /// <summary>
    /// Operands and switches of <c>dotnet build</c> and its like: <c>/p:X=Y</c> and <c>@FILE</c> mean to MSBuild what they mean nowhere else; all else is a project.
    /// </summary>
    internal static void ReadMsBuildOperand(ShellWord word, EffectSink sink)
    {
        if (word.Text.StartsWith("/p:", StringComparison.OrdinalIgnoreCase) || word.Text.StartsWith("/property:", StringComparison.OrdinalIgnoreCase))
            ReadMsBuildProperty(ValueReaders.Part(word, word.Text.IndexOf(':', StringComparison.Ordinal)), sink);
        else if (word.Text.StartsWith('@') || word.Text.StartsWith('/') && word.Text.Contains(':', StringComparison.Ordinal))
            sink.Gap("gets a switch of MSBuild by which it may load or write something");
        else
            sink.Script("msbuild", word, []);
    }

    /// <summary>The value of a dotnet option whose letter also begins switches of MSBuild: <c>-flp:logfile=F</c>, <c>-logger:x.dll</c>.</summary>
    internal static void ReadMsBuildSwitch(ShellWord word, EffectSink sink)
    {
        if (word.Text.AsSpan().ContainsAny("/\\:=@") || word.Text.Contains(".dll", StringComparison.OrdinalIgnoreCase))
            sink.Gap("gets a switch of MSBuild by which it may load or write something");
    }

    /// <summary>
    /// gcc's <c>-W…</c>: <c>-Wl,</c>, <c>-Wp,</c> and <c>-Wa,</c> hand options to the linker, the preprocessor and the assembler, which write files by them, load
    /// plugins and read lists of further options.
    /// </summary>
    internal static void ReadCompileOption(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text is not (['l' or 'p' or 'a', ',', ..]))
        {
            if (text.StartsWith(ShellWord.Hole) || text.Contains("plugin", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal))
                sink.Gap("may load what an option names");
            return;
        }
        foreach (var range in text.AsSpan(2).Split(','))
        {
            var option = text.AsSpan(2)[range];
            bool isHarmless = text[0] switch
            {
                'l' => option is "--as-needed" or "--no-as-needed" or "--gc-sections" or "--start-group" or "--end-group" or "--whole-archive" or "--no-whole-archive"
                        or "-Bstatic" or "-Bdynamic" or "-Bsymbolic" or "-s" or "--strip-all" or "-S" or "-z" or "now" or "relro" or "noexecstack" or "defs" or "-E" or "--export-dynamic"
                        or "--no-undefined" or "--allow-multiple-definition" or "--build-id" or "-soname" or "-h" or "-rpath" or "-rpath-link" or "-dead_strip" or "--no-allow-shlib-undefined"
                        or "--enable-new-dtags" or "--disable-new-dtags" or "--fatal-warnings" or "-O1" or "-O2" or "-t" or "--verbose" or "--print-memory-usage"
                    || option.StartsWith("-rpath=") || option.StartsWith("-soname=") || option.StartsWith("--hash-style=") || option.StartsWith("--build-id=") || option.StartsWith("-z")
                    || option.StartsWith("$ORIGIN") || !option.StartsWith("-") && !option.ContainsAny("@\0"),
                'p' => option.StartsWith("-D") || option.StartsWith("-U") || option.StartsWith("-I"),
                _ => option is "--noexecstack" or "-g" or "--fatal-warnings" or "-mbig-obj" || option.StartsWith("-I") || option.StartsWith("-march="),
            };
            if (!isHarmless)
            {
                sink.Gap($"hands the option '{option.ToString().Replace(ShellWord.Hole, '*')}' to a program that may write or load something by it");
                return;
            }
        }
    }

    /// <summary>gcc's <c>-f…</c>, of which some write a file: <c>-fdump-tree-all=F</c>.</summary>
    internal static void ReadCompileFeature(ShellWord word, EffectSink sink)
    {
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && (word.Text.StartsWith("dump", StringComparison.Ordinal) || word.Text.StartsWith("opt-info", StringComparison.Ordinal)
            || word.Text.StartsWith("compare-debug", StringComparison.Ordinal) || word.Text.StartsWith("time-trace", StringComparison.Ordinal)
            || word.Text.StartsWith("save-optimization", StringComparison.Ordinal) || word.Text.StartsWith("proc-stat", StringComparison.Ordinal)
            || word.Text.StartsWith("profile-note", StringComparison.Ordinal) || word.Text.StartsWith("profile-instr-generate", StringComparison.Ordinal)
            || word.Text.StartsWith("profile-generate", StringComparison.Ordinal) || word.Text.StartsWith("profile-dir", StringComparison.Ordinal)
            || word.Text.StartsWith("optimization-record-file", StringComparison.Ordinal) || word.Text.StartsWith("modules-cache-path", StringComparison.Ordinal)
            || word.Text.StartsWith("crash-diagnostics-dir", StringComparison.Ordinal)))
            sink.Write(ValueReaders.Part(word, equals + 1), isByOption: true);
        else if (word.Text.StartsWith(ShellWord.Hole) || word.Text.Contains("plugin", StringComparison.Ordinal) || word.Text.StartsWith("module-mapper", StringComparison.Ordinal))
            sink.Gap("may load what an option names");
        else if (word.Text.StartsWith("diagnostics-add-output", StringComparison.Ordinal) || word.Text.StartsWith("diagnostics-set-output", StringComparison.Ordinal))
            sink.Write(ShellWord.Unknown(word.At), isByOption: true);
    }

    /// <summary>A variable for a program, set to one that does what it is for, by its bare name.</summary>
    private static bool IsKnownTool(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        int version = value.LastIndexOf('-');
        if (version > 0 && !value[(version + 1)..].ContainsAnyExcept("0123456789."))
            value = value[..version];
        return name switch
        {
            "CC" or "CXX" or "CPP" or "LD" or "FC" => value is "gcc" or "g++" or "clang" or "clang++" or "cc" or "c++" or "cpp" or "tcc" or "gfortran" or "ld" or "ld.lld" or "ld.gold"
                or "musl-gcc" or "x86_64-w64-mingw32-gcc" or "aarch64-linux-gnu-gcc" or "arm-none-eabi-gcc" or "emcc",
            "AR" or "NM" or "RANLIB" or "STRIP" or "OBJCOPY" => value is "ar" or "gcc-ar" or "llvm-ar" or "nm" or "llvm-nm" or "ranlib" or "gcc-ranlib" or "llvm-ranlib"
                or "strip" or "llvm-strip" or "objcopy" or "llvm-objcopy",
            "PYTHON" => value is "python" or "python3",
            "GO" => value is "go",
            "NODE" => value is "node",
            "NPM" => value is "npm" or "pnpm" or "yarn",
            "CARGO" => value is "cargo",
            _ => false,
        };
    }

    private static bool IsProgram(ReadOnlySpan<char> name) =>
        name is "SHELL" or "MAKEFLAGS" or "GNUMAKEFLAGS" or "MFLAGS" or "MAKE" or "MAKE_COMMAND" or "MAKEOVERRIDES" or ".SHELLFLAGS" or "MAKEFILES" or "VPATH" or "CC" or "CXX" or "CPP" or "LD" or "AR" or "AS" or "RM" or "FC"
            or "INSTALL" or "LEX" or "YACC" or "PYTHON" or "GO" or "CARGO" or "NPM" or "NODE" or "PATH" or "IFS" or "M2C" or "PC" or "CO" or "GET" or "MAKEINFO" or "TEX" or "TEXI2DVI" or "WEAVE" or "TANGLE" or "CTANGLE" or "CWEAVE" or "LINT" or "NM" or "STRIP" or "OBJCOPY" or "RANLIB"
        || name.StartsWith("LD_", StringComparison.Ordinal) || name.StartsWith("COMPILE.", StringComparison.Ordinal) || name.StartsWith("LINK.", StringComparison.Ordinal);
}
