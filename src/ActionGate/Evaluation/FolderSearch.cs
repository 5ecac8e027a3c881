using ActionGate.Compilation;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>Looks below a folder for what the gate protects of itself.</summary>
/// <param name="policy">The document that decides.</param>
/// <param name="operation">What is done to the folder.</param>
/// <param name="circumstances">What the host contributes.</param>
/// <param name="followsLinks">The operation may go where links below lead.</param>
internal sealed class FolderSearch(CompiledPolicy policy, FileOperations operation, Circumstances circumstances, bool followsLinks)
{
    private readonly SearchBudget _budget = circumstances.Search ?? new SearchBudget();
    private Refusal? _found;

    /// <summary>Searches a folder; <see langword="null"/>: nothing of the gate's is there.</summary>
    internal Refusal? Find(IPathResolver resolver, scoped ReadOnlySpan<char> folder) =>
        resolver.HoldsBelow(folder, (path, isLink) => IsOwn(resolver, path, isLink), _budget) switch
        {
            true => _found ?? Refusals.OwnHooksBelow,
            false => null,
            null => Refusals.BelowUnknown,
        };

    private bool IsOwn(IPathResolver resolver, string path, bool isLink) =>
        HookFiles.Hold(path) || isLink && followsLinks && (_found = OfLink(resolver, path)) is not null;

    private Refusal? OfLink(IPathResolver resolver, string link)
    {
        var real = new CharBuffer(stackalloc char[256]);
        var outcome = resolver.Resolve(link, ref real, out string? problem);
        var refusal = outcome is not (RealPath.Same or RealPath.Other) ? Refusals.NeverUnknown(Refusals.RealPathUnknown(problem))
            : SelfProtection.OfPath(policy, operation, isRecursive: true, real.Written, in circumstances) ?? OfFolderBehind(resolver, real.Written);
        real.Dispose();
        return refusal;
    }

    /// <summary>Further links there are not followed: each of them would be another place to look at.</summary>
    private Refusal? OfFolderBehind(IPathResolver resolver, scoped ReadOnlySpan<char> folder)
    {
        if (!resolver.IsDirectory(folder))
            return null;
        return resolver.HoldsBelow(folder, static (path, _) => HookFiles.Hold(path), _budget) switch
        {
            true => Refusals.OwnHooksBelow,
            false => null,
            null => Refusals.BelowUnknown,
        };
    }
}
