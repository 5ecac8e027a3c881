namespace ActionGate.Matching;

/// <summary>One word of a command pattern: it takes one argument, or any run of arguments.</summary>
internal sealed class CommandWord
{
    private readonly Wildcard? _text;
    private readonly PathPattern? _path;
    private readonly NetworkPattern? _url;

    private CommandWord(Wildcard? text, PathPattern? path = null, NetworkPattern? url = null)
    {
        _text = text;
        _path = path;
        _url = url;
    }

    /// <summary>Any run of arguments, none included.</summary>
    internal static CommandWord AnyRun { get; } = new(null);

    /// <summary>An argument as text.</summary>
    internal static CommandWord OfText(Wildcard text) => new(text);

    /// <summary>An argument that names a path.</summary>
    /// <param name="text">The same word as text: a refusing rule matches either.</param>
    /// <param name="path">The path pattern.</param>
    internal static CommandWord OfPath(Wildcard text, PathPattern path) => new(text, path);

    /// <summary>An argument that names a URL.</summary>
    /// <param name="text">The same word as text: a refusing rule matches either.</param>
    /// <param name="url">The URL pattern.</param>
    internal static CommandWord OfUrl(Wildcard text, NetworkPattern url) => new(text, url: url);

    internal bool IsAnyRun => _text is null;

    /// <summary>The word as a path; <see langword="null"/> where it is none.</summary>
    internal PathPattern? Path => _path;

    /// <summary>The word as a URL; <see langword="null"/> where it is none.</summary>
    internal NetworkPattern? Url => _url;

    internal bool IsPath => _path is not null;

    internal bool IsUrl => _url is not null;

    /// <summary>The word is an option: it begins with a literal '-'.</summary>
    internal bool IsOption => _text is not null && !IsPath && !IsUrl && _text.LiteralPrefix.StartsWith('-');

    /// <summary>The word as text; never asked of a run.</summary>
    internal Wildcard Text => _text!;

    /// <summary>The argument is one that the word says, and nothing about it is guessed.</summary>
    internal bool IsExactly(scoped in CommandTarget target, int index)
    {
        var shape = target.ShapeOf(index);
        if ((shape & WordShape.IsMany) != 0)
            return false;
        // What another command prints is taken by a star and by nothing that names it.
        if ((shape & WordShape.IsComputed) != 0 && (index == 0 || _path is not null || _url is not null || _text!.Literal is not null))
            return false;
        if (_url is not null)
        {
            var url = target.UrlOf(index);
            return !url.Host.IsEmpty && _url.Match(in url) == MatchStrength.Definite;
        }
        if (_path is null)
        {
            var word = index == 0 ? target.BaseName : target.Word(index);
            // '*.txt' means a file, and '-o/etc/x.txt' is none.
            bool isOperand = index == 0 || IsOption || word.IsEmpty || word[0] != '-' && !(shape != WordShape.None && TargetShape.IsHole(word[0]));
            return isOperand && _text!.IsMatch(word, isShape: shape != WordShape.None);
        }
        var path = target.PathOf(index);
        var real = target.RealPathOf(index);
        return !path.IsEmpty && target.IsSurePath(index) && Match(in target, path) == MatchStrength.Definite && (real.IsEmpty || Match(in target, real) == MatchStrength.Definite);
    }

    /// <summary>The argument may be one that the word means: as text, as a path, or beneath it.</summary>
    internal bool MayBe(scoped in CommandTarget target, int index)
    {
        var word = target.Word(index);
        if (_text!.IsMatch(word) || index == 0 && _text.IsMatch(target.BaseName) || target.ShapeOf(index) != WordShape.None && _text.MayMatch(word))
            return true;
        if (_path is null && _url is null || word.StartsWith('-'))
            return false;
        if (_url is not null)
        {
            var url = target.UrlOf(index);
            return url.Host.IsEmpty ? word.Contains(":/", StringComparison.Ordinal) : _url.Match(in url) != MatchStrength.None;
        }
        var path = target.PathOf(index);
        var real = target.RealPathOf(index);
        return path.IsEmpty ? index > 0 || word.Contains('/') : Match(in target, path) != MatchStrength.None || !real.IsEmpty && Match(in target, real) != MatchStrength.None;
    }

    private MatchStrength Match(scoped in CommandTarget target, scoped ReadOnlySpan<char> path) =>
        _path!.Match(new PathTarget(path, target.BaseDirectory, target.RealBaseDirectory) { IsShape = TargetShape.IsOne(path) });
}
