using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActionGate.Approvals;

/// <summary>The exact thing that somebody is asked about.</summary>
internal sealed class ApprovalSubject
{
    private ApprovalSubject(ActionContext context, ActionRequest? action, IReadOnlyList<CodeBlock> blocks, string? realPath, IReadOnlyList<ScannedScript> scripts, IReadOnlyList<string> absentScripts)
    {
        AbsentScripts = absentScripts;
        RealPath = realPath;
        Scripts = scripts;
        Context = context;
        Action = action;
        Blocks = blocks;
    }

    internal ActionContext Context { get; }

    internal ActionRequest? Action { get; }

    internal IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The file that the action's path leads to; <see langword="null"/>: the path's own.</summary>
    internal string? RealPath { get; }

    /// <summary>The scripts that it runs.</summary>
    internal IReadOnlyList<ScannedScript> Scripts { get; }

    /// <summary>Where it would run a script if there were one.</summary>
    internal IReadOnlyList<string> AbsentScripts { get; }

    /// <param name="request">The action.</param>
    /// <param name="realPath">The file that its path leads to now; an approval holds for no other. <see langword="null"/>: the path's own.</param>
    /// <param name="scripts">The scripts that it runs; an approval holds for no other contents.</param>
    /// <param name="absentScripts">Where it would run a script if there were one; an approval holds for none.</param>
    internal static ApprovalSubject Of(ActionRequest request, string? realPath, IReadOnlyList<ScannedScript> scripts, IReadOnlyList<string> absentScripts) =>
        new(request.Context, request, [], realPath, scripts, absentScripts);

    internal static ApprovalSubject Of(CodeRequest request, IReadOnlyList<ScannedScript> scripts, IReadOnlyList<string> absentScripts) =>
        new(request.Context, null, request.Blocks, null, scripts, absentScripts);

    /// <summary>A digest over all that makes the action this one. Text goes in as its UTF-16 units, so that no two texts look alike.</summary>
    internal string Digest(string policyHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "actiongate/approval/v1");
        Append(hash, policyHash);
        Append(hash, Context.Agent);
        Append(hash, Context.Session);
        Append(hash, Context.WorkingDirectory);
        Append(hash, Action?.Kind.Name);
        Append(hash, Action?.Target);
        Append(hash, RealPath);
        Append(hash, Action?.Method);
        Append(hash, Action?.IsRecursive == true ? "recursive" : null);
        Append(hash, Action?.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var block in Blocks)
        {
            Append(hash, block.Language);
            Append(hash, block.FileName);
            Append(hash, block.Code);
        }
        foreach (var script in Scripts)
        {
            Append(hash, script.Path);
            Append(hash, script.Hash);
        }
        foreach (string path in AbsentScripts)
        {
            Append(hash, path);
            Append(hash, "absent");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string? field)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, field?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(MemoryMarshal.AsBytes(field.AsSpan()));
    }
}
