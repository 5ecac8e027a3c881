namespace ActionGate.Architecture.Tests.Rules;

/// <summary>The rooms of one project from the top floor to the bottom; the root of the project is the room "".</summary>
/// <param name="Floors">
/// What stands on which floor. A room uses rooms on floors below its own, and its neighbours on the same floor; its sub-rooms are part of it,
/// unless they have a floor of their own.
/// </param>
internal sealed record FloorPlan(params string[][] Floors)
{
    /// <summary>Rooms that, with all that is inside them, do not use each other.</summary>
    internal IReadOnlySet<string> Strangers { get; init; } = new HashSet<string>();

    /// <summary>Types that stand in the root and that rooms below have to know: values, and few.</summary>
    internal IReadOnlySet<string> KnownBelow { get; init; } = new HashSet<string>();

    /// <summary>The floor of a room, or of the nearest room around it; <see langword="null"/> where the plan does not know it.</summary>
    internal int? FloorOf(string room)
    {
        for (string? part = room; part is not null; part = Around(part))
        {
            int floor = Array.FindIndex(Floors, f => f.Contains(part));
            if (floor >= 0)
                return floor;
        }
        return null;
    }

    /// <summary>The room around a room; <see langword="null"/> for the rooms in the root, which holds rooms but is not around them.</summary>
    internal static string? Around(string room) => room.LastIndexOf('/') is > 0 and var at ? room[..at] : null;

    internal static bool IsWithin(string inner, string outer) => outer.Length > 0 && inner.StartsWith($"{outer}/", StringComparison.Ordinal);
}
