using System.Security.Cryptography;
using System.Text;
using ActionGate.Files;

namespace ActionGate.Planning;

/// <summary>Turns the blocks of a run into processes to start, or says why not. Nothing is written and nothing starts here.</summary>
internal sealed class BlockPlanner
{
    private const int Refused = 1;
    private const int InterpreterNotFound = 127;

    /// <summary>Below what Linux takes as one argument (MAX_ARG_STRLEN, 128 KiB with its NUL; execve(2)).</summary>
    private const int LongestText = 128 * 1024 - 1;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _workDirectory;
    private readonly Dictionary<string, CodeInterpreter> _interpreters;
    private readonly Dictionary<string, string> _environment;
    private readonly Dictionary<string, string> _pythonEnvironment;
    private readonly IReadOnlyList<string> _programFolders;

    /// <param name="workDirectory">Where blocks run.</param>
    /// <param name="interpreters">What runs each language.</param>
    /// <param name="environment">What they see.</param>
    /// <param name="programFolders">The folders that are there when they run; none: all are.</param>
    /// <exception cref="ArgumentException">An interpreter is for an unknown language, or for one that has one.</exception>
    internal BlockPlanner(string workDirectory, IReadOnlyDictionary<string, CodeInterpreter> interpreters, Dictionary<string, string> environment, IReadOnlyList<string> programFolders)
    {
        _programFolders = programFolders;
        _workDirectory = workDirectory;
        _interpreters = Canonical(interpreters);
        _environment = environment;
        _pythonEnvironment = RunEnvironment.ForPython(environment);
    }

    /// <summary>Whether what runs Python does not look for modules beside the program; <see langword="false"/> where nothing runs Python.</summary>
    internal bool HasSafePath() =>
        _interpreters.TryGetValue(CodeLanguage.Python, out var python)
        && InterpreterLookup.Find(python.FileName, _pythonEnvironment, _workDirectory, _programFolders) is { } program
        && PythonPath.IsSafe(program, python.Arguments, _pythonEnvironment);

    /// <summary>All blocks of the run, or <see langword="null"/> and the result that says what is wrong with the first bad one.</summary>
    internal PlannedBlock[]? Plan(IReadOnlyList<CodeBlock> blocks, out CodeResult? refusal)
    {
        refusal = blocks.Count == 0 ? new CodeResult(Refused, "expected at least one code block, found none") { NothingRan = true } : null;
        var planned = new PlannedBlock[blocks.Count];
        for (int i = 0; i < blocks.Count && refusal is null; i++)
        {
            if (Plan(blocks[i], out int exitCode, out string reason) is { } block)
                planned[i] = block;
            else
                refusal = new CodeResult(exitCode, $"block {i + 1} of {blocks.Count} cannot run, so nothing ran: {reason}") { NothingRan = true };
        }
        return refusal is null ? planned : null;
    }

    private PlannedBlock? Plan(CodeBlock block, out int exitCode, out string reason)
    {
        exitCode = Refused;
        if (CodeLanguage.Canonical(block.Language) is not { } language)
        {
            reason = $"unknown language{BlockFileName.Quoted(block.Language)}";
            return null;
        }
        if (!_interpreters.TryGetValue(language, out var interpreter))
        {
            reason = $"this executor runs no {language}";
            return null;
        }
        if (block.FileName is { } name && BlockFileName.WhatIsWrongWith(name) is { } wrong)
        {
            reason = wrong;
            return null;
        }
        byte[] content;
        try
        {
            content = StrictUtf8.GetBytes(block.Code);
        }
        catch (EncoderFallbackException e)
        {
            reason = $"the code is not valid UTF-16: a lone surrogate at index {e.Index}";
            return null;
        }
        var environment = language == CodeLanguage.Python ? _pythonEnvironment : _environment;
        if (InterpreterLookup.Find(interpreter.FileName, environment, _workDirectory, _programFolders) is not { } program)
        {
            exitCode = InterpreterNotFound;
            reason = $"interpreter '{interpreter.FileName}' for {language} not found";
            return null;
        }
        reason = "";
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        string fileName = block.FileName ?? $"{BlockFileName.TemporaryPrefix}{hash}.{Extension(language)}";
        var file = new BlockFile(fileName, block.FileName is not null, content, hash);
        return new PlannedBlock(file, CodeLanguage.IsShell(language), program, interpreter.Arguments, GivesText(language, block.Code, interpreter) ? block.Code : null, environment);
    }

    /// <summary>A shell gets the block as an argument, and reads no file.</summary>
    internal bool GivesText(CodeBlock block) =>
        CodeLanguage.Canonical(block.Language) is { } language && _interpreters.TryGetValue(language, out var interpreter) && GivesText(language, block.Code, interpreter);

    /// <summary>What a host puts between the shell and its file is its own affair.</summary>
    private static bool GivesText(string language, string code, CodeInterpreter interpreter) =>
        CodeLanguage.IsShell(language) && interpreter.Arguments.Count == 0 && !OperatingSystem.IsWindows()
        && !code.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(code) <= LongestText;

    private static string Extension(string language) => language switch
    {
        CodeLanguage.Python => "py",
        CodeLanguage.JavaScript => "js",
        CodeLanguage.TypeScript => "ts",
        CodeLanguage.PowerShell => "ps1",
        CodeLanguage.CSharp => "cs",
        _ => "sh",
    };

    private static Dictionary<string, CodeInterpreter> Canonical(IReadOnlyDictionary<string, CodeInterpreter> interpreters)
    {
        var canonical = new Dictionary<string, CodeInterpreter>(StringComparer.Ordinal);
        foreach (var (name, interpreter) in interpreters)
        {
            string language = CodeLanguage.Canonical(name)
                ?? throw new ArgumentException($"Interpreters: unknown language '{name}'", nameof(interpreters));
            ArgumentNullException.ThrowIfNull(interpreter, nameof(interpreters));
            if (!canonical.TryAdd(language, interpreter))
                throw new ArgumentException($"Interpreters: '{name}' names {language} a second time", nameof(interpreters));
        }
        return canonical;
    }
}
