using ActionGate.Architecture.Tests.Reading;

namespace ActionGate.Architecture.Tests.Rules;

/// <summary>A room uses only what is below it, and no rooms use each other in a circle.</summary>
internal static class FloorRule
{
    /// <summary>Every arrow that runs up, past a wall, or from a room that the plan does not know.</summary>
    internal static IEnumerable<string> Violations(IReadOnlyList<ReadType> types, FloorPlan plan)
    {
        foreach (var type in types)
        {
            if (type.Room is null)
                yield return $"{type.FullName} has no source file";
            else if (plan.FloorOf(type.Room) is null)
                yield return $"{type.FullName} stands in a room without a floor: '{type.Room}'";
        }
        foreach (var (user, used) in Arrows(types))
        {
            string from = user.Room!, to = used.Room!;
            if (plan.FloorOf(from) is not { } floor || plan.FloorOf(to) is not { } below)
                continue;
            if (below < floor && !(to.Length == 0 && plan.KnownBelow.Contains(used.Name)))
                yield return $"{user.FullName} ('{from}') uses {used.FullName} ('{to}'), which is above it";
            if (plan.Strangers.Contains(Outermost(from)) && plan.Strangers.Contains(Outermost(to)) && Outermost(from) != Outermost(to))
                yield return $"{user.FullName} ('{from}') uses {used.FullName} ('{to}'), and these two do not know each other";
        }
    }

    /// <summary>Every circle of rooms, named once. A room and the rooms inside it are no circle; rooms beside each other are.</summary>
    internal static IEnumerable<string> Circles(IReadOnlyList<ReadType> types, FloorPlan? plan = null)
    {
        var uses = Arrows(types)
            .Where(a => !(a.Used.Room!.Length == 0 && plan is not null && plan.KnownBelow.Contains(a.Used.Name)))
            .ToLookup(a => a.User.Room!, a => a.Used.Room!);
        var rooms = uses.Select(g => g.Key).Order(StringComparer.Ordinal).ToArray();
        foreach (string room in rooms)
        {
            if (Circle(room, uses) is { } circle && circle.Min(StringComparer.Ordinal) == room)
                yield return string.Join(" -> ", circle.Select(r => $"'{r}'"));
        }
    }

    /// <summary>The shortest way from a room back to it.</summary>
    private static List<string>? Circle(string start, ILookup<string, string> uses)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out string? room))
        {
            foreach (string next in uses[room].Distinct())
            {
                if (next == start)
                {
                    var circle = new List<string> { start };
                    for (string at = room; at != start; at = cameFrom[at])
                        circle.Insert(0, at);
                    circle.Insert(0, start);
                    return circle;
                }
                if (cameFrom.TryAdd(next, room))
                    queue.Enqueue(next);
            }
        }
        return null;
    }

    private static IEnumerable<(ReadType User, ReadType Used)> Arrows(IReadOnlyList<ReadType> types)
    {
        var byName = types.ToDictionary(t => t.FullName, StringComparer.Ordinal);
        foreach (var user in types)
        {
            foreach (string name in user.Uses)
            {
                if (user.Room is not null && byName.TryGetValue(name, out var used) && used.Room is not null && used.Room != user.Room
                    && !FloorPlan.IsWithin(used.Room, user.Room) && !FloorPlan.IsWithin(user.Room, used.Room))
                {
                    yield return (user, used);
                }
            }
        }
    }

    private static string Outermost(string room) => room.Split('/')[0];
}
