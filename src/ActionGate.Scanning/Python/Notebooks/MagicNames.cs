namespace ActionGate.Scanning.Python.Notebooks;

/// <summary>What IPython's magics are, by their names.</summary>
internal static class MagicNames
{
    /// <summary>The body of the cell is Python, run among the names of the notebook.</summary>
    internal static bool RunsPythonBody(string name) => name is "capture" || RunsPythonLine(name);

    /// <summary>Options, and then Python.</summary>
    internal static bool RunsPythonLine(string name) =>
        name is "time" or "timeit" or "prun" or "memit" or "mprun" or "lprun" or "snakeviz" or "pyinstrument" or "scalene" or "heat" or "debug";

    /// <summary>It shows or sets something of the notebook, and neither runs nor touches anything else.</summary>
    internal static bool IsHarmless(string name) => name is
        "matplotlib" or "autoreload" or "who" or "whos" or "who_ls" or "aimport" or "autosave" or "automagic" or "autocall" or "autoawait" or "colors" or
        "precision" or "pprint" or "xmode" or "doctest_mode" or "pinfo" or "pinfo2" or "pdoc" or "pdef" or "psource" or "pfile" or "psearch" or
        "lsmagic" or "magic" or "quickref" or "tb" or "gui" or "pwd" or "dhist" or "dirs" or "reset" or "reset_selective" or "xdel" or "pdb" or
        "page" or "profile" or "subplots" or "config_inline" or "watermark" or "clear" or "cls" or "markdown" or "latex" or "html" or "HTML" or
        "svg" or "SVG" or "logstop" or "logoff" or "logon" or "logstate" or "unload_ext" or "history" or "hist" or "nbagg" or "load_dotenv_off";

    /// <summary>Extensions of IPython's own, and those that only show things.</summary>
    internal static bool IsHarmlessExtension(string name) => name is
        "autoreload" or "storemagic" or "tensorboard" or "memory_profiler" or "line_profiler" or "snakeviz" or "watermark" or "jupyter_black" or
        "nb_black" or "lab_black" or "google.colab.data_table" or "IPython.extensions.autoreload" or "tensorboard.notebook" or "heat" or "dotenv";

    /// <summary>A program that gets the line as its arguments; <see langword="null"/> for other magics.</summary>
    internal static string? Program(string name) => name switch
    {
        "pip" or "conda" or "mamba" or "micromamba" or "uv" or "tensorboard" => name,
        "ls" or "mkdir" or "rmdir" or "cat" or "rm" or "cp" or "mv" or "less" or "more" or "man" => name,
        "ll" => "ls -l",
        "lf" or "ldir" or "lk" or "lx" => "ls -l",
        _ => null,
    };

    /// <summary>The program that gets a cell's body as its input; <see langword="null"/> for other magics.</summary>
    internal static string? Interpreter(string name) => name switch
    {
        "bash" or "sh" or "zsh" or "ksh" or "perl" or "ruby" or "python" or "python2" or "python3" or "pypy" or "node" => name,
        _ => null,
    };

    /// <summary>The body is text that is shown.</summary>
    internal static bool ShowsBody(string name) => name is "html" or "HTML" or "svg" or "SVG" or "latex" or "markdown";
}
