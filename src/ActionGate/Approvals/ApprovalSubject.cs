using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActionGate.Evaluation;

namespace ActionGate.Approvals;

/// <summary>The exact thing that somebody is asked about.</summary>
internal sealed class ApprovalSubject
{
    private readonly Decision _decision;

    /// <param name="decision">The decision that asks, whose operations were located.</param>
    /// <param name="action">The action; <see langword="null"/> where code is to run.</param>
    /// <param name="places">Where the action takes place.</param>
    internal ApprovalSubject(in Decision decision, ActionRequest action, in OperationPlaces places)
        : this(in decision, action.Context)
    {
        Action = action;
        RealPath = places.RealPaths is [var only] ? only : null;
        IsRecursive = places.IsRecursive;
    }

    /// <param name="decision">The decision that asks, whose operations were located.</param>
    /// <param name="code">The code that is to run.</param>
    internal ApprovalSubject(in Decision decision, CodeRequest code)
        : this(in decision, code.Context) => Blocks = code.Blocks;

    private ApprovalSubject(in Decision decision, ActionContext context)
    {
        _decision = decision;
        Context = context;
        Scripts = decision.Scripts;
    }

    internal ActionContext Context { get; }

    internal ActionRequest? Action { get; }

    internal IReadOnlyList<CodeBlock> Blocks { get; } = [];

    /// <summary>The file that the action's path leads to; <see langword="null"/>: the path's own.</summary>
    internal string? RealPath { get; }

    /// <summary>The action takes in all below a folder.</summary>
    internal bool IsRecursive { get; }

    /// <summary>The scripts that it runs.</summary>
    internal IReadOnlyList<ScannedScript> Scripts { get; }

    /// <summary>A digest over all that makes the action this one, made once. Text goes in as its UTF-16 units, so that no two texts look alike.</summary>
    internal string Digest => field ??= MakeDigest();

    private string MakeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "actiongate/approval/v2");
        Append(hash, _decision.PolicyHash);
        Append(hash, Context.Agent);
        Append(hash, Context.Suggester);
        Append(hash, Context.Group);
        Append(hash, Context.Session);
        Append(hash, Context.WorkingDirectory);
        Append(hash, Context.Tool);
        Append(hash, Action?.Kind.Name);
        Append(hash, Action?.Target);
        Append(hash, Action?.Arguments);
        Append(hash, RealPath);
        Append(hash, Action?.Method);
        Append(hash, IsRecursive ? "recursive" : null);
        Append(hash, Action?.Port?.ToString(CultureInfo.InvariantCulture));
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
        foreach (string path in _decision.AbsentScripts)
        {
            Append(hash, path);
            Append(hash, "absent");
        }
        foreach (var operation in _decision.Operations)
            Append(hash, operation);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What is done, and by which rule it may be: a rule that begins or ends meanwhile is another one.</summary>
    private static void Append(IncrementalHash hash, OperationDecision operation)
    {
        Append(hash, "operation");
        Append(hash, operation.Operation.Kind.Name);
        Append(hash, operation.Operation.Target ?? operation.Operation.Pattern);
        Append(hash, operation.IsRecursive ? "recursive" : null);
        Append(hash, DecisionText.Of(operation.Verdict));
        Append(hash, operation.Rule?.Id);
        foreach (string path in operation.RealPaths)
            Append(hash, path);
    }

    private static void Append(IncrementalHash hash, string? field)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, field?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(MemoryMarshal.AsBytes(field.AsSpan()));
    }
}
