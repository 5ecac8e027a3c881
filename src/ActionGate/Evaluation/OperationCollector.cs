using ActionGate.Normalisation;
using ActionGate.Policies;
using ActionGate.Scanning;

namespace ActionGate.Evaluation;

/// <summary>Gathers the operations of one request that consists of several, each decided by itself. Serves one request.</summary>
internal sealed class OperationCollector
{
    private readonly PolicyLayers _layers;
    private readonly Circumstances _circumstances;
    private readonly List<DecidedOperation> _operations = new(4);
    private HashSet<string>? _imported;

    internal OperationCollector(PolicyLayers layers, ActionContext context, in Circumstances circumstances)
    {
        _layers = layers;
        Context = context;
        _circumstances = circumstances with { Search = new SearchBudget() };
    }

    /// <summary>Decides by one document.</summary>
    internal delegate Finding DecideByDocument<TSubject>(in DocumentScope scope, TSubject subject);

    internal PolicyLayers Layers => _layers;

    internal ActionContext Context { get; }

    internal ref readonly Circumstances Circumstances => ref _circumstances;

    /// <summary>The scripts that were looked into.</summary>
    internal ScriptsRead Scripts { get; } = new();

    /// <summary>The links that operations so far make.</summary>
    internal LinksMade Links { get; } = new();

    /// <summary>The folders into which operations so far unpack.</summary>
    internal FoldersUnpacked Unpacked { get; } = new();

    /// <summary>What operations so far put on the disk.</summary>
    internal WritesMade Writes { get; } = new();

    /// <summary>The patterns of file names that shell texts so far expand, as normal paths with holes; <see langword="null"/> for one that may lead anywhere.</summary>
    internal List<string?> Patterns { get; } = [];

    /// <summary>The modules that code imports.</summary>
    internal List<string> Imports { get; } = [];

    /// <summary>What may still be spent on code in code.</summary>
    internal ScanBudget Code { get; } = new();

    /// <summary>How many texts lie around the one that is read now.</summary>
    internal int CodeDepth { get; set; }

    internal int Count => _operations.Count;

    /// <summary>Operations may happen that are not among those that were gathered.</summary>
    internal bool IsOpaque { get; set; }

    /// <summary>What each document says, and of that the strictest; abstaining where none has a say.</summary>
    internal Finding Decide<TSubject>(ActionRequest request, in Circumstances circumstances, TSubject subject, DecideByDocument<TSubject> decide)
    {
        string? agent = request.Context.Agent;
        var strictest = Finding.Abstention;
        foreach (var layer in _layers.Layers)
        {
            // A document that has no say keeps the gate's own files all the same.
            if (!layer.IsFor(agent) || circumstances.IsInScript && layer.Scripts == ScriptReading.Ignore)
            {
                if (SelfProtection.OfRequest(layer, request, in circumstances) is { } refusal)
                    return Finding.Refused(refusal);
                continue;
            }
            if (layer.Find(agent) is not { } listed)
                return Finding.Refused(layer.UnlistedAgent);
            var scope = new DocumentScope(layer, listed, request, in circumstances);
            strictest = Finding.OfLayers(strictest, RequestEvaluator.Counted(decide(in scope, subject), in scope));
        }
        return strictest;
    }

    /// <summary>Notes a module that code imports.</summary>
    internal void NoteImport(string module)
    {
        if ((_imported ??= new HashSet<string>(StringComparer.Ordinal)).Add(module))
            Imports.Add(module);
    }

    /// <summary>Adds an operation that every request must have a verdict on.</summary>
    internal void Add(DecidedOperation operation)
    {
        if (operation.Finding.Abstains)
            operation = operation with { Finding = Finding.Refused(_layers.WhyAllAbstain(operation.Request)) };
        _operations.Add(operation);
        _circumstances.Witness?.Decided(operation);
    }

    /// <summary>The whole: the strictest verdict, under the terms of all that go ahead.</summary>
    internal Finding Whole()
    {
        int strictest = Strictest;
        var finding = _operations[strictest].Finding;
        DecisionTerms? terms = null;
        if (finding.Verdict != Verdict.Deny)
        {
            foreach (var operation in _operations)
                terms = DecisionTerms.Strictest(terms, operation.Finding.Terms);
        }
        return new Finding(finding.Verdict, new OperationsCause(_layers, [.. _operations], strictest, Scripts.Read, Scripts.Absent), terms);
    }

    /// <summary>The first of those with the strictest verdict.</summary>
    private int Strictest
    {
        get
        {
            int strictest = 0;
            for (int i = 1; i < _operations.Count; i++)
            {
                if (_operations[i].Finding.Verdict < _operations[strictest].Finding.Verdict)
                    strictest = i;
            }
            return strictest;
        }
    }
}
