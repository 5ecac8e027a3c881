namespace ActionGate.Scanning.Python.Syntax;

/// <summary>An f-string, together with the string literals beside it, or the format of a replacement field.</summary>
internal sealed class JoinedStr : PythonExpression
{
    internal JoinedStr(int start, int end, PythonExpression[] values) : base(NodeKind.JoinedStr, start, end)
    {
        Values = values;
        Above(values);
    }

    /// <summary>Each a <see cref="Constant"/> or a <see cref="FormattedValue"/>; no constant is empty or follows another.</summary>
    internal PythonExpression[] Values { get; }
}

/// <summary>A t-string.</summary>
internal sealed class TemplateStr : PythonExpression
{
    internal TemplateStr(int start, int end, PythonExpression[] values) : base(NodeKind.TemplateStr, start, end)
    {
        Values = values;
        Above(values);
    }

    /// <summary>Each a <see cref="Constant"/> or an <see cref="Interpolation"/>; no constant is empty or follows another.</summary>
    internal PythonExpression[] Values { get; }
}

/// <summary>A replacement field of an f-string: <c>{value!r:spec}</c>.</summary>
internal sealed class FormattedValue : PythonExpression
{
    internal FormattedValue(int start, int end, PythonExpression value, int conversion, PythonExpression? formatSpec)
        : base(NodeKind.FormattedValue, start, end)
    {
        Value = value;
        Conversion = conversion;
        FormatSpec = formatSpec;
        Above(value);
        Above(formatSpec);
    }

    internal PythonExpression Value { get; }

    /// <summary><c>'s'</c>, <c>'r'</c>, <c>'a'</c>, or -1 without.</summary>
    internal int Conversion { get; }

    /// <summary>A <see cref="JoinedStr"/>.</summary>
    internal PythonExpression? FormatSpec { get; }
}

/// <summary>A replacement field of a t-string.</summary>
internal sealed class Interpolation : PythonExpression
{
    internal Interpolation(int start, int end, PythonExpression value, string text, int conversion, PythonExpression? formatSpec)
        : base(NodeKind.Interpolation, start, end)
    {
        Value = value;
        Text = text;
        Conversion = conversion;
        FormatSpec = formatSpec;
        Above(value);
        Above(formatSpec);
    }

    internal PythonExpression Value { get; }

    /// <summary>The expression as written (<c>str</c> in <c>ast</c>).</summary>
    internal string Text { get; }

    /// <summary><c>'s'</c>, <c>'r'</c>, <c>'a'</c>, or -1 without.</summary>
    internal int Conversion { get; }

    /// <summary>A <see cref="JoinedStr"/>.</summary>
    internal PythonExpression? FormatSpec { get; }
}
