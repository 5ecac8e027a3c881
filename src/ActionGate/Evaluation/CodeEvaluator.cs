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

    private readonly PolicyLayers _layers;
    private readonly CodeRequest _request;
    private readonly bool _requireWorkingDirectory;
    private readonly List<OperationDecision> _operations = [];
    private readonly List<object?> _causes = [];
    private readonly List<string> _imports = [];
    private bool _isOpaque;

    private CodeEvaluator(PolicyLayers layers, CodeRequest request, bool requireWorkingDirectory)
    {
        _layers = layers;
        _request = request;
        _requireWorkingDirectory = requireWorkingDirectory;
    }

    /// <summary>Decides a run.</summary>
    /// <param name="layers">The documents.</param>
    /// <param name="request">The run.</param>
    /// <param name="requireWorkingDirectory">A relative path without a working directory is not resolved against the base.</param>
    /// <param name="finish">Makes the overall decision of verdict, explainer and cause.</param>
    internal static CodeDecision Evaluate(
        PolicyLayers layers, CodeRequest request, bool requireWorkingDirectory, Func<Verdict, DecisionExplainer, object?, Decision> finish) =>
        new CodeEvaluator(layers, request, requireWorkingDirectory).Evaluate(finish);

    /// <summary>The answer where the evaluation itself failed: a denial of the whole.</summary>
    internal static CodeDecision Refuse(PolicyLayers layers, CodeRequest request, Refusal refusal, Func<Verdict, DecisionExplainer, object?, Decision> finish) =>
        new(finish(Verdict.Deny, layers, refusal), [], [], isOpaque: true, HashOf(request.Blocks));

    private CodeDecision Evaluate(Func<Verdict, DecisionExplainer, object?, Decision> finish)
    {
        if (_request.Blocks.Count == 0)
            return Refuse(_layers, _request, Refusals.NoBlocks, finish);
        foreach (var block in _request.Blocks)
            AddBlock(block);

        int strictest = 0;
        for (int i = 1; i < _operations.Count; i++)
        {
            if (_operations[i].Verdict < _operations[strictest].Verdict)
                strictest = i;
        }
        var operations = _operations.AsReadOnly();
        var explainer = new CodeExplainer(_layers.PolicyHash, operations, strictest);
        var overall = finish(operations[strictest].Verdict, explainer, _causes[strictest]);
        return new CodeDecision(overall, operations, _imports.AsReadOnly(), _isOpaque, HashOf(_request.Blocks));
    }

    private void AddBlock(CodeBlock block)
    {
        if (CodeLanguage.Canonical(block.Language) is not { } language)
            AddRefusal(new Operation(ActionKind.CodeExecution, block.Language, Certainty.Exact), Refusals.UnknownLanguage(block.Language));
        else if (block.Code.Length > RequestEvaluator.LongestTarget)
            AddRefusal(new Operation(ActionKind.CodeExecution, language, Certainty.Exact), Refusals.TooLong);
        else if (Normalisation.MalformedText.IsIn(block.Code))
            AddRefusal(new Operation(ActionKind.CodeExecution, language, Certainty.Exact), Refusals.Invalid("the code holds NUL or is not valid Unicode"));
        else
            AddCode(block, language);

        if (block.FileName is { } file)
            Add(ActionRequest.WriteFile(file, _request.Context), new Operation(ActionKind.FileWrite, file, Certainty.Exact, "# filename", new TextPosition(1, 1)));
    }

    private void AddCode(CodeBlock block, string language)
    {
        var scan = CodeScanners.Scan(block.Code, language);
        if (CodeLanguage.IsShell(language))
        {
            var operation = scan.Operations.Count == 1 ? scan.Operations[0] : new Operation(ActionKind.ShellExec, null, Certainty.Unknown);
            _isOpaque |= scan.IsOpaque;
            Add(ActionRequest.Shell(block.Code, _request.Context), operation);
            return;
        }

        AddExecution(language);
        _imports.AddRange(scan.Imports);
        if (!scan.IsOpaque)
            return;
        _isOpaque = true;
        Add(new Operation(ActionKind.DynamicCode, null, Certainty.Unknown), Decide(layer => DecideUnknown(layer, ActionKind.DynamicCode, Refusals.Opaque(scan.Note))));
    }

    /// <summary>Running the interpreter: by rules for <c>code_execution</c> where a document has some, else by its rules for commands.</summary>
    private void AddExecution(string language)
    {
        string interpreter = CodeLanguage.Interpreter(language) ?? language;
        string command = $"{interpreter} {BlockArgument}";
        bool byLanguage = false;
        foreach (var layer in _layers.Layers)
            byLanguage |= SpeaksOfLanguages(layer);
        var operation = byLanguage
            ? new Operation(ActionKind.CodeExecution, language, Certainty.Exact)
            : new Operation(ActionKind.ShellExec, command, Certainty.Exact);
        Range[] words = [new Range(0, interpreter.Length), new Range(interpreter.Length + 1, command.Length)];
        var byName = new ActionRequest(ActionKind.CodeExecution, language, _request.Context);
        Add(operation, Decide(layer =>
            SpeaksOfLanguages(layer) ? RequestEvaluator.Evaluate(layer, byName, _requireWorkingDirectory)
            : CommandEvaluator.EvaluateWords(
                layer,
                (KindRules<CommandTarget>)layer.RulesOf(ActionKind.ShellExec.Name)!,
                command,
                words,
                RequestEvaluator.WorkingDirectory(layer, _request.Context, _requireWorkingDirectory))));
    }

    private static bool SpeaksOfLanguages(CompiledPolicy layer) => layer.RulesOf(ActionKind.CodeExecution.Name) is { Rules.Length: > 0 };

    private static Finding DecideUnknown(CompiledPolicy layer, ActionKind kind, Refusal otherwise) =>
        layer.RulesOf(kind.Name) is { } rules && RuleWalk.MatchOfAnything(rules) is { } rule ? Finding.By(rule) : Finding.Refused(otherwise);

    private Finding Decide(Func<CompiledPolicy, Finding> decide)
    {
        var strictest = Finding.Abstention;
        foreach (var layer in _layers.Layers)
        {
            if (layer.IsFor(_request.Context.Agent))
                strictest = PolicyLayers.Stricter(strictest, decide(layer));
        }
        return strictest.Abstains ? Finding.Refused(_layers.WhyAllAbstain(_request.Context.Agent)) : strictest;
    }

    private void Add(ActionRequest request, Operation operation)
    {
        var finding = _layers.Decide(request, _requireWorkingDirectory);
        Add(operation, finding, new Decision(_layers, request, finding.Verdict, finding.Cause, default));
    }

    private void Add(Operation operation, Finding finding)
    {
        var request = new ActionRequest(operation.Kind, operation.Target, _request.Context);
        Add(operation, finding, new Decision(_layers, request, finding.Verdict, finding.Cause, default));
    }

    /// <summary>A block that nobody read may hold anything.</summary>
    private void AddRefusal(Operation operation, Refusal refusal)
    {
        _isOpaque = true;
        Add(operation, Finding.Refused(refusal));
    }

    private void Add(Operation operation, Finding finding, Decision decision)
    {
        _operations.Add(new OperationDecision(operation, finding.Verdict, decision.Rule, decision.Reason));
        _causes.Add(finding.Cause);
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

    /// <summary>Puts the decision on a whole run into words: those of its strictest operation.</summary>
    private sealed class CodeExplainer(string policyHash, IReadOnlyList<OperationDecision> operations, int strictest) : DecisionExplainer
    {
        internal override string PolicyHash { get; } = policyHash;

        internal override string Explain(in Decision decision)
        {
            var operation = operations[strictest];
            string? target = operation.Operation.Target;
            return target is null ? operation.Reason : $"{operation.Operation.Kind} {DecisionText.Quote(target)}: {operation.Reason}";
        }

        internal override string? NormalizedTarget(in Decision decision) => null;

        internal override IReadOnlyList<OperationDecision> Operations(in Decision decision) => operations;
    }
}
