using System.Text;

namespace ActionGate.Scanning.Tests.Shell.Syntax;

/// <summary>Makes shell text out of harmless parts: sound scripts, and texts that are mostly wrong.</summary>
internal sealed class ShellTextGenerator(int seed)
{
    private static readonly string[] Pieces =
    [
        "a", "b", "x=1", "if", "then", "fi", "else", "elif", "for", "in", "do", "done", "while", "until", "case", "esac", "{", "}", "(", ")", "((", "))",
        "[[", "]]", "!", "time", "-p", "function", "f", "f()", "coproc", "select", ";", "&", "&&", "||", "|", "|&", ";;", ";&", ";;&", "\n", " ", "\t",
        ">f", "2>&1", "<f", ">>f", "&>f", "<<<", "<(a)", ">(b)", "$x", "${x}", "${x:-y}", "\"$x\"", "'y'", "$(a)", "`a`", "$((1))", "$((a) )", "\\", "\\\n",
        "#", "#c\n", "a=(b c)", "a=(", "a[1]=2", "a[", "x[1]", "]", "=~", "==", "-f", "<", ">", "@(a|b)", "!(a)", "declare", "a=(b)", "{a}>f", "$'a\\n'", "\"",
        "'", "`", "$(", "${", "$((", "\"${x:-a}\"", "${x", "<<E\na\nE\n", "<<E", "E\n", "\nE\n", "esac)", "a)", "(a)", "*)", "x in", "in a", "do a", "; do",
        "; done", "; then", "; fi", "if a; then b; fi", "{ a; }", "( a )", "[[ a == b ]]", "((1))", "f() { a; }", "case x in a) b;; esac", "[", "=", "$[1]",
        "\r", "é", "😀", "${ a; }", "\\`", "${x#", "}\"", "\u0001", "-",
    ];

    private const string Characters = "(){}[]<>|&;!$`\"'\\#=\n \t";

    private readonly Random _random = new(seed);
    private int _depth;

    /// <summary>A few pieces one after the other.</summary>
    internal string Pile()
    {
        var text = new StringBuilder();
        for (int i = _random.Next(1, 12); i > 0; i--)
            text.Append(One(Pieces)).Append(_random.Next(3) == 0 ? "" : " ");
        return text.ToString();
    }

    /// <summary>A text with something taken out, put in, or taken from another.</summary>
    internal string Mutant(IReadOnlyList<string> texts)
    {
        string text = texts[_random.Next(texts.Count)];
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            int at = _random.Next(text.Length + 1);
            switch (_random.Next(5))
            {
                case 0:
                    text = text.Insert(at, One(Pieces));
                    break;
                case 1:
                    text = text.Remove(at, Math.Min(_random.Next(1, 5), text.Length - at));
                    break;
                case 2:
                    text = text.Insert(at, Characters[_random.Next(Characters.Length)].ToString());
                    break;
                default:
                    string other = texts[_random.Next(texts.Count)];
                    int from = _random.Next(other.Length + 1);
                    text = text.Insert(at, other.Substring(from, Math.Min(_random.Next(1, 40), other.Length - from)));
                    break;
            }
        }

        return text;
    }

    /// <summary>A sound script, of forms that bash prints back as they are.</summary>
    internal string Script()
    {
        _depth = 0;
        return List();
    }

    private string List()
    {
        var text = new StringBuilder();
        for (int i = _random.Next(1, _depth > 0 ? 2 : 4); i > 0; i--)
            text.Append(AndOr()).Append(One([";\n", "\n", "; ", " & ", " # c\n", " &\n"]));
        return text.ToString();
    }

    private string AndOr() => _random.Next(4) == 0 ? $"{Pipe()} {One(["&&", "||", "&& \\\n", "||\n"])} {Pipe()}" : Pipe();

    private string Pipe()
    {
        // bash 5.2 does not know 'time' at the beginning of a substitution.
        string head = One(["", "", "", "! ", _depth == 0 ? "time " : ""]);
        return head + (_random.Next(4) == 0 ? $"{Command()}{One(["|", " |\n", " | "])}{Command()}" : Command());
    }

    private string Command()
    {
        if (_depth > 1)
            return Simple();
        _depth++;
        string text = _random.Next(16) switch
        {
            0 => $"if {List()}then {List()}fi{Tail()}",
            1 => $"if {List()}then\n{List()}else {List()}fi",
            2 => $"while {List()}do {List()}done{Tail()}",
            3 => $"until {List()}do {List()}done",
            4 => $"for x in {Words()}; do {List()}done",
            5 => $"for x in {Words()}\ndo\n{List()}done{Tail()}",
            6 => $"case {Word()} in {Pattern()}) {List()};; ({Pattern()}|{Pattern()}) {List()};& *) ;; esac",
            7 => $"{{ {List()}}}{Tail()}",
            8 => $"( {List()}){Tail()}",
            9 => $"fn () {{ {List()}}}",
            10 => $"[[ {Test()} ]]{Tail()}",
            11 => $"(({Sum()}))",
            12 => $"function fn {{ {List()}}}",
            13 => $"select x in {Words()}; do {List()}done",
            _ => Simple(),
        };
        _depth--;
        return text;
    }

    private string Simple()
    {
        string head = _random.Next(5) == 0 ? $"v={Word()} " : _random.Next(12) == 0 ? $"v=({Words()}) w+={Word()} " : "";
        return $"{head}c{_random.Next(9)} {Words()}{Tail()}";
    }

    private string Tail() => _random.Next(8) switch
    {
        0 => $" > {Word()}",
        1 => $" 2>> {Word()} < {Word()}",
        2 => " 2>&1",
        3 => $" &> {Word()}",
        4 => $" <<< {Word()}",
        _ => "",
    };

    private string Words()
    {
        var text = new StringBuilder(Word());
        for (int i = _random.Next(3); i > 0; i--)
            text.Append(' ').Append(Word());
        return text.ToString();
    }

    private string Word()
    {
        string text = Part();
        return _random.Next(3) == 0 ? text + Part() : text;
    }

    private string Part()
    {
        if (_depth > 2)
            return One(["a", "b-c", "'d e'", "\"f g\"", "\\h", "$i"]);
        _depth++;
        string text = _random.Next(22) switch
        {
            0 => $"\"j {Inner()}k\"",
            1 => $"$({List()})",
            2 => $"`{One(["a", "b \"c\"", "d | e"])}`",
            3 => $"$(({Sum()}))",
            4 => $"${{v{One([":-", "-", ":+", "=", "#", "%%"])}{Part()}}}",
            5 => $"${{v/{One(["a", "'b'", "$c"])}/{Part()}}}",
            6 => $"${{v[{Sum()}]}}",
            7 => $"<({List()})",
            8 => "l{m,n}",
            9 => "*.o",
            10 => "${#v}",
            11 => "\"\"",
            12 => $"\"${{v:-{Inner()}}}\"",
            13 => $"${{v:{Sum()}}}",
            _ => One(["a", "b-c", "'d e'", "\"f g\"", "\\h", "$i", "${j}", "k=l"]),
        };
        _depth--;
        return text;
    }

    private string Inner() => One(["$x ", "${y} ", $"$({Simple()}) ", "`z \\`w\\`` ", "\\\" ", "' ' ", "\\$ "]);

    private string Sum() => One(["1", "a + 2", "(b * 3)", "$c", "d[1]", $"$({Simple()}) - 4", "e ? f : g"]);

    private string Pattern() => One(["a", "*.b", "\"c d\"", "[e-f]*", "$g", "'h'", "i\\ j"]);

    private string Test() => One([$"-n {Word()}", $"{Part()} == {Pattern()}", $"-f {Word()} && -n x", "! ( -z a || b < c )", "$a =~ ^(b|c d)+$", $"a -eq {Word()}"]);

    private string One(string[] choices) => choices[_random.Next(choices.Length)];
}
