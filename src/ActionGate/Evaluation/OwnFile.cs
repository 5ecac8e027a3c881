using System.Security.Cryptography;
using System.Text;
using ActionGate.Normalisation;

namespace ActionGate.Evaluation;

/// <summary>
/// The file from which an executor runs a block: by the name that the block gives it, or by that which AutoGen's executors and this project's make of
/// its text. It is not there yet when the block is decided.
/// </summary>
internal static class OwnFile
{
    private const string Prefix = "tmp_code_";

    /// <summary>The name of the file and what is wrong with it; <see langword="null"/>: nothing.</summary>
    /// <param name="collector">Has what the block writes.</param>
    /// <param name="block">The block.</param>
    /// <param name="context">Who runs it, and in which folder.</param>
    /// <param name="paths">The disk.</param>
    internal static (string Name, string Problem)? Problem(OperationCollector collector, CodeBlock block, ActionContext context, IPathResolver paths)
    {
        bool isShell = CodeLanguage.Canonical(block.Language) is { } language && CodeLanguage.IsShell(language);
        var policy = collector.Layers.Layers[0];
        string? folder = RequestEvaluator.WorkingDirectory(policy, context, collector.Circumstances.RequiresWorkingDirectory);
        foreach (string name in NamesOf(block))
        {
            string? path = RequestEvaluator.NormalPath(policy, name, folder);
            if (isShell && collector.Writes.MayChange(policy, name, path, paths))
                return (name, "it may be written while a shell reads it");
            if (block.FileName is null && path is not null && !RealPlace.IsPlain(policy, ActionRequest.WriteFile(name, context), paths))
                return (name, "a link or a folder stands where it is written to");
        }
        return null;
    }

    private static IEnumerable<string> NamesOf(CodeBlock block)
    {
        if (block.FileName is { } file)
            return [file];
        // The line feed before a closing fence is not in the text that AutoGen runs.
        string[] texts = block.Code.EndsWith('\n') ? [block.Code, block.Code[..^1]] : [block.Code];
        string[] endings = [.. new[] { block.Language.ToLowerInvariant(), "py", "sh" }.Distinct(StringComparer.Ordinal)];
        return texts.SelectMany(t => endings.Select(e => $"{Prefix}{HashOf(t)}.{e}"));
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
