using System.Collections.Frozen;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>
/// Python looks for modules beside the script, or in the folder in which it was started, before it looks in its library: a file of a
/// module's name there is what an import runs, and what it would do is not known.
/// </summary>
internal static class ModulesBeside
{
    /// <summary>Modules that something in Python's library imports, at once or only when it is called, of any version. Packages that everybody has are no part of it.</summary>
    private static readonly FrozenSet<string> Library = Set(
        """
        __future__ _aix_support _android_support _apple_support _asyncio _bisect _blake2 _bootlocale _bootsubprocess _bz2 _colorize _compat_pickle _compression
        _contextvars _ctypes _datetime _decimal _elementtree _hashlib _heapq _interpreters _ios_support _json _lzma _markupbase _md5 _multiprocessing _opcode
        _opcode_metadata _osx_support _overlapped _pickle _posixshmem _posixsubprocess _py_warnings _pydatetime _pydecimal _pyrepl _queue _random _scproxy
        _sha1 _sha2 _sha256 _sha3 _sha512 _socket _ssl _statistics _strptime _struct _threading_local _typing _weakrefset _winapi _zstd annotationlib argparse
        array ast asyncio base64 bdb binascii bisect bz2 calendar codeop collections compression concurrent configparser contextlib contextvars copy copyreg
        csv ctypes dataclasses datetime decimal difflib dis doctest email enum fcntl fnmatch fractions ftplib functools getopt getpass gettext glob grp gzip
        hashlib heapq hmac html http imp inspect ipaddress json keyword linecache locale logging lzma math mimetypes mmap msvcrt multiprocessing netrc
        ntpath nturl2path numbers opcode operator pathlib pdb pickle pkgutil platform plistlib pprint py_compile pydoc pydoc_data pyexpat queue quopri random
        re readline reprlib rlcompleter runpy secrets select selectors shlex shutil signal smtplib socket socketserver sre_compile sre_constants sre_parse ssl
        statistics string struct subprocess sysconfig tarfile tempfile termios textwrap threading token tokenize traceback tracemalloc tty types typing
        unicodedata unittest urllib warnings weakref webbrowser winreg xml xmlrpc zipfile zlib
        """);

    /// <summary>Only debuggers import these, and their names are those of everyday files.</summary>
    private static readonly FrozenSet<string> OfDebuggers = Set("code cmd");

    private static readonly FrozenSet<string> Debuggers = Set("pdb bdb doctest pstats profile cProfile");

    /// <summary>They are part of the interpreter, or loaded before it looks at any other folder.</summary>
    private static readonly FrozenSet<string> OfInterpreter = Set(
        """
        _abc _codecs _collections _collections_abc _frozen_importlib _frozen_importlib_external _functools _imp _io _locale _operator _signal _sitebuiltins _sre
        _stat _string _symtable _thread _tracemalloc _warnings _weakref abc atexit builtins codecs encodings errno faulthandler gc genericpath importlib io
        itertools marshal os posix posixpath site stat sys time zipimport
        """);

    /// <summary>They import nothing that could lie in a folder.</summary>
    private static readonly FrozenSet<string> Leaves = Set("__future__ atexit builtins cmath errno gc itertools marshal math sys");

    /// <summary>A file of this name is a module: its text, compiled text or machine code.</summary>
    internal static bool IsModule(string file) =>
        file.EndsWith(".py", StringComparison.Ordinal) || file.EndsWith(".pyc", StringComparison.Ordinal) || file.EndsWith(".so", StringComparison.Ordinal)
        || file.EndsWith(".pyd", StringComparison.Ordinal);

    /// <summary>A program of this name is Python.</summary>
    internal static bool IsPython(string program)
    {
        var name = program.AsSpan(program.LastIndexOf('/') + 1);
        return name.StartsWith("python", StringComparison.Ordinal) || name.StartsWith("pypy", StringComparison.Ordinal);
    }

    /// <summary>Adds that an import may run a file of the folder.</summary>
    /// <param name="collector">What it is added to.</param>
    /// <param name="request">Who runs the program.</param>
    /// <param name="words">The command that starts Python; <see langword="null"/> where there is none.</param>
    /// <param name="folder">Where Python looks first; <see langword="null"/> where that is not known.</param>
    /// <param name="imports">What the program imports.</param>
    /// <param name="self">The program's own file, which was read.</param>
    /// <param name="circumstances">What the host contributes.</param>
    internal static void Add(
        OperationCollector collector, ActionRequest request, ShellWord[]? words, string? folder, ModulesImported imports, string? self, in Circumstances circumstances)
    {
        if (circumstances.Paths is not { } paths || words is not null && IsIsolated(words) || !ScriptEvaluator.Wants(collector, request.Context.Agent))
            return;
        var sought = new Sought(imports);
        if (sought.IsNothing)
            return;
        string? problem = folder is null ? "the folder where Python looks for modules is not known" : Find(collector, folder, sought, self, paths);
        if (problem is not null)
            ScriptEvaluator.AddRefusal(collector, request, folder, problem, circumstances with { IsInScript = true, Language = CodeLanguage.Python });
    }

    /// <summary>The module that a command names (<c>python3 -m a</c>); <see langword="null"/> where it names none.</summary>
    internal static string? ModuleOf(ShellWord[] words)
    {
        if (!IsPython(words[0].Text))
            return null;
        for (int i = 1; i < words.Length; i++)
        {
            string word = words[i].Text;
            if (word is not ['-', not '-', ..])
                return null;
            int option = word.AsSpan().IndexOfAny("cmWX");
            if (option < 0)
                continue;
            if (word[option] == 'c')
                return null;
            if (word[option] == 'm')
                return option + 1 < word.Length ? word[(option + 1)..] : i + 1 < words.Length ? words[i + 1].Text : null;
            if (option + 1 == word.Length)
                i++;
        }
        return null;
    }

    /// <summary>With <c>-I</c> or <c>-P</c> Python looks in its library alone.</summary>
    private static bool IsIsolated(ShellWord[] words)
    {
        if (!IsPython(words[0].Text))
            return false;
        for (int i = 1; i < words.Length; i++)
        {
            string word = words[i].Text;
            if (!words[i].IsStatic || word is not ['-', not '-', ..])
                return false;
            int option = word.AsSpan().IndexOfAny("IPcmWX");
            if (option < 0)
                continue;
            if (word[option] is 'I' or 'P')
                return true;
            if (word[option] is 'c' or 'm')
                return false;
            if (option + 1 == word.Length)
                i++;
        }
        return false;
    }

    private static string? Find(OperationCollector collector, string folder, Sought sought, string? self, IPathResolver paths)
    {
        if (collector.Scripts.NamesIn(folder, paths) is not { } names)
            return "the folder where Python looks for modules can't be read";
        foreach (string name in names)
        {
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            string module = dot < 0 ? name : name[..dot];
            if (!sought.Holds(module) || self is not null && IsIn(self, folder, name))
                continue;
            if (dot < 0 ? HoldsPackage(collector, $"{folder.TrimEnd('/')}/{name}", paths) : IsModule(name))
                return Told(module, name);
        }
        foreach (string name in collector.Writes.NamesIn(collector.Layers.Layers[0], folder, paths))
        {
            if (sought.MayMean(name) is { } module)
                return Told(module, name);
        }
        return null;
    }

    private static string Told(string module, string name) =>
        $"module {DecisionText.Quote(module)} may be {DecisionText.Quote("./" + name.Replace(TargetShape.Hole, '*'))} here, and not the library's";

    private static bool IsIn(string file, string folder, string name) =>
        file.Length == folder.TrimEnd('/').Length + 1 + name.Length && file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(name, StringComparison.Ordinal);

    /// <summary>A folder without it comes after the library.</summary>
    private static bool HoldsPackage(OperationCollector collector, string folder, IPathResolver paths) =>
        collector.Scripts.NamesIn(folder, paths) is not { } names || names.Any(n => n.StartsWith("__init__.", StringComparison.Ordinal));

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The modules that a program imports, at once or through its library.</summary>
    private readonly struct Sought
    {
        private readonly HashSet<string> _named = new(StringComparer.Ordinal);
        private readonly bool _reachesLibrary;
        private readonly bool _reachesDebuggers;

        internal Sought(ModulesImported imports)
        {
            _reachesLibrary = _reachesDebuggers = imports.HoldsMore;
            foreach (string import in imports.Known)
            {
                int dot = import.IndexOf('.', StringComparison.Ordinal);
                string module = dot < 0 ? import : import[..dot];
                if (!OfInterpreter.Contains(module))
                    _named.Add(module);
                _reachesLibrary |= !Leaves.Contains(module);
                _reachesDebuggers |= Debuggers.Contains(module);
            }
        }

        internal bool IsNothing => !_reachesLibrary && _named.Count == 0;

        internal bool Holds(string module) =>
            _named.Contains(module) || _reachesLibrary && Library.Contains(module) || _reachesDebuggers && OfDebuggers.Contains(module);

        /// <summary>The module of which a file that is written may be one, or part of one; <see langword="null"/>: none.</summary>
        /// <param name="path">Its path below the folder, as far as the second name.</param>
        internal string? MayMean(string path)
        {
            int separator = path.IndexOf('/', StringComparison.Ordinal);
            string name = separator < 0 ? path : path[..separator];
            if (!TargetShape.IsOne(name))
            {
                int dot = name.IndexOf('.', StringComparison.Ordinal);
                string module = dot < 0 ? name : name[..dot];
                bool isModule = dot >= 0 ? IsModule(name) : separator < 0 || path.AsSpan(separator + 1).StartsWith("__init__.") || TargetShape.IsOne(path.AsSpan(separator + 1));
                return isModule && Holds(module) ? module : null;
            }
            foreach (string module in _named)
            {
                if (Meets(module, name))
                    return module;
            }
            if (!_reachesLibrary)
                return null;
            foreach (string module in Library)
            {
                if (Meets(module, name))
                    return module;
            }
            return null;
        }

        private static bool Meets(string module, string shape) => TargetShape.Meets(module, shape) || TargetShape.Meets(module + ".py", shape) || TargetShape.Meets(module + ".pyc", shape) || TargetShape.Meets(module + ".so", shape);
    }
}

/// <summary>What a Python program imports.</summary>
internal sealed class ModulesImported
{
    /// <summary>Modules that the catalogue has.</summary>
    internal List<string> Known { get; } = [];

    /// <summary>It may import others too: nobody knows which.</summary>
    internal bool HoldsMore { get; set; }
}
