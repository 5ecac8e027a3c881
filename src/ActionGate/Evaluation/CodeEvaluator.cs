using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActionGate.Compilation;
using ActionGate.Matching;

namespace ActionGate.Evaluation;

/// <summary>
/// Decides code block by block: the execution itself, the file that it is written to, and every operation that a scanner finds. Where
/// a scan says that there may be more, that is one more operation, of unknown target.
/// </summary>
internal sealed class CodeEvaluator
{
    /// <summary>Stands for the block in the interpreter's command line.</summary>
    private const string BlockArgument = "<block>";

    private readonly CodeRequest _request;
    private readonly OperationCollector _collector;
    private readonly List<string> _earlier = [];

    private CodeEvaluator(PolicyLayers layers, CodeRequest request, in Circumstances circumstances)
    {
        _request = request;
        _collector = new OperationCollector(layers, request.Context, in circumstances);
    }

    /// <summary>Makes the overall decision.</summary>
    internal delegate Decision Finish(DecisionExplainer explainer, Finding finding);

    /// <summary>Decides a run.</summary>
    /// <param name="layers">The documents.</param>
    /// <param name="request">The run.</param>
    /// <param name="circumstances">What the host contributes.</param>
    /// <param name="finish">Makes the overall decision.</param>
    internal static CodeDecision Evaluate(PolicyLayers layers, CodeRequest request, in Circumstances circumstances, Finish finish) =>
        request.Blocks.Count == 0 ? Refuse(layers, request, Refusals.NoBlocks, finish) : new CodeEvaluator(layers, request, in circumstances).Evaluate(finish);

    /// <summary>The answer where the evaluation itself failed: a denial of the whole.</summary>
    internal static CodeDecision Refuse(PolicyLayers layers, CodeRequest request, Refusal refusal, Finish finish) =>
        new(finish(layers, Finding.Refused(refusal)), [], [], isOpaque: true, HashOf(request.Blocks)) { CodeLength = LengthOf(request.Blocks) };

    private CodeDecision Evaluate(Finish finish)
    {
        foreach (var block in _request.Blocks)
            AddBlock(block);
        var finding = _collector.Whole();
        var overall = finish(_collector.Layers, finding);
        return new CodeDecision(overall, ((OperationsCause)finding.Cause!).Operations, _collector.Imports.AsReadOnly(), _collector.IsOpaque, HashOf(_request.Blocks))
        {
            CodeLength = LengthOf(_request.Blocks),
        };
    }

    private void AddBlock(CodeBlock block)
    {
        if (block.FileName is { } written)
            _collector.Writes.Note(written, _request.Context, _collector.Circumstances.RequiresWorkingDirectory);
        if (CodeLanguage.Canonical(block.Language) is not { } language)
            AddRefusal(block.Language, Refusals.UnknownLanguage(block.Language));
        else if (block.Code.Length > RequestEvaluator.LongestTarget)
            AddRefusal(language, Refusals.TooLong);
        else if (Normalisation.MalformedText.IsIn(block.Code))
            AddRefusal(language, Refusals.Invalid("the code holds NUL or is not valid Unicode"));
        else if (block.Code.Length == 0 && CodeLanguage.IsShell(language))
            AddRefusal(language, Refusals.NoTarget);
        else if (CodeLanguage.IsShell(language))
            AddShell(block, language);
        else
            AddCode(block, language);

        if (block.FileName is { } file)
            AddFile(file);
        if (!_request.IsIsolated && _collector.Circumstances.Paths is { } paths && OwnFile.Problem(_collector, block, _request.Context, paths) is var (name, problem))
            ScriptEvaluator.AddRefusal(_collector, new ActionRequest(ActionKind.CodeExecution, block.Language, _request.Context), name, problem, in _collector.Circumstances);
        ScriptEvaluator.EndBlock(_collector);
    }

    /// <summary>Shell text is decided by its commands; a rule that refuses to run the language holds beside that.</summary>
    private void AddShell(CodeBlock block, string language)
    {
        var circumstances = _collector.Circumstances.In(language);
        var request = new ActionRequest(ActionKind.CodeExecution, language, _request.Context);
        var finding = _collector.Decide(request, in circumstances, language, static (in scope, language) => RequestEvaluator.RefusalOfLanguage(in scope, language));
        if (!finding.Abstains)
            _collector.Add(new DecidedOperation(request, finding, new Operation(ActionKind.CodeExecution, language, Certainty.Exact)));
        ShellEvaluator.Add(_collector, ActionRequest.Shell(block.Code, _request.Context), block.Code, in circumstances);
    }

    private void AddCode(CodeBlock block, string language)
    {
        AddExecution(language);
        var imports = language == CodeLanguage.Python && !_request.IsIsolated ? new ModulesImported() : null;
        CodeOperations.Add(_collector, _request.Context, block.Code, language, in _collector.Circumstances, origin: null, _earlier, imports);
        if (language == CodeLanguage.Python)
            _earlier.Add(block.Code);
        if (imports is not null)
            AddModulesBeside(block, imports);
    }

    /// <summary>A block is run from a file of its own: in the working directory, or where its name says.</summary>
    private void AddModulesBeside(CodeBlock block, ModulesImported imports)
    {
        var policy = _collector.Layers.Layers[0];
        string? directory = RequestEvaluator.WorkingDirectory(policy, _request.Context, _collector.Circumstances.RequiresWorkingDirectory);
        string? folder = directory is null ? null : RequestEvaluator.NormalPath(policy, block.FileName is { } file ? file + "/.." : ".", directory);
        ModulesBeside.Add(_collector, new ActionRequest(ActionKind.CodeExecution, CodeLanguage.Python, _request.Context), words: null, folder, imports, self: null, in _collector.Circumstances);
    }

    /// <summary>The file that the block is written to before it runs.</summary>
    private void AddFile(string file)
    {
        var request = ActionRequest.WriteFile(file, _request.Context);
        var path = new FileWritten(file, [new Scanning.Shell.Facts.ShellWord("", 0)], _request.Context, _collector.Circumstances.RequiresWorkingDirectory);
        string? through = _collector.Links.NamedIn(file, null)
            ?? _collector.Unpacked.Holding(_collector.Layers.Layers[0], _collector.Circumstances.Paths, new PathUse(path, null, TextOrder.None, 0));
        var finding = HasSeveralReadings(file) ? Finding.Refused(Refusals.AmbiguousFileName)
            : through is { } link ? Finding.Refused(Refusals.LinkMadeBefore(link))
            : _collector.Layers.Decide(request, in _collector.Circumstances);
        _collector.Add(new DecidedOperation(request, finding, new Operation(ActionKind.FileWrite, file, Certainty.Exact, "# filename", new TextPosition(1, 1))));
    }

    /// <summary>
    /// AutoGen ends the name at a second colon. Lines end at different characters for different readers (Python's <c>splitlines</c> has ten), comments
    /// at the first closing that is there, and what counts as blank around a name is not the same in Python, JavaScript and .NET.
    /// </summary>
    private static bool HasSeveralReadings(string file)
    {
        foreach (char c in file)
        {
            if (c is ':' or '\u2028' or '\u2029' || char.IsControl(c))
                return true;
        }
        return file.Length > 0 && (IsUnusualBlank(file[0]) || IsUnusualBlank(file[^1]))
            || file.Contains("-->", StringComparison.Ordinal) || file.Contains("*/", StringComparison.Ordinal);
    }

    /// <summary>Format characters too: the byte order mark and its like.</summary>
    private static bool IsUnusualBlank(char c) => c != ' ' && (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);

    /// <summary>Running the interpreter: by rules for <c>code_execution</c> where a document has some, else by its rules for commands.</summary>
    private void AddExecution(string language)
    {
        string interpreter = CodeLanguage.Interpreter(language) ?? language;
        string command = $"{interpreter} {BlockArgument}";
        bool byLanguage = false;
        foreach (var layer in _collector.Layers.Layers)
            byLanguage |= layer.Find(_request.Context.Agent) is { } agent && SpeaksOfLanguages(agent);
        var operation = byLanguage
            ? new Operation(ActionKind.CodeExecution, language, Certainty.Exact)
            : new Operation(ActionKind.ShellExec, command, Certainty.Exact);
        var circumstances = _collector.Circumstances.In(language);
        var byName = new ActionRequest(ActionKind.CodeExecution, language, _request.Context);
        var finding = _collector.Decide(byName, in circumstances, (language, command, interpreter), static (in scope, subject) =>
        {
            if (SpeaksOfLanguages(scope.Agent))
                return RequestEvaluator.EvaluateText(in scope, (RuleChain<TextTarget>)scope.Agent.Rules.Find(ActionKind.CodeExecution.Name)!, subject.language);
            Span<Range> words = [new Range(0, subject.interpreter.Length), new Range(subject.interpreter.Length + 1, subject.command.Length)];
            return CommandEvaluator.EvaluateWords(in scope, (RuleChain<CommandTarget>)scope.Agent.Rules.Find(ActionKind.ShellExec.Name)!, subject.command, words);
        });
        _collector.Add(new DecidedOperation(new ActionRequest(operation.Kind, operation.Target, _request.Context), finding, operation));
    }

    private static bool SpeaksOfLanguages(CompiledAgent agent) => agent.Code is not null || agent.Rules.Find(ActionKind.CodeExecution.Name) is { IsEmpty: false };

    /// <summary>A block that nobody read may hold anything.</summary>
    private void AddRefusal(string language, Refusal refusal)
    {
        _collector.IsOpaque = true;
        var request = new ActionRequest(ActionKind.CodeExecution, language, _request.Context);
        _collector.Add(new DecidedOperation(request, Finding.Refused(refusal), new Operation(ActionKind.CodeExecution, language, Certainty.Exact)));
    }

    private static long LengthOf(IReadOnlyList<CodeBlock> blocks)
    {
        long length = 0;
        foreach (var block in blocks)
            length += block.Code.Length;
        return length;
    }

    private static string HashOf(IReadOnlyList<CodeBlock> blocks)
    {
        if (blocks.Count == 1)
            return "sha256:" + HashOf(blocks[0].Code);
        var digests = new StringBuilder();
        foreach (var block in blocks)
            digests.Append(HashOf(block.Code)).Append('\n');
        return "sha256:" + HashOf(digests.ToString());
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
