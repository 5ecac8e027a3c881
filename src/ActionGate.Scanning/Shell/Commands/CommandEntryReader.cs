using ActionGate.Scanning.Catalogs;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Reads what a block of the catalogue says.</summary>
internal sealed class CommandEntryReader
{
    private readonly Catalog _catalog;
    private readonly CatalogBlock _block;
    private readonly List<CommandOption> _options = [];
    private readonly Dictionary<string, CommandOption> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _plain = new(StringComparer.Ordinal);
    private readonly List<OperandShape> _shapes = [];
    private readonly List<(CatalogEffect, string)> _always = [];
    private readonly List<(CatalogEffect, string)> _alone = [];
    private readonly List<string> _forms = [];
    private CatalogEffect? _behind;
    private CommandTraits _traits;
    private int _bits;

    private CommandEntryReader(Catalog catalog, CatalogBlock block)
    {
        _catalog = catalog;
        _block = block;
    }

    /// <exception cref="CatalogException">The block says something that is not understood.</exception>
    internal static CommandEntry Read(Catalog catalog, CatalogBlock block)
    {
        var reader = new CommandEntryReader(catalog, block);
        var conditional = new List<CatalogLine>();
        reader.ReadBlock(block, conditional, depth: 0);
        foreach (var line in conditional)
            reader.ReadConditional(line);
        // The one without a condition is what is left when no other holds.
        reader._shapes.Sort((a, b) => (a.If == 0 && a.Unless == 0).CompareTo(b.If == 0 && b.Unless == 0));
        return new CommandEntry(block.Names[0], reader._traits, reader._options, reader._byName, reader._plain)
        {
            Shapes = reader._shapes,
            Behind = reader._behind,
            Always = reader._always,
            Alone = reader._alone,
            Forms = reader._forms,
        };
    }

    private void ReadBlock(CatalogBlock block, List<CatalogLine> conditional, int depth)
    {
        CatalogBlock? used = null;
        foreach (var line in block.ReadLines())
        {
            switch (line.Key)
            {
                case "use":
                    string name = string.Join(' ', line.Items);
                    if (depth > 4 || !_catalog.TryFind(name, out used))
                        throw Error(line, $"there is no block '{name}'");
                    break;
                case "traits":
                    foreach (string trait in line.Items)
                        _traits |= TraitOf(line, trait);
                    break;
                case "plain":
                    _plain.UnionWith(line.Items);
                    break;
                case "forms":
                    _forms.AddRange(line.Items);
                    break;
                case "behind":
                    _behind ??= line.Items is [var item] ? EffectOf(line, item) : throw Error(line, "expected what is done with each operand behind '--'");
                    break;
                case "operands" or "does" or "alone":
                    conditional.Add(line);
                    break;
                default:
                    ReadOptions(line);
                    if (line.If.Length > 0 || line.Unless.Length > 0)
                        conditional.Add(line);
                    break;
            }
        }
        // Behind its own lines, which come first where only one can count.
        if (used is not null)
            ReadBlock(used, conditional, depth + 1);
    }

    /// <summary>Declares the options of a line; what is conditional is added when all are known.</summary>
    private void ReadOptions(CatalogLine line)
    {
        var marks = MarksOf(line.Key);
        CatalogEffect? effect = marks != OptionMarks.None || line.Key is "flag" or "value" ? null : EffectOf(line, line.Key);
        var arity = marks != OptionMarks.None || line.Key is "flag" || effect is { Act: Act.Gap or Act.Input } ? OptionArity.None : OptionArity.Required;
        foreach (string item in line.Items)
        {
            var option = Declare(line, item, arity);
            option.Marks |= marks;
            if (effect is { } known && known.Act != Act.Value && line.If.Length == 0 && line.Unless.Length == 0)
                option.Effects.Add(known);
        }
    }

    private void ReadConditional(CatalogLine line)
    {
        ulong conditions = BitsOf(line, line.If);
        ulong exceptions = BitsOf(line, line.Unless);
        switch (line.Key)
        {
            case "operands":
                _shapes.Add(ShapeOf(line, conditions, exceptions));
                break;
            case "does" or "alone":
                if (line.Items.Length == 0 || line.Items.Length % 2 != 0)
                    throw Error(line, "expected pairs of what is done and to what");
                for (int i = 0; i < line.Items.Length; i += 2)
                    (line.Key is "does" ? _always : _alone).Add((EffectOf(line, line.Items[i]) with { If = conditions, Unless = exceptions }, line.Items[i + 1]));
                break;
            default:
                if (MarksOf(line.Key) != OptionMarks.None)
                    throw Error(line, $"'{line.Key}' can't have a condition");
                foreach (string item in line.Items)
                    _byName[FirstName(item)].Effects.Add(EffectOf(line, line.Key) with { If = conditions, Unless = exceptions });
                break;
        }
    }

    /// <summary>Names with commas between; <c>=</c> behind one says that the option has an argument, <c>==</c> that it has two, <c>?</c> that it may have one in the same word.</summary>
    private CommandOption Declare(CatalogLine line, string item, OptionArity arity)
    {
        CommandOption? option = null;
        bool isExplicit = false;
        string[] names = item.Split(',');
        for (int i = 0; i < names.Length; i++)
        {
            int length = names[i].Length;
            names[i] = NameOf(names[i], ref arity);
            isExplicit |= names[i].Length < length;
            if (names[i].Length < 2 || names[i][0] is not ('-' or '+'))
                throw Error(line, $"'{names[i]}' is no option");
            option ??= _byName.GetValueOrDefault(names[i]);
        }
        if (option is null)
        {
            option = new CommandOption(arity);
            _options.Add(option);
        }
        else if (arity != option.Arity && (arity != OptionArity.None && option.Arity == OptionArity.None || isExplicit))
        {
            throw Error(line, $"'{names[0]}' stands in another line with another kind of argument");
        }
        foreach (string name in names)
        {
            if (!_byName.TryAdd(name, option) && _byName[name] != option)
                throw Error(line, $"'{name}' is two options");
            if (!option.Names.Contains(name))
                option.Names.Add(name);
        }
        return option;
    }

    private static string NameOf(string item, ref OptionArity arity)
    {
        if (item.Length < 3 || item[^1] is not ('=' or '?'))
            return item;
        bool isDouble = item.EndsWith("==", StringComparison.Ordinal);
        arity = isDouble ? OptionArity.Two : item[^1] == '?' ? OptionArity.Optional : OptionArity.Required;
        return item[..^(isDouble ? 2 : 1)];
    }

    private static string FirstName(string item)
    {
        var arity = OptionArity.None;
        return NameOf(item.Split(',')[0], ref arity);
    }

    private OperandShape ShapeOf(CatalogLine line, ulong conditions, ulong exceptions)
    {
        var first = new List<CatalogEffect>();
        var last = new List<CatalogEffect>();
        CatalogEffect? rest = null;
        foreach (string item in line.Items)
        {
            if (item.EndsWith('*'))
                rest = rest is null ? EffectOf(line, item[..^1]) : throw Error(line, "only one item can stand for any number");
            else
                (rest is null ? first : last).Add(EffectOf(line, item));
        }
        return new OperandShape([.. first], rest, [.. last], conditions, exceptions);
    }

    private ulong BitsOf(CatalogLine line, string[] names)
    {
        ulong bits = 0;
        foreach (string name in names)
        {
            if (!_byName.TryGetValue(name, out var option))
                throw Error(line, $"'{name}' is no option of '{_block.Names[0]}'");
            if (option.Bit == 0)
                option.Bit = _bits < 64 ? 1UL << _bits++ : throw Error(line, "too many options stand in conditions");
            bits |= option.Bit;
        }
        return bits;
    }

    private CatalogEffect EffectOf(CatalogLine line, string item)
    {
        int slash = item.IndexOf('/', StringComparison.Ordinal);
        string? detail = slash < 0 ? null : item[(slash + 1)..];
        string name = slash < 0 ? item : item[..slash];
        bool isByOption = name.EndsWith('!');
        name = isByOption ? name[..^1] : name;
        Act act = name switch
        {
            "value" => Act.Value,
            "read" => Act.Read,
            "read-tree" => Act.ReadTree,
            "write" => Act.Write,
            "write-tree" => Act.WriteTree,
            "unpack" => Act.Unpack,
            "delete" => Act.Delete,
            "delete-tree" => Act.DeleteTree,
            "change" => Act.Change,
            "change-tree" => Act.ChangeTree,
            "target" => Act.Target,
            "chdir" => Act.Chdir,
            "url" => Act.Url,
            "host" => Act.Host,
            "remote" => Act.Remote,
            "copy-from" => Act.CopyFrom,
            "copy-to" => Act.CopyTo,
            "env-read" => Act.EnvRead,
            "assign" => Act.Assign,
            "run" => Act.Run,
            "run-word" => Act.RunWord,
            "program" => Act.Program,
            "shell" => Act.Shell,
            "shell-rest" => Act.ShellRest,
            "code" => Act.Code,
            "script" => Act.Script,
            "module" => Act.Module,
            "input" => Act.Input,
            "gap" => Act.Gap,
            "parse" => Act.Parse,
            _ => throw Error(line, $"'{name}' is nothing that commands do"),
        };
        if (act == Act.Unpack && detail is not (null or "names" or "links"))
            throw Error(line, $"nothing unpacks '{detail}'");
        if (act == Act.Parse && !Programs.ValueReaders.Has(detail))
            throw Error(line, $"there is no reader '{detail}'");
        return new CatalogEffect(act, detail, isByOption);
    }

    private static OptionMarks MarksOf(string key) => key switch
    {
        "recursive" => OptionMarks.Recursive,
        "edit" => OptionMarks.Edit,
        "ends" => OptionMarks.Ends,
        "quiet" => OptionMarks.Quiet,
        "placeholder" => OptionMarks.Placeholder,
        "backup" => OptionMarks.Backup,
        _ => OptionMarks.None,
    };

    private CommandTraits TraitOf(CatalogLine line, string trait) => trait switch
    {
        "transparent" => CommandTraits.Transparent,
        "versioned" => CommandTraits.Versioned,
        "stop" => CommandTraits.Stop,
        "stop-second" => CommandTraits.StopSecond,
        "old-style" => CommandTraits.OldStyle,
        "plus" => CommandTraits.Plus,
        "lenient" => CommandTraits.Lenient,
        "colons" => CommandTraits.Colons,
        "strict" => CommandTraits.Strict,
        "subcommands" => CommandTraits.Subcommands,
        "closed" => CommandTraits.Closed,
        "appends" => CommandTraits.Appends,
        "dash" => CommandTraits.Dash,
        "own" => CommandTraits.Own,
        "builtin" => CommandTraits.Builtin,
        "words" => CommandTraits.Words,
        "shell" => CommandTraits.Shell,
        "may-subcommand" => CommandTraits.MaySubcommand,
        _ => throw Error(line, $"'{trait}' is no trait"),
    };

    private CatalogException Error(CatalogLine line, string problem) => new(_block.Source, line.Number, problem);
}
