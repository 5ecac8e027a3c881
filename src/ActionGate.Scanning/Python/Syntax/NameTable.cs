namespace ActionGate.Scanning.Python.Syntax;

/// <summary>The names of a text, each allocated once. Names that collide too often are allocated anew: nobody can make it slow.</summary>
internal struct NameTable
{
    private const int MostProbes = 8;

    private string?[] _slots = new string?[64];
    private int _count;

    public NameTable()
    {
    }

    internal string Get(ReadOnlySpan<char> name)
    {
        uint hash = Hash(name);
        int mask = _slots.Length - 1;
        for (int probe = 0; probe < MostProbes; probe++)
        {
            ref string? slot = ref _slots[(int)(hash + (uint)probe) & mask];
            if (slot is null)
            {
                slot = name.ToString();
                string added = slot;
                if (++_count > _slots.Length / 2)
                    Grow();
                return added;
            }
            if (name.SequenceEqual(slot))
                return slot;
        }
        return name.ToString();
    }

    private static uint Hash(ReadOnlySpan<char> name)
    {
        uint hash = (uint)name.Length;
        foreach (char c in name)
            hash = (hash ^ c) * 16777619;
        return hash ^ (hash >> 15);
    }

    private void Grow()
    {
        string?[] old = _slots;
        _slots = new string?[old.Length * 4];
        _count = 0;
        foreach (string? name in old)
        {
            if (name is not null)
                Keep(name);
        }
    }

    private void Keep(string name)
    {
        uint hash = Hash(name);
        for (int probe = 0; probe < MostProbes; probe++)
        {
            ref string? slot = ref _slots[(int)(hash + (uint)probe) & (_slots.Length - 1)];
            if (slot is null)
            {
                slot = name;
                _count++;
                return;
            }
        }
    }
}
