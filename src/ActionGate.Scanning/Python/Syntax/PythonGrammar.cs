using System.Buffers;
using System.Runtime.CompilerServices;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>
/// CPython 3.14's grammar by recursive descent, over tokens. The first problem moves to the end of the text, where every loop ends and
/// nothing more is consumed; what is built then is thrown away.
/// </summary>
internal ref partial struct PythonGrammar
{
    internal const string TooDeep = "nested too deeply";
    internal const string NoForm = "a name beyond ascii, which this runtime can't normalise";

    private const int MaxPrefix = 200;

    private static readonly PythonExpression Nothing = new Constant(0, 0, ConstantKind.None);

    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<Token> _tokens;
    private readonly int _maxDepth;

    private int _at;
    private TokenKind _kind;
    private int _depth;
    private string? _problem;
    private int _problemAt;

    /// <summary>The function that is read yields.</summary>
    private bool _isGenerator;

    private NameTable _names = new();
    private NodeStack<PythonExpression> _expressions = new();
    private NodeStack<PythonStatement> _statements = new();
    private NodeStack<PythonNode> _nodes = new();

    // The text of literals that are being joined, up to the next field; where it began and ended.
    private ArrayBufferWriter<char>? _literal;
    private int _literalStart = -1;
    private int _literalEnd;
    private bool _isLiteralInexact;
    private bool _isLiteralUnicode;

    /// <summary><c>from __future__ import barry_as_FLUFL</c> was read: <c>&lt;&gt;</c> is the operator, and <c>!=</c> none.</summary>
    private bool _isFlufl;

    /// <summary>Private names are read as what they are when the code runs: <c>__x</c> in class C is <c>_C__x</c>.</summary>
    private readonly bool _isMangled;

    /// <summary>What stands before private names at this place; <see langword="null"/> outside of classes.</summary>
    private string? _privateTo;

    internal PythonGrammar(ReadOnlySpan<char> text, ReadOnlySpan<Token> tokens, int maxDepth, bool isMangled)
    {
        _isMangled = isMangled;
        _text = text;
        _tokens = tokens;
        _maxDepth = maxDepth;
        _kind = tokens[0].Kind;
    }

    internal readonly string? Problem => _problem;

    internal readonly int ProblemAt => _problemAt;

    /// <summary>Where the token at hand begins.</summary>
    private readonly int Start => _tokens[_at].Start;

    /// <summary>Where the last token before it that is written in characters ends.</summary>
    private readonly int End
    {
        get
        {
            int at = _at - 1;
            while (at >= 0 && _tokens[at].Kind <= TokenKind.Dedent)
                at--;
            return at < 0 ? 0 : _tokens[at].End;
        }
    }

    private readonly TokenKind Next => _kind == TokenKind.EndMarker ? TokenKind.EndMarker : _tokens[_at + 1].Kind;

    private readonly ReadOnlySpan<char> TextOf(Token token) => _text[token.Start..token.End];

    private readonly bool IsWord(string word) => _kind == TokenKind.Name && TextOf(_tokens[_at]).SequenceEqual(word);

    private void Advance()
    {
        if (_kind != TokenKind.EndMarker)
            _kind = _tokens[++_at].Kind;
    }

    private bool Eat(TokenKind kind)
    {
        if (_kind != kind)
            return false;
        Advance();
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (!Eat(kind))
            Fail($"expected {Spelling(kind)}");
    }

    private string ExpectName()
    {
        if (_kind != TokenKind.Name)
        {
            Fail("expected a name");
            return "";
        }
        string name = NameOf(_tokens[_at]);
        Advance();
        return name;
    }

    /// <summary>The name of an argument in a call, which no class makes private.</summary>
    private string ExpectKeyword()
    {
        string? outer = _privateTo;
        _privateTo = null;
        string name = ExpectName();
        _privateTo = outer;
        return name;
    }

    private string NameOf(Token token)
    {
        var text = TextOf(token);
        if ((token.Traits & TokenTraits.NonAscii) == 0)
            return _privateTo is null || !IsPrivate(text) ? _names.Get(text) : _names.Get(string.Concat(_privateTo, text));
        string? name = Identifier.Normalise(text);
        if (name is null)
            Fail(NoForm);
        return name is not null && _privateTo is not null && IsPrivate(name) ? _privateTo + name : name ?? "";
    }

    private static bool IsPrivate(ReadOnlySpan<char> name) => name.StartsWith("__") && !name.EndsWith("__");

    /// <summary>What stands before the private names of a class. A name of underscores alone has none; one beyond all measure is not repeated with each of them.</summary>
    private static string? PrefixOf(ReadOnlySpan<char> type) =>
        type.TrimStart('_') is { Length: > 0 } bare ? string.Concat("_", bare[..Math.Min(bare.Length, MaxPrefix)]) : null;

    /// <summary>One step down, to be followed by <see cref="Leave"/>. Where there is no room, the end of the text is at hand.</summary>
    private void Enter()
    {
        if (++_depth > _maxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            Fail(TooDeep);
    }

    private void Leave() => _depth--;

    /// <summary>A chain makes its tree one higher with each link.</summary>
    private void CheckHeight(PythonNode node)
    {
        if (node.Height > _maxDepth)
            Fail(TooDeep);
    }

    private void Fail(string problem) => Fail(problem, Start);

    private void Fail(string problem, int at)
    {
        if (_problem is null)
        {
            _problem = problem;
            _problemAt = at;
        }
        _at = _tokens.Length - 1;
        _kind = TokenKind.EndMarker;
    }

    private static string Spelling(TokenKind kind) => kind switch
    {
        TokenKind.NewLine => "the end of the line",
        TokenKind.Indent => "an indented block",
        TokenKind.Dedent => "the end of the block",
        TokenKind.LeftParen => "'('",
        TokenKind.RightParen => "')'",
        TokenKind.RightBracket => "']'",
        TokenKind.RightBrace => "'}'",
        TokenKind.Colon => "':'",
        TokenKind.Equal => "'='",
        TokenKind.FStringEnd => "the end of the string",
        TokenKind.Def => "'def'",
        TokenKind.Else => "'else'",
        TokenKind.For => "'for'",
        TokenKind.Import => "'import'",
        TokenKind.In => "'in'",
        _ => "something else",
    };
}
