using System.Numerics;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>What a <see cref="Constant"/> holds, and where.</summary>
internal enum ConstantKind : byte
{
    None,
    True,
    False,
    Ellipsis,

    /// <summary><see cref="Constant.Text"/></summary>
    String,

    /// <summary><see cref="Constant.Bytes"/></summary>
    Bytes,

    /// <summary><see cref="Constant.Integer"/></summary>
    Integer,

    /// <summary><see cref="Constant.BigInteger"/>: an integer beyond 64 bits.</summary>
    BigInteger,

    /// <summary><see cref="Constant.Float"/></summary>
    Float,

    /// <summary><see cref="Constant.Float"/>: the imaginary part of a complex number whose real part is zero.</summary>
    Imaginary,
}

/// <summary>A literal. Adjacent string literals are one.</summary>
internal sealed class Constant(int start, int end, ConstantKind value, object? reference = null, long bits = 0)
    : PythonExpression(NodeKind.Constant, start, end)
{
    internal ConstantKind Value { get; } = value;

    /// <summary>
    /// Some of <see cref="Text"/> stands for a character named by <c>\N{…}</c>, whose code is not known here: U+FFFD is in its place, once
    /// for each name.
    /// </summary>
    internal bool IsInexact { get; init; }

    /// <summary>The first literal is written <c>u''</c>.</summary>
    internal bool HasUnicodePrefix { get; init; }

    /// <summary>
    /// Of <see cref="ConstantKind.String"/>. Python's lone surrogates stay what they are; a pair of them, which Python keeps as two
    /// characters, can't be told from the character that the pair encodes in UTF-16.
    /// </summary>
    internal string Text => (string)reference!;

    /// <summary>Of <see cref="ConstantKind.Bytes"/>.</summary>
    internal byte[] Bytes => (byte[])reference!;

    /// <summary>Of <see cref="ConstantKind.Integer"/>.</summary>
    internal long Integer => bits;

    /// <summary>Of <see cref="ConstantKind.BigInteger"/>.</summary>
    internal BigInteger BigInteger => (BigInteger)reference!;

    /// <summary>Of <see cref="ConstantKind.Float"/> and <see cref="ConstantKind.Imaginary"/>.</summary>
    internal double Float => BitConverter.Int64BitsToDouble(bits);
}
