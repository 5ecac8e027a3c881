namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>A reserved word.</summary>
internal enum Keyword : byte
{
    None = 0,
    If,
    Then,
    Elif,
    Else,
    Fi,
    For,
    Select,
    While,
    Until,
    Do,
    Done,
    Case,
    Esac,
    In,
    Function,
    Time,
    Coproc,
    Not,
    OpenBrace,
    CloseBrace,
    OpenTest,
    CloseTest,
}
