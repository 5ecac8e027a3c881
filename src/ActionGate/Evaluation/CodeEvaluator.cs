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
    private readonly Circumstances _circumstances;
    private readonly List<OperationDecision> _operations = [];
    private readonly List<Finding> _findings = [];
    private readonly List<string> _imports = [];
    private readonly LinksMade _links = new();
    private bool _isOpaque;

    private CodeEvaluator(PolicyLayers layers, CodeRequest request, in Circumstances circumstances)
    {
        _layers = layers;
        _request = request;
        _circumstances = circumstances;
    }

    /// <summary>Makes the overall decision.</summary>
    internal delegate Decision Finish(DecisionExplainer explainer, Finding finding);

    /// <summary>Decides a run.</summary>
    /// <param name="layers">The documents.</param>
    /// <param name="request">The run.</param>
    /// <param name="circumstances">What the host contributes.</param>
    /// <param name="finish">Makes the overall decision.</param>
    internal static CodeDecision Evaluate(PolicyLayers layers, CodeRequest request, in Circumstances circumstances, Finish finish) =>
        new CodeEvaluator(layers, request, in circumstances).Evaluate(finish);

    /// <summary>The answer where the evaluation itself failed: a denial of the whole.</summary>
    internal static CodeDecision Refuse(PolicyLayers layers, CodeRequest request, Refusal refusal, Finish finish) =>
        new(finish(layers, Finding.Refused(refusal)), [], [], isOpaque: true, HashOf(request.Blocks));

    private CodeDecision Evaluate(Finish finish)
    {
        if (_request.Blocks.Count == 0)
            return Refuse(_layers, _request, Refusals.NoBlocks, finish);
        foreach (var block in _request.Blocks)
            AddBlock(block);

        int strictest = 0;
        DecisionTerms? terms = null;
        for (int i = 0; i < _findings.Count; i++)
        {
            if (_findings[i].Verdict < _findings[strictest].Verdict)
                strictest = i;
            terms = DecisionTerms.Strictest(terms, _findings[i].Terms);
        }
        var operations = _operations.AsReadOnly();
        var explainer = new CodeExplainer(_layers, operations, strictest);
        var finding = _findings[strictest];
        var overall = finish(explainer, finding with { Terms = finding.Verdict == Verdict.Deny ? null : terms });
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
            Add(ActionRequest.WriteFile(file, _request.Context), new Operation(ActionKind.FileWrite, file, Certainty.Exact, "# filename", new TextPosition(1, 1)), null);
    }

    private void AddCode(CodeBlock block, string language)
    {
        var scan = CodeScanners.Scan(block.Code, language);
        if (CodeLanguage.IsShell(language))
        {
            var operation = scan.Operations.Count == 1 ? scan.Operations[0] : new Operation(ActionKind.ShellExec, null, Certainty.Unknown);
            _isOpaque |= scan.IsOpaque;
            Add(ActionRequest.Shell(block.Code, _request.Context), operation, language);
            foreach (var command in scan.Shell?.Commands ?? [])
                _links.Note(command, IsNoLink);
            return;
        }

        AddExecution(language);
        _imports.AddRange(scan.Imports);
        if (!scan.IsOpaque)
            return;
        _isOpaque = true;
        var unknown = new ActionRequest(ActionKind.DynamicCode, null, _request.Context);
        var opaque = Refusals.Opaque(scan.Note);
        Add(new Operation(ActionKind.DynamicCode, null, Certainty.Unknown), Decide(unknown, language, (in DocumentScope scope, CompiledAgent agent) =>
            agent.Code is { ForbidsSomething: true } code ? Finding.Refused(code.NotKnown) : scope.DecideAnything(agent.Rules.Find(unknown.Kind.Name)!, opaque)));
    }

    /// <summary>The path is no link now, leads through none, and is no folder that could hold some.</summary>
    private bool IsNoLink(string path) =>
        _circumstances.Paths is not { } paths || RealPlace.IsPlain(_layers.Layers[0], ActionRequest.ReadFile(path, _request.Context), paths);

    /// <summary>Running the interpreter: by rules for <c>code_execution</c> where a document has some, else by its rules for commands.</summary>
    private void AddExecution(string language)
    {
        string interpreter = CodeLanguage.Interpreter(language) ?? language;
        string command = $"{interpreter} {BlockArgument}";
        bool byLanguage = false;
        foreach (var layer in _layers.Layers)
            byLanguage |= layer.Find(_request.Context.Agent) is { } agent && SpeaksOfLanguages(agent);
        var operation = byLanguage
            ? new Operation(ActionKind.CodeExecution, language, Certainty.Exact)
            : new Operation(ActionKind.ShellExec, command, Certainty.Exact);
        Range[] words = [new Range(0, interpreter.Length), new Range(interpreter.Length + 1, command.Length)];
        var byName = new ActionRequest(ActionKind.CodeExecution, language, _request.Context);
        Add(operation, Decide(byName, language, (in DocumentScope scope, CompiledAgent agent) =>
            SpeaksOfLanguages(agent)
                ? RequestEvaluator.EvaluateText(in scope, (RuleChain<TextTarget>)agent.Rules.Find(byName.Kind.Name)!, language)
                : CommandEvaluator.EvaluateWords(in scope, (RuleChain<CommandTarget>)agent.Rules.Find(ActionKind.ShellExec.Name)!, command, words)));
    }

    private static bool SpeaksOfLanguages(CompiledAgent agent) => agent.Code is not null || agent.Rules.Find(ActionKind.CodeExecution.Name) is { IsEmpty: false };

    private delegate Finding DecideByDocument(in DocumentScope scope, CompiledAgent agent);

    private Finding Decide(ActionRequest request, string language, DecideByDocument decide)
    {
        var circumstances = _circumstances.In(language);
        var strictest = Finding.Abstention;
        foreach (var layer in _layers.Layers)
        {
            if (!layer.IsFor(_request.Context.Agent))
                continue;
            if (layer.Find(_request.Context.Agent) is not { } agent)
                return Finding.Refused(layer.UnlistedAgent);
            var scope = new DocumentScope(layer, agent, request, in circumstances);
            strictest = Finding.OfLayers(strictest, RequestEvaluator.Counted(decide(in scope, agent), in scope));
        }
        return strictest.Abstains ? Finding.Refused(_layers.WhyAllAbstain(request)) : strictest;
    }

    private void Add(ActionRequest request, Operation operation, string? language)
    {
        var circumstances = _circumstances.In(language);
        var finding = _links.NamedIn(request.Target) is { } link ? Finding.Refused(Refusals.LinkMadeBefore(link)) : _layers.Decide(request, in circumstances);
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
        _findings.Add(finding);
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
    private sealed class CodeExplainer(PolicyLayers layers, IReadOnlyList<OperationDecision> operations, int strictest) : DecisionExplainer
    {
        internal override string PolicyHash => layers.PolicyHash;

        internal override string? PolicyName => layers.PolicyName;

        internal override string? PolicyRevision => layers.PolicyRevision;

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
