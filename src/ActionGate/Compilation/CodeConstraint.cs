using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>
/// What an agent's <c>code_execution</c> entry grants and forbids beside all rules. What it names is granted; of what it constrains the
/// rest is forbidden; of everything else it says nothing. Immutable.
/// </summary>
internal sealed class CodeConstraint
{
    private readonly ModuleEntries? _allowedImports;
    private readonly ModuleEntries? _disallowedImports;
    private readonly FileOperations? _operations;
    private readonly FilePaths? _paths;
    private readonly Refusal _notNamed;
    private readonly Refusal _packageNotNamed;
    private readonly Refusal _disallowed;
    private readonly Refusal _noOperation;
    private readonly Refusal _outside;

    internal CodeConstraint(RuleReference reference, string agent, ModuleEntries? allowedImports, ModuleEntries? disallowedImports, FileOperations? operations, FilePaths? paths)
    {
        _allowedImports = allowedImports;
        _disallowedImports = disallowedImports;
        _operations = operations;
        _paths = paths;
        Granted = new ConstraintGrant(reference, agent);
        _notNamed = Forbid("'allowed_imports' does not name it, or a package that holds it");
        _packageNotNamed = Forbid("to import it is to import the package that holds it, which 'allowed_imports' does not name");
        NotKnown = Forbid("what it would do is not known, and may be what the entry forbids");
        ForbidsSomeImport = allowedImports is { TakesEverything: false } || disallowedImports is { IsEmpty: false };
        ForbidsSomething = ForbidsSomeImport
            || operations is { } some && some != (FileOperations.Read | FileOperations.Write | FileOperations.Delete)
            || paths is not null && !paths.TakeEverything;
        _disallowed = Forbid("'disallowed_imports' names it, or a package that holds it");
        _noOperation = Forbid("'allowed_file_operations' does not name it");
        _outside = Forbid("it is outside 'allowed_file_paths'");

        Refusal Forbid(string why) =>
            new(reference, DiagnosticIds.Constrained, $"agent {DecisionText.Quote(agent)} may not do this: {why} {Where(reference)}");
    }

    /// <summary>The cause of a verdict that the entry gave, where no rule says anything.</summary>
    internal ConstraintGrant Granted { get; }

    /// <summary>The refusal of what may be anything.</summary>
    internal Refusal NotKnown { get; }

    /// <summary>There is a module that the entry forbids.</summary>
    internal bool ForbidsSomeImport { get; }

    /// <summary>The entry says something of imports.</summary>
    internal bool ConstrainsImports => _allowedImports is not null || _disallowedImports is { IsEmpty: false };

    /// <summary>The entry says something of files.</summary>
    internal bool ConstrainsFiles => _operations is not null || _paths is not null;

    /// <summary>There is something that the entry forbids.</summary>
    internal bool ForbidsSomething { get; }

    /// <summary>What the entry says of a module: of the module itself and of every package on the way to it, which is imported too.</summary>
    /// <param name="module">A dotted name.</param>
    /// <param name="isGranted">Whether every part is granted.</param>
    /// <returns>The refusal; <see langword="null"/> where nothing forbids it.</returns>
    internal Refusal? Import(ReadOnlySpan<char> module, out bool isGranted)
    {
        isGranted = false;
        if (_allowedImports is null && _disallowedImports is null)
            return null;
        bool areGranted = true;
        for (int end = 0; end < module.Length;)
        {
            int dot = module[(end + 1)..].IndexOfAny('.', '/');
            end = dot < 0 ? module.Length : end + 1 + dot;
            int allowed = _allowedImports?.Specificity(module[..end]) ?? -1;
            int disallowed = _disallowedImports?.Specificity(module[..end]) ?? -1;
            if (disallowed >= 0 && disallowed >= allowed)
                return _disallowed;
            if (allowed < 0 && _allowedImports is not null)
                return end == module.Length ? _notNamed : _packageNotNamed;
            areGranted &= allowed >= 0;
        }
        isGranted = areGranted;
        return null;
    }

    /// <summary>What the entry says of a file.</summary>
    /// <param name="operation">What is done with it.</param>
    /// <param name="path">The file; asked only where it is known.</param>
    /// <param name="takesAllBelow">The operation takes in everything below.</param>
    /// <param name="isGranted">Whether it is granted.</param>
    /// <returns>The refusal; <see langword="null"/> where nothing forbids it.</returns>
    internal Refusal? File(FileOperations operation, scoped in PathTarget path, bool takesAllBelow, out bool isGranted)
    {
        isGranted = false;
        if (_operations is { } operations && (operations & operation) == 0)
            return _noOperation;
        if (_paths is null)
            return null;
        if (!_paths.Hold(operation, in path, takesAllBelow))
            return _outside;
        isGranted = _operations is not null;
        return null;
    }

    /// <summary>What the entry says of a file that could be any.</summary>
    internal Refusal? AnyFile(FileOperations operation, out bool isGranted)
    {
        isGranted = false;
        if (_operations is { } operations && (operations & operation) == 0)
            return _noOperation;
        if (_paths is null)
            return null;
        if (!_paths.TakeEverything)
            return _outside;
        isGranted = _operations is not null;
        return null;
    }

    internal static string Where(RuleReference reference) => reference.ToString()[(reference.Id.Length + 3)..];
}

/// <summary>Stands behind a verdict that an agent's entry gave.</summary>
internal sealed class ConstraintGrant(RuleReference reference, string agent) : IDecisiveRule
{
    public RuleReference Reference { get; } = reference;

    internal string Reason { get; } = $"it is granted to agent {DecisionText.Quote(agent)} {CodeConstraint.Where(reference)}";
}
