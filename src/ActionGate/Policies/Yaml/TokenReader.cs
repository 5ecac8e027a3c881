using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace ActionGate.Policies.Yaml;

/// <summary>
/// YamlDotNet's tokens, where looking ahead twice shows the same token. Its parser (16.3) looks ahead for two reasons behind a value with an
/// anchor in a flow map, and lost the comma there: <c>{a: &amp;x b, c: d}</c>.
/// </summary>
internal sealed class TokenReader(TextReader text) : IScanner
{
    private readonly Scanner _scanner = new(text);
    private bool _isAhead;

    public Mark CurrentPosition => _scanner.CurrentPosition;

    public Token? Current => _scanner.Current;

    public bool MoveNext()
    {
        _isAhead = false;
        return _scanner.MoveNext();
    }

    public bool MoveNextWithoutConsuming() => _isAhead = _isAhead || _scanner.MoveNextWithoutConsuming();

    public void ConsumeCurrent()
    {
        _isAhead = false;
        _scanner.ConsumeCurrent();
    }
}
