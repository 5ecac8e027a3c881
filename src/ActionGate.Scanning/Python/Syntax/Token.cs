namespace ActionGate.Scanning.Python.Syntax;

/// <summary>A token: a stretch of the text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Traits">What the lexer saw in it.</param>
internal readonly record struct Token(int Start, int End, TokenKind Kind, TokenTraits Traits);

/// <summary>What a token of its kind may have.</summary>
[Flags]
internal enum TokenTraits : byte
{
    None = 0,

    /// <summary>A name with characters beyond ASCII.</summary>
    NonAscii = 1,

    /// <summary>A string with the prefix <c>r</c>; so for each token of an f-string.</summary>
    Raw = 2,

    /// <summary>A string with the prefix <c>b</c>.</summary>
    Bytes = 4,

    /// <summary>A string with the prefix <c>u</c>.</summary>
    Unicode = 8,

    /// <summary>A string in three quotes.</summary>
    Triple = 16,
}

/// <summary>The kinds of tokens. The order matters where a comment says so.</summary>
internal enum TokenKind : byte
{
    // What is not written in characters comes first: where a node ends is asked of the last token above these.
    EndMarker,
    NewLine,
    Indent,
    Dedent,

    Name,
    Number,
    String,
    FStringStart,
    TStringStart,
    FStringMiddle,
    FStringEnd,

    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Colon,
    Comma,
    Semicolon,
    Dot,
    Ellipsis,
    Arrow,
    Exclamation,
    ColonEqual,
    Equal,
    Tilde,

    // Binary operators, in the order of BinaryOperator; Pow is no part of the climb.
    Plus,
    Minus,
    Star,
    At,
    Slash,
    Percent,
    DoubleStar,
    LeftShift,
    RightShift,
    VerticalBar,
    Caret,
    Ampersand,
    DoubleSlash,

    // Their assignments, in the same order.
    PlusEqual,
    MinusEqual,
    StarEqual,
    AtEqual,
    SlashEqual,
    PercentEqual,
    DoubleStarEqual,
    LeftShiftEqual,
    RightShiftEqual,
    VerticalBarEqual,
    CaretEqual,
    AmpersandEqual,
    DoubleSlashEqual,

    // Comparisons, in the order of CompareOperator; then the words that compare.
    EqualEqual,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Is,
    In,
    Not,

    And,
    As,
    Assert,
    Async,
    Await,
    Break,
    Class,
    Continue,
    Def,
    Del,
    Elif,
    Else,
    Except,
    False,
    Finally,
    For,
    From,
    Global,
    If,
    Import,
    Lambda,
    None,
    Nonlocal,
    Or,
    Pass,
    Raise,
    Return,
    True,
    Try,
    While,
    With,
    Yield,
}
