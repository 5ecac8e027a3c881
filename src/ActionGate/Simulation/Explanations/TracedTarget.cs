using System.Globalization;
using System.Runtime.CompilerServices;
using ActionGate.Matching;

namespace ActionGate.Simulation.Explanations;

/// <summary>What rules were tried on, kept beyond the evaluation: the normal form as the matchers saw it.</summary>
internal sealed record TracedTarget
{
    /// <summary>It could be anything.</summary>
    internal static TracedTarget Anything { get; } = new() { Text = "*", IsPartlyKnown = true, IsAnything = true };

    /// <summary>In normal form, with a star for each part that is not known.</summary>
    internal required string Text { get; init; }

    internal bool IsAnything { get; init; }

    internal bool IsPartlyKnown { get; init; }

    /// <summary>Of a path: what lies below it is meant too.</summary>
    internal bool ReachesBelow { get; init; }

    /// <summary>Of a path: it lies inside the base, so that floating patterns see only what is below that.</summary>
    internal bool IsInsideBase { get; init; }

    /// <summary>Of a command: its arguments, the name first.</summary>
    internal string[] Words { get; init; } = [];

    /// <summary>Of a command: for each argument whether it is known.</summary>
    internal bool[] AreKnown { get; init; } = [];

    /// <summary>Of a command: it is named by a path into no trusted directory.</summary>
    internal bool IsNamedByOtherPath { get; init; }

    internal string Scheme { get; init; } = "";

    internal string Host { get; init; } = "";

    /// <summary>The host, with its port where that is not the scheme's own.</summary>
    internal string HostAndPort { get; init; } = "";

    internal string? UrlPath { get; init; }

    internal static TracedTarget Of<TTarget>(scoped in TTarget target)
        where TTarget : allows ref struct
    {
        // A ref struct can't be boxed to be asked what it is; the test makes each of these reads one of its own type.
        ref var seen = ref Unsafe.AsRef(in target);
        if (typeof(TTarget) == typeof(PathTarget))
            return Of(in Unsafe.As<TTarget, PathTarget>(ref seen));
        if (typeof(TTarget) == typeof(NetworkTarget))
            return Of(in Unsafe.As<TTarget, NetworkTarget>(ref seen));
        if (typeof(TTarget) == typeof(CommandTarget))
            return Of(in Unsafe.As<TTarget, CommandTarget>(ref seen));
        return typeof(TTarget) == typeof(TextTarget) ? Of(in Unsafe.As<TTarget, TextTarget>(ref seen)) : Anything;
    }

    private static TracedTarget Of(in PathTarget path) => new()
    {
        Text = path.IsTail ? "*" + Shown(path.Segments) : path.Segments.IsEmpty ? "/" : Shown(path.Segments),
        IsPartlyKnown = path.IsShape || path.IsTail,
        ReachesBelow = path.ReachesBelow,
        IsInsideBase = path.SegmentsBelowBase.Length < path.Segments.Length,
    };

    private static TracedTarget Of(in NetworkTarget url)
    {
        string scheme = url.Scheme.ToString();
        string port = url.Port >= 0 && url.Port != url.DefaultPort ? string.Create(CultureInfo.InvariantCulture, $":{url.Port}") : "";
        return new TracedTarget
        {
            Text = $"{(scheme.Length > 0 ? scheme + "://" : "")}{Shown(url.Host)}{port}{Shown(url.Path)}{(url.HasQuery ? "?…" : "")}",
            Scheme = scheme,
            Host = url.Host.ToString(),
            HostAndPort = url.Host.ToString() + port,
            UrlPath = url.HasPath ? url.Path.ToString() : null,
            IsPartlyKnown = TargetShape.IsOne(url.Host) || TargetShape.IsOne(url.Path),
        };
    }

    private static TracedTarget Of(in CommandTarget command)
    {
        string[] words = new string[command.Words.Length];
        bool[] areKnown = new bool[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Shown(command.Word(i));
            areKnown[i] = command.ShapeOf(i) == WordShape.None;
        }
        return new TracedTarget
        {
            Text = string.Join(' ', words),
            Words = words,
            AreKnown = areKnown,
            IsPartlyKnown = Array.Exists(areKnown, k => !k),
            IsNamedByOtherPath = command.Naming == CommandNaming.OtherPath,
        };
    }

    private static TracedTarget Of(in TextTarget text) => new() { Text = Shown(text.Text), IsPartlyKnown = text.IsShape };

    private static string Shown(ReadOnlySpan<char> text) =>
        TargetShape.Shown(text.ToString());
}
