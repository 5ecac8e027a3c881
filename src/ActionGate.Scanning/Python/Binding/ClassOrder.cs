using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>The order in which a class and those behind it are asked for a member: C3, as CPython has it.</summary>
internal static class ClassOrder
{
    /// <summary>How many classes may stand behind one, and how many are looked at to put them in order.</summary>
    internal const int MaxClasses = 64;

    private const int MaxListed = 512;

    /// <summary>Classes that bring nothing of their own which one could ask for.</summary>
    internal static bool IsBare(string name) => name is "builtins.object" or "abc.ABC" or "typing.Generic" or "typing.Protocol" or "typing_extensions.Protocol";

    internal static Value[] Of(ClassValue type, out OrderCertainty certainty)
    {
        certainty = OrderCertainty.Known;
        if (type.Bases.Length == 0)
            return [type];
        var lists = new List<Value[]>(type.Bases.Length + 1);
        int listed = 0;
        foreach (var parent in type.Bases)
        {
            foreach (var one in parent is Alternatives several ? several.Values : [parent])
            {
                var order = one is ClassValue known ? known.Order : one is ApiValue { Name: not "builtins.object" } ? [one] : [];
                if (one is ClassValue { Certainty: var inherited } && inherited > certainty)
                    certainty = inherited;
                if (order.Length > 0)
                    lists.Add(order);
                listed += order.Length;
            }
            if (parent is Alternatives && certainty == OrderCertainty.Known)
                certainty = OrderCertainty.Unordered;
        }
        if (certainty == OrderCertainty.Known && listed <= MaxListed)
        {
            lists.Add(Array.FindAll(type.Bases, static b => b is ClassValue or ApiValue { Name: not "builtins.object" }));
            if (Merge(type, lists) is { Count: <= MaxClasses } merged)
                return [.. merged];
            // CPython refuses a class whose bases contradict each other.
            certainty = OrderCertainty.Unordered;
        }
        return Gather(type, lists, ref certainty);
    }

    /// <returns><see langword="null"/> where there is no order.</returns>
    private static List<Value>? Merge(ClassValue type, List<Value[]> lists)
    {
        // How often each stands behind another.
        var behind = new Dictionary<object, int>();
        foreach (var list in lists)
        {
            for (int i = 1; i < list.Length; i++)
                behind[KeyOf(list[i])] = behind.GetValueOrDefault(KeyOf(list[i])) + 1;
        }
        var order = new List<Value> { type };
        int[] heads = new int[lists.Count];
        while (true)
        {
            Value? next = null;
            bool isDone = true;
            for (int i = 0; i < heads.Length && next is null; i++)
            {
                if (heads[i] == lists[i].Length)
                    continue;
                isDone = false;
                if (behind.GetValueOrDefault(KeyOf(lists[i][heads[i]])) == 0)
                    next = lists[i][heads[i]];
            }
            if (isDone)
                return order;
            if (next is null)
                return null;
            order.Add(next);
            object key = KeyOf(next);
            for (int i = 0; i < heads.Length; i++)
            {
                if (heads[i] == lists[i].Length || !KeyOf(lists[i][heads[i]]).Equals(key))
                    continue;
                if (++heads[i] < lists[i].Length)
                    behind[KeyOf(lists[i][heads[i]])]--;
            }
        }
    }

    private static Value[] Gather(ClassValue type, List<Value[]> lists, ref OrderCertainty certainty)
    {
        var known = new HashSet<object> { type };
        var all = new List<Value> { type };
        foreach (var list in lists)
        {
            foreach (var one in list)
            {
                if (!known.Add(KeyOf(one)))
                    continue;
                if (all.Count == MaxClasses)
                {
                    certainty = OrderCertainty.Lost;
                    return [.. all];
                }
                all.Add(one);
            }
        }
        return [.. all];
    }

    private static object KeyOf(Value one) => one is ApiValue api ? api.Name : one;
}
