namespace ActionGate.Scanning.Python.Syntax;

/// <summary>The operator of a <see cref="BinOp"/> or <see cref="AugAssign"/>.</summary>
internal enum BinaryOperator : byte
{
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

/// <summary>The operator of a <see cref="UnaryOp"/>.</summary>
internal enum UnaryOperator : byte
{
    Invert,
    Not,
    UAdd,
    USub,
}

/// <summary>An operator of a <see cref="Compare"/>.</summary>
internal enum CompareOperator : byte
{
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}
