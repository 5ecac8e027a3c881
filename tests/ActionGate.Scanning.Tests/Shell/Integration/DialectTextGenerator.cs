using System.Text;

namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>Makes texts of pieces that shells read in different ways, around the recorders of <see cref="TraceFolder"/>.</summary>
internal sealed class DialectTextGenerator(int seed)
{
    private static readonly string[] Joints = [" && ", " || ", "; ", "\n", " | ", " & "];

    private static readonly string[] Words =
    [
        "a", "b", "$v", "\"$v\"", "{a,b}", "{1..3}", "x{a,b}y", "$'a b'", "$'a\\tb'", "$\"a b\"", "\"$'a'\"", "$[1+2]", "${v/a/b}", "${v:-c}", "a=~", "v=b", "'\\n'", "]]", "[[", "!", "a>", "-f",
    ];

    private static readonly string[] Sets =
    [
        "v=b", "v+=c", "declare v=b", "typeset v=d", "export v=e", "local v=b", "printf -v v %s q", "read -a v <<< x", "let v=3", "((v=4))", "((v++))", "v[0]=z", "v=(a b)", "w=b :", "v=f eval :", "pushd ..",
        "v=b export w=c", "readonly w=$v", "set -- p {q,r}", "IFS=$'b'", "v=$'b'", "v={a,b}",
    ];

    private static readonly string[] Tests =
    [
        "[[ a ]]", "[[ -f a ]]", "[[ a == b ]]", "[[ a && beta ]]", "[[ a || beta ]]", "[[ a || -f b ]]", "[[ a || -f b && gamma ]]", "[[ a || ! -f b && gamma ]]", "[[ a > f1 ]]", "[[ a =~ b|beta ]]",
        "[[ a =~ (b|beta) ]]", "[[ ! a && beta ]]", "[[ ( a ) && beta ]]", "[[ a && ( beta ) ]]", "[[ a &&\nbeta ]]", "[[\nbeta == b ]]", "[[ a\n&& beta ]]", "[[ a == b\n]]", "((1))", "((beta))", "(( v > 2 ))",
        "((v--))", "(( 1 < 2 ))", "((beta || gamma))", "let 1", "[[ a || (beta) && gamma ]]", "[[ a && ((beta) || gamma) ]]",
    ];

    private readonly Random _random = new(seed);

    internal string Next()
    {
        var text = new StringBuilder();
        int count = _random.Next(1, 4);
        for (int i = 0; i < count; i++)
            text.Append(i == 0 ? "" : Pick(Joints)).Append(Command(2));
        return text.Append(_random.Next(2) == 0 ? "" : "\nepsilon \"$v\" $v").ToString();
    }

    private string Command(int depth) => _random.Next(depth > 0 ? 20 : 8) switch
    {
        0 or 1 => $"alpha {Pick(Words)} {Pick(Words)}",
        2 => Pick(Sets),
        3 => $"{Pick(Sets)}; beta $v",
        4 => Pick(Tests),
        5 => $"! {Pick(Tests)}",
        6 => $"alpha {Pick(Words)} {Redirection()}",
        7 => $"{Pick(Tests)} {Redirection()}",
        8 => $"if {Command(depth - 1)}; then {Command(depth - 1)}; fi",
        9 => $"{{ {Command(depth - 1)}; }} {Redirection()}",
        10 => $"({Command(depth - 1)})",
        11 => $"for v in {Pick(Words)} {Pick(Words)}; do {Command(depth - 1)}; done",
        12 => $"function f {{ {Command(depth - 1)}; }}\nf a",
        13 => $"function f {{\n{Command(depth - 1)}\n}}\nf a",
        14 => $"f() {{\n{Command(depth - 1)}\n}}\ntime f a",
        15 => $"time {Command(depth - 1)}",
        16 => $"{Command(depth - 1)} && {Pick(Tests)} && {Command(depth - 1)}",
        17 => $"{Command(depth - 1)} || {Pick(Tests)} || {Command(depth - 1)}",
        18 => $"sh -c '{Command(0).Replace("'", "", StringComparison.Ordinal)}' x y",
        _ => $"cd .. && {Command(depth - 1)} &>f2 && {Command(depth - 1)}",
    };

    private string Redirection() => _random.Next(8) switch { 0 or 1 => "&>f1", 2 => "&>>f2", 3 => ">f3", 4 => "<<< x", 5 => "2>&1", 6 => "12>f4", _ => ">&f5" };

    private string Pick(string[] pieces) => pieces[_random.Next(pieces.Length)];
}
