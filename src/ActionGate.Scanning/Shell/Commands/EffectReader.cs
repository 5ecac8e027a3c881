using ActionGate.Scanning.Shell.Commands.Programs;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Applies what the catalogue says about a command to the arguments that it is given.</summary>
internal readonly ref struct EffectReader
{
    private readonly CommandTable _table;
    private readonly CommandEntry _entry;
    private readonly ReadOnlySpan<ShellWord> _words;
    private readonly Arguments _arguments;
    private readonly EffectSink _sink;

    private EffectReader(CommandTable table, CommandEntry entry, ReadOnlySpan<ShellWord> words, Arguments arguments, EffectSink sink)
    {
        _table = table;
        _entry = entry;
        _words = words;
        _arguments = arguments;
        _sink = sink;
    }

    internal static void Read(CommandTable table, CommandEntry entry, ReadOnlySpan<ShellWord> words, CommandEffects effects) =>
        Read(table, entry, words, 1, new EffectSink(effects, Shown(words[0].Text, entry)));

    /// <summary>Its own name, and not that of another one of its block; the file's, where it was found by another spelling.</summary>
    private static string Shown(string command, CommandEntry entry) => command == entry.Name ? command : command[(command.LastIndexOf('/') + 1)..];

    /// <summary>Reads a command and its subcommands; each of these takes a word, so it ends.</summary>
    private static void Read(CommandTable table, CommandEntry entry, ReadOnlySpan<ShellWord> words, int start, EffectSink sink)
    {
        while (true)
        {
            if (entry.Is(CommandTraits.Transparent))
                sink.Effects.NeedsNoRule = true;
            if (entry.Is(CommandTraits.Own))
            {
                OwnArguments.Read(entry.Name, words[start..], sink);
                return;
            }
            if (entry.Is(CommandTraits.MaySubcommand) && start < words.Length && words[start].IsStatic && table.TryFind(entry, words[start].Text, out var named))
            {
                entry = named;
                sink.Descend(words[start++].Text);
                continue;
            }
            var arguments = ArgumentReader.Read(entry, words, start);
            var reader = new EffectReader(table, entry, words, arguments, sink);
            reader.ReadOptions();
            if (!entry.Is(CommandTraits.Subcommands))
            {
                reader.ReadOperands();
                reader.ReadConstants();
                return;
            }
            if (arguments.Operands.Count == 0)
            {
                reader.ReadConstants();
                return;
            }
            int at = arguments.Operands[0];
            if (EffectSink.IsUncertain(words[at]))
            {
                sink.Gap("has a subcommand that is not known");
                return;
            }
            string name = words[at].Text;
            if (!table.TryFind(entry, name, out var inner))
            {
                if (reader.Shape is { First: [{ Act: Act.Script } script, ..] } && name.AsSpan().ContainsAny('.', '/'))
                    reader.Apply(script, words[at], at + 1, isRecursive: false);
                else if (entry.Is(CommandTraits.Closed) && !entry.IsPlainSubcommand(name))
                    sink.Gap($"has no subcommand '{name}' that is known; it may be an alias or another program");
                return;
            }
            entry = inner;
            sink.Descend(name);
            start = at + 1;
        }
    }

    private void ReadOptions()
    {
        // Its argument may be the next word, and then another word is the one that is run.
        if (_arguments.Unknown is { } unknown && (_entry.IsStrict || _entry.RunsOperands && !unknown.Contains('=', StringComparison.Ordinal)))
            _sink.Gap($"may do anything with the option '{unknown.Replace(ShellWord.Hole, '*')}'");
        if (_arguments.MayHideOptions)
            ReadHidden();
        // Where it goes first is where everything else is.
        Enter(ofOperands: false);
        foreach (var given in _arguments.Options)
        {
            foreach (var effect in given.Option.Effects)
            {
                // Only behind an option that ends the options does its argument get the rest.
                int next = (given.Option.Marks & OptionMarks.Ends) != 0 ? given.At : _words.Length;
                if (effect.Act != Act.Chdir && effect.Holds(_arguments.Given))
                    Apply(effect, given.Value, next, isRecursive: false);
            }
        }
    }

    /// <summary>Follows the options that lead to another folder, for all paths or only for those of operands.</summary>
    private void Enter(bool ofOperands)
    {
        foreach (var given in _arguments.Options)
        {
            foreach (var effect in given.Option.Effects)
            {
                if (effect.Act == Act.Chdir && effect.Detail is "operands" == ofOperands && effect.Holds(_arguments.Given) && given.Value is { } value)
                    _sink.Enter(value);
            }
        }
    }

    /// <summary>A word that is not known may be any of the options.</summary>
    private void ReadHidden()
    {
        if (_entry.IsDangerous || _entry.RunsOperands)
        {
            _sink.Gap("may get an option from a word that is not known");
            return;
        }
        uint done = 0;
        foreach (var option in _entry.Options)
        {
            foreach (var effect in option.Effects)
            {
                uint bit = 1u << (int)effect.Act;
                if (effect.Act is <= Act.Value or >= Act.EnvRead || effect.Detail is "named" || (done & bit) != 0 || !effect.Holds(_arguments.Given))
                    continue;
                done |= bit;
                Apply(effect, ShellWord.Unknown(_words[0].At), _words.Length, isRecursive: false);
            }
        }
    }

    private bool IsRecursive
    {
        get
        {
            if ((_arguments.Marks & OptionMarks.Recursive) != 0)
                return true;
            if (!_arguments.MayHideOptions)
                return false;
            foreach (var option in _entry.Options)
            {
                if ((option.Marks & OptionMarks.Recursive) != 0)
                    return true;
            }
            return false;
        }
    }

    private OperandShape? Shape
    {
        get
        {
            foreach (var shape in _entry.Shapes)
            {
                if (shape.Holds(_arguments.Given))
                    return shape;
            }
            return null;
        }
    }

    private void ReadOperands()
    {
        Enter(ofOperands: true);
        int before = _sink.Effects.Operations.Count;
        ReadEachOperand();
        if ((_arguments.Marks & OptionMarks.Backup) != 0)
            BackupNames.Add(_arguments, _sink, before);
    }

    private void ReadEachOperand()
    {
        bool isRecursive = IsRecursive;
        var operands = _arguments.Operands;
        for (int i = _arguments.Divider ?? operands.Count; i < operands.Count && _entry.Behind is { } behind; i++)
            ApplyOperand(behind, i, isRecursive);
        if (Shape is not { } shape)
            return;
        if (shape is { Rest.Act: Act.Assign, Last: [{ Act: Act.Run or Act.Shell or Act.Gap } last] })
        {
            ReadAssignments(operands, last);
            return;
        }
        int count = _entry.Behind is null ? operands.Count : _arguments.Divider ?? operands.Count;
        int firstMany = count;
        int lastMany = -1;
        for (int i = 0; i < count; i++)
        {
            if (_words[operands[i]].IsMany || _arguments.HasUncertainPlaces)
            {
                firstMany = Math.Min(firstMany, i);
                lastMany = i;
            }
        }
        for (int i = 0; i < count; i++)
        {
            int fromEnd = count - 1 - i;
            bool isOver = false;
            if (i < firstMany && i < shape.First.Length)
                isOver = ApplyOperand(shape.First[i], i, isRecursive);
            else if (i > lastMany && fromEnd < shape.Last.Length)
                isOver = ApplyOperand(shape.Last[shape.Last.Length - 1 - fromEnd], i, isRecursive);
            else if (lastMany < 0)
                isOver = shape.Rest is { } rest && ApplyOperand(rest, i, isRecursive);
            else
                isOver = ApplyUncertain(shape, i, firstMany, count - 1 - lastMany, isRecursive);
            if (isOver)
                return;
        }
    }

    /// <summary>The operand may stand in any place that is not taken for certain.</summary>
    private bool ApplyUncertain(OperandShape shape, int operand, int firstMany, int behind, bool isRecursive)
    {
        bool isOver = false;
        for (int i = Math.Min(operand, firstMany); i < shape.First.Length; i++)
            isOver |= ApplyOperand(shape.First[i], operand, isRecursive);
        if (shape.Rest is { } rest)
            isOver |= ApplyOperand(rest, operand, isRecursive);
        for (int i = 0; i < shape.Last.Length - behind; i++)
            isOver |= ApplyOperand(shape.Last[i], operand, isRecursive);
        return isOver;
    }

    private void ReadAssignments(List<int> operands, CatalogEffect last)
    {
        for (int i = 0; i < operands.Count; i++)
        {
            var word = _words[operands[i]];
            if (word.Text.IndexOf('=', StringComparison.Ordinal) > 0 && !word.IsMany)
            {
                _sink.Variable(word);
                continue;
            }
            ApplyOperand(last, i, isRecursive: false);
            return;
        }
    }

    /// <returns>The operands behind it are not the command's own.</returns>
    private bool ApplyOperand(CatalogEffect effect, int operand, bool isRecursive)
    {
        int at = _arguments.Operands[operand];
        var word = _words[at];
        if (effect is { Act: Act.Host, Detail: "port" })
        {
            ShellWord? port = operand + 1 < _arguments.Operands.Count ? _words[_arguments.Operands[operand + 1]] : null;
            _sink.Host(word, port, effect.IsByOption);
            return false;
        }
        if (effect.Act == Act.Target)
        {
            TargetFolder.Read(word, at, effect.IsByOption, isRecursive, _words, _arguments, _sink);
            return false;
        }
        Apply(effect, word, at + 1, isRecursive);
        if ((_arguments.Marks & OptionMarks.Edit) != 0 && effect.Act is Act.Read or Act.ReadTree || effect is { Act: Act.Parse, Detail: "existing" or "yq-operand" } && (_arguments.Marks & OptionMarks.Edit) != 0)
            _sink.Write(word, isByOption: true, isRecursive);
        return effect.Act is Act.Run or Act.Shell or Act.ShellRest or Act.Script or Act.Code or Act.Module;
    }

    /// <summary>There is no operand with which it does something.</summary>
    private bool IsAlone
    {
        get
        {
            int idle = 0;
            if (Shape is { } shape && (Array.Exists(shape.First, e => e.Act != Act.Value) || shape.Rest is { Act: not Act.Value }))
                idle = shape.Rest is null ? shape.First.Length - 1 : shape.First.Length;
            return _arguments.Operands.Count <= idle;
        }
    }

    private void ReadConstants()
    {
        if ((_arguments.Marks & OptionMarks.Quiet) != 0)
            return;
        Apply(_entry.Always);
        if (IsAlone)
            Apply(_entry.Alone);
    }

    private void Apply(IReadOnlyList<(CatalogEffect Effect, string Target)> effects)
    {
        foreach (var (effect, target) in effects)
        {
            // A host that only the command's settings know; names that the command makes up in the folder where it runs.
            string text = target;
            if (target is "*" && effect.Act is Act.Url or >= Act.Read and <= Act.ChangeTree)
                text = effect.Act == Act.Url ? "\0" : "\u0001";
            bool hasTilde = text.StartsWith("~/", StringComparison.Ordinal);
            if (effect.Holds(_arguments.Given))
                Apply(effect, new ShellWord(text, _words[0].At, hasTilde: hasTilde), _words.Length, isRecursive: false);
        }
    }

    /// <param name="effect">What is done.</param>
    /// <param name="value">To what; <see langword="null"/> where an option has no argument.</param>
    /// <param name="next">The word behind it.</param>
    /// <param name="isRecursive">Files count with what lies below.</param>
    private void Apply(CatalogEffect effect, ShellWord? value, int next, bool isRecursive)
    {
        if (effect.Act == Act.Input)
        {
            _sink.Effects.RunsInput = effect.Detail ?? "";
            return;
        }
        if (effect.Act == Act.Gap)
        {
            _sink.Gap("may run what its arguments don't show");
            return;
        }
        if (value is not { } word)
            return;
        bool isByOption = effect.IsByOption;
        switch (effect.Act)
        {
            case Act.Read or Act.ReadTree:
                _sink.Read(word, isByOption, isRecursive || effect.Act == Act.ReadTree);
                break;
            case Act.Write or Act.WriteTree:
                _sink.Write(word, isByOption, isRecursive || effect.Act == Act.WriteTree);
                break;
            case Act.Unpack:
                _sink.Unpack(word, isByOption, effect.Detail switch { "links" => Unpacking.Links, "names" => Unpacking.Names, _ => Unpacking.Archive });
                break;
            case Act.Delete or Act.DeleteTree:
                _sink.Delete(word, isByOption, isRecursive || effect.Act == Act.DeleteTree);
                break;
            case Act.Change or Act.ChangeTree:
                _sink.Read(word, isByOption, isRecursive || effect.Act == Act.ChangeTree);
                _sink.Write(word, isByOption, isRecursive || effect.Act == Act.ChangeTree);
                break;
            case Act.Target:
                TargetFolder.Read(word, -1, isByOption, isRecursive, _words, _arguments, _sink);
                break;
            case Act.Url:
                _sink.Url(word, isByOption);
                break;
            case Act.Host:
                _sink.Host(word, null, isByOption);
                break;
            case Act.Remote:
                _sink.Repository(word, effect.Detail is "named");
                break;
            case Act.CopyFrom or Act.CopyTo:
                _sink.Copy(word, effect.Act == Act.CopyTo, isRecursive, effect.Detail is "container");
                break;
            case Act.EnvRead:
                _sink.Effects.Operations.Add(new InnerOperation(ActionKind.EnvRead, word, isByOption));
                break;
            case Act.Assign:
                _sink.Variable(word);
                break;
            case Act.Parse:
                ValueReaders.Read(effect.Detail!, word, _arguments, _sink);
                break;
            default:
                Run(effect, word, next);
                break;
        }
    }

    private void Run(CatalogEffect effect, ShellWord word, int next)
    {
        switch (effect.Act)
        {
            case Act.Run when effect.Detail is "python" && word.Text.EndsWith(".py", StringComparison.Ordinal):
                _sink.Script("python", word, _words[next..].ToArray());
                break;
            case Act.Run:
                _sink.Run(InnerWords.Command(_entry, _arguments, effect, word, _words[next..]));
                break;
            case Act.RunWord:
                _sink.Words(word, effect.Detail, effect.Detail is null ? [ShellWord.AnyNumber(word.At)] : _words[next..].ToArray());
                break;
            case Act.Program:
                _sink.Run([word, ShellWord.AnyNumber(word.At)]);
                break;
            case Act.Shell:
                _sink.Shell(effect.Detail ?? "sh", word, _words[next..].ToArray());
                break;
            case Act.ShellRest:
                _sink.Shell(effect.Detail ?? "sh", InnerWords.Joined(word, _words[next..]), []);
                break;
            case Act.Code:
                _sink.Code(effect.Detail, word, _words[next..].ToArray());
                break;
            case Act.Script:
                _sink.Script(effect.Detail, word, _words[next..].ToArray());
                break;
            case Act.Module:
                ReadModule(effect.Detail!, word, next);
                break;
        }
    }

    private void ReadModule(string command, ShellWord word, int next)
    {
        // A package is run by its __main__, whether that is named or not.
        const string Main = ".__main__";
        if (word.Text.EndsWith(Main, StringComparison.Ordinal) && word.Text.Length > Main.Length)
            word = new ShellWord(word.Text[..^Main.Length], word.At);
        if (EffectSink.IsUncertain(word) || !_sink.MayDescend())
            _sink.Gap("runs a module that is not known");
        else if (_table.TryFind(command, out var owner) && _table.TryFind(owner, "-m " + word.Text, out var entry))
        {
            _sink.Name($"{command} -m {word.Text}");
            Read(_table, entry, _words, next, _sink);
        }
        else if (owner is null || !owner.IsPlainSubcommand(word.Text))
            _sink.Script(command, new ShellWord(word.Text.Replace('.', '/') + ".py", word.At), _words[next..].ToArray());
    }
}
