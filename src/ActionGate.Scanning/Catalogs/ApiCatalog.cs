using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ActionGate.Scanning.Catalogs;

/// <summary>
/// What the functions of a language's libraries do. One callable a line: <c>name verb argument…; verb argument… -> type</c>. An argument is
/// <c>0:name</c>, <c>0</c>, <c>:name</c>, <c>2..</c>, <c>self</c>, each perhaps with <c>=default</c>. <c>a = b</c> gives a module or type
/// another name; <c>a.* none?</c> says that members without a line do nothing, if their names don't say otherwise.
/// </summary>
/// <remarks>Reading finds the names; what a line says is read when somebody first asks for it. Lookups allocate nothing.</remarks>
internal sealed class ApiCatalog
{
    private const int MaxNameOnStack = 256;

    private readonly Dictionary<string, ApiName> _names = new(6000, StringComparer.Ordinal);
    private readonly Dictionary<string, ApiName>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly Dictionary<string, string> _distinct = new(StringComparer.Ordinal);

    private ApiCatalog() => _bySpan = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <exception cref="FormatException">A line is no catalogue line.</exception>
    internal static ApiCatalog Read(string text)
    {
        var catalog = new ApiCatalog();
        catalog.AddText(text);
        return catalog;
    }

    /// <summary>Reads catalogues that are part of this assembly, as one.</summary>
    internal static ApiCatalog ReadResources(params ReadOnlySpan<string> names)
    {
        var catalog = new ApiCatalog();
        foreach (string name in names)
        {
            using var stream = typeof(ApiCatalog).Assembly.GetManifestResourceStream(name)
                ?? throw new FormatException($"the assembly lacks the catalogue {name}");
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            catalog.AddText(Encoding.UTF8.GetString(bytes));
        }
        return catalog;
    }

    /// <summary>Every name that has a line of its own.</summary>
    internal IEnumerable<string> Names => _names.Values.Where(static n => n.Text is not null).Select(static n => n.Name);

    /// <summary>The name under which the catalogue has it.</summary>
    internal string Resolve(string name)
    {
        for (int round = 0; round < 4; round++)
        {
            if (AliasOf(name, out int length) is not { } target)
                return name;
            name = string.Concat(target, name.AsSpan(length));
        }
        return name;
    }

    /// <summary>The name under which the catalogue has a member.</summary>
    internal string ResolveMember(string owner, string member)
    {
        int length = owner.Length + 1 + member.Length;
        if (length > MaxNameOnStack)
            return Resolve(owner + "." + member);
        Span<char> buffer = stackalloc char[MaxNameOnStack];
        owner.CopyTo(buffer);
        buffer[owner.Length] = '.';
        member.CopyTo(buffer[(owner.Length + 1)..]);
        var full = buffer[..length];
        if (AliasOf(full, out int replaced) is { } target)
            return Resolve(string.Concat(target, full[replaced..]));
        return _bySpan.TryGetValue(full, out var known) ? known.Name : full.ToString();
    }

    /// <summary>Something stands under this name or below it.</summary>
    internal bool Knows(string name) => _names.TryGetValue(name, out var known) && (known.Text is not null || known.HasMembers);

    /// <summary>Something has a line below this name: it is a module or a type.</summary>
    internal bool HasMembers(string name) => _names.TryGetValue(name, out var known) && known.HasMembers;

    /// <summary>What stands under this name, or something below it, acts on the world.</summary>
    internal bool IsActing(string name) => _names.TryGetValue(name, out var known) && known.IsActing;

    internal bool TryFindExact(string name, [NotNullWhen(true)] out ApiEntry? entry)
    {
        entry = _names.TryGetValue(name, out var known) && known.Text is not null ? known.Entry : null;
        return entry is not null;
    }

    /// <summary>The line of a name, or of the nearest <c>.*</c> around it.</summary>
    internal bool TryFind(string name, [NotNullWhen(true)] out ApiEntry? entry)
    {
        if (TryFindExact(name, out entry))
            return true;
        if (WildcardOf(name) is not { } members)
            return false;
        entry = members.IsByName && ActingNames.MayAct(name.AsSpan(name.LastIndexOf('.') + 1)) ? members.Unlisted : members.Entry;
        return true;
    }

    /// <summary>The full name of the one method that is called so, whatever the receiver.</summary>
    internal bool TryFindDistinct(string method, [NotNullWhen(true)] out string? name) => _distinct.TryGetValue(method, out name);

    /// <summary>What stands under a name, to see whether a line would take its place.</summary>
    internal ApiName? Find(ReadOnlySpan<char> name) => _bySpan.TryGetValue(name, out var known) ? known : null;

    /// <summary>The nearest <c>.*</c> around a name.</summary>
    internal ApiName? WildcardOf(ReadOnlySpan<char> name)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name[..dot].LastIndexOf('.'))
        {
            if (_bySpan.TryGetValue(name[..dot], out var around) && around.Members is { } members)
                return members;
        }
        return null;
    }

    /// <summary>Adds a line, or puts it in the place of the one that is there.</summary>
    /// <param name="name">The name without its signs.</param>
    /// <param name="isDistinct">The last part of the name tells the method by itself.</param>
    /// <param name="text">The text in which the line stands.</param>
    /// <param name="line">What it says behind the name.</param>
    internal void Set(ReadOnlySpan<char> name, bool isDistinct, string text, Range line)
    {
        var known = Named(name);
        var rest = text.AsSpan(line);
        if (rest.StartsWith("= "))
        {
            known.Alias = rest[2..].Trim().ToString();
            AddAround(known.Name, isActing: false);
            return;
        }
        known.Set(text, line);
        known.IsByName = rest.StartsWith("none?");
        bool isActing = ApiLine.IsActing(rest);
        known.IsActing = isActing || (known.IsActing && known.HasMembers);
        AddAround(known.Name, isActing);
        if (name.EndsWith(".*"))
            Named(name[..^2]).Members = known;
        if (isDistinct)
            _distinct.TryAdd(known.Name[(known.Name.LastIndexOf('.') + 1)..], known.Name);
    }

    private string? AliasOf(ReadOnlySpan<char> name, out int length)
    {
        for (length = name.Length; length > 0; length = name[..length].LastIndexOf('.'))
        {
            if (_bySpan.TryGetValue(name[..length], out var known) && known.Alias is { } alias)
                return alias;
        }
        return null;
    }

    private void AddText(string text)
    {
        int number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan(range).TrimEnd();
            if (line.IsEmpty || line[0] == '#')
                continue;
            int blank = line.IndexOf(' ');
            if (blank <= 0)
                throw new FormatException($"line {number}: expected a name and what it does");
            var name = line[..blank];
            bool isDistinct = name[^1] == '~';
            if (isDistinct)
                name = name[..^1];
            if (_bySpan.TryGetValue(name, out var known) && (known.Text is not null || known.Alias is not null))
                throw new FormatException($"line {number}: '{name}' has a line already");
            int start = range.Start.GetOffset(text.Length);
            Set(name, isDistinct, text, (start + blank + 1)..(start + line.Length));
        }
    }

    private ApiName Named(ReadOnlySpan<char> name)
    {
        if (_bySpan.TryGetValue(name, out var known))
            return known;
        string text = name.ToString();
        known = new ApiName(text);
        _names.Add(text, known);
        return known;
    }

    private void AddAround(ReadOnlySpan<char> name, bool isActing)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name[..dot].LastIndexOf('.'))
        {
            var around = Named(name[..dot]);
            // What is further out has heard of it already.
            if (around.HasMembers && (around.IsActing || !isActing))
                return;
            around.HasMembers = true;
            around.IsActing |= isActing;
        }
    }
}
