using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

// Where shells evaluate arithmetic they evaluate what variables hold as well, and run the substitutions in subscripts there: a value from
// outside is code.
internal sealed partial class ShellWalk
{
    private const string EvaluatesUnknown = "a value that is not known is evaluated as arithmetic, which may run commands: expr or awk take it for a number";
    private const int MaxArithmeticDepth = 12;

    private int _arithmeticDepth;

    /// <summary>Evaluates an expression: digits, or a number that is not known.</summary>
    private string Evaluate(Word expression)
    {
        int start = _buffer.Length;
        Append(expression.Parts, isQuoted: true, Context.Text);
        string text = _buffer.Text(start);
        _buffer.Cut(start);
        return Evaluate(text, At(expression.Start));
    }

    private string Evaluate(string text, int at)
    {
        if (PartlyKnown.IsNumeric(text) && text.Length < 10 && PartlyKnown.IsStatic(text) && (text[0] != '0' || text.Length == 1) && text.LastIndexOf('-') <= 0 && text != "-")
            return text;
        return EvaluateText(text, at) is { } known ? Digits(known) : PartlyKnown.AnyNumber;
    }

    private long? EvaluateText(string text, int at)
    {
        if (text.AsSpan().IndexOfAny("$`\\'") >= 0 || text.Contains(PartlyKnown.Hole, StringComparison.Ordinal) || _arithmeticDepth >= MaxArithmeticDepth)
        {
            Gap(EvaluatesUnknown, at);
            return null;
        }
        if (!_budget.TakeSteps(1 + text.Length / 4) || !_budget.Enter())
            return null;
        _arithmeticDepth++;
        var evaluation = new Arithmetic(this, text, at);
        long? value = evaluation.Evaluate();
        _arithmeticDepth--;
        _budget.Leave();
        return value;
    }

    /// <summary>What a variable is worth in arithmetic; <see langword="null"/> for a number that is not known.</summary>
    private long? NumberIn(string name, bool hasSubscript, int at)
    {
        if (IsNumberOfShell(name))
            return null;
        var variable = ShellNames.IsMadeByShell(name) ? null : _state.Find(name);
        if (variable is null && hasSubscript && name is "PIPESTATUS" or "BASH_LINENO")
            return null;
        if (variable is null)
        {
            Gap(EvaluatesUnknown, at);
            return null;
        }
        if (hasSubscript && variable.IsArray)
        {
            if (variable.Elements is null || !Array.TrueForAll(variable.Elements, static e => PartlyKnown.IsNumeric(e)))
                Gap(EvaluatesUnknown, at);
            return null;
        }
        long? only = null;
        foreach (string? value in variable.Values)
            only = string.IsNullOrEmpty(value) ? 0 : NumberOf(value, at);
        return variable.Values.Length == 1 ? only : null;
    }

    private long? NumberOf(string value, int at)
    {
        if (PartlyKnown.IsNumeric(value) && !PartlyKnown.IsStatic(value))
            return null;
        return EvaluateText(value, at);
    }

    /// <summary>A name that <c>test -v</c> and its like look up; in the subscript of one, substitutions are run.</summary>
    private void CheckTestedName(string text, int at)
    {
        if (!PartlyKnown.IsStatic(text) || text.Contains('[', StringComparison.Ordinal) && !ShellNames.IsHarmless(text))
            Gap("a variable's name is not known, and naming it may run commands", at);
    }

    /// <summary>Reads one expression from left to right, by precedence.</summary>
    private ref struct Arithmetic(ShellWalk walk, string text, int place)
    {
        private const int MaxDepth = 64;
        private const string Digits = "0123456789\uFDD0";

        private int _at;
        private int _depth;

        /// <summary>Behind <c>&amp;&amp;</c>, <c>||</c> and <c>?</c>: it is not known whether what stands here is evaluated.</summary>
        private int _uncertain;

        private bool _isBroken;

        internal long? Evaluate()
        {
            if (Peek() == '\0')
                return 0;
            long? value;
            do
            {
                value = Assignment();
            }
            while (!_isBroken && Eat(','));
            if (!_isBroken && Peek() == '\0')
                return value;
            walk.Gap("an arithmetic expression can't be read", place);
            return null;
        }

        private char Peek()
        {
            while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '"')
                _at++;
            return _at < text.Length ? text[_at] : '\0';
        }

        private bool Eat(char c)
        {
            if (Peek() != c)
                return false;
            _at++;
            return true;
        }

        private bool Enter()
        {
            if (++_depth <= MaxDepth)
                return true;
            _isBroken = true;
            return false;
        }

        private long? Assignment()
        {
            if (_isBroken || !Enter())
                return null;
            long? value = Conditional();
            _depth--;
            return value;
        }

        private long? Conditional()
        {
            long? condition = Binary(0);
            if (_isBroken || !Eat('?'))
                return condition;
            _uncertain++;
            long? first = Assignment();
            if (!Eat(':'))
                _isBroken = true;
            long? second = Assignment();
            _uncertain--;
            return condition is null ? null : condition != 0 ? first : second;
        }

        private long? Binary(int level)
        {
            long? left = Unary();
            while (!_isBroken && Operator(level) is { Length: > 0 } found)
            {
                int precedence = Precedence(found);
                _at += found.Length;
                bool isLogical = found is "&&" or "||";
                _uncertain += isLogical ? 1 : 0;
                if (!Enter())
                    return null;
                long? right = Binary(found == "**" ? precedence : precedence + 1);
                _depth--;
                _uncertain -= isLogical ? 1 : 0;
                CheckDivisor(found, right);
                left = left is { } a && right is { } b ? Apply(found, a, b) : null;
            }
            return left;
        }

        private string Operator(int level)
        {
            char c = Peek();
            var rest = text.AsSpan(Math.Min(_at, text.Length));
            string found = c switch
            {
                '*' => rest.StartsWith("**", StringComparison.Ordinal) ? "**" : "*",
                '/' => "/",
                '%' => "%",
                '+' => "+",
                '-' => "-",
                '<' => rest.StartsWith("<<", StringComparison.Ordinal) ? "<<" : rest.StartsWith("<=", StringComparison.Ordinal) ? "<=" : "<",
                '>' => rest.StartsWith(">>", StringComparison.Ordinal) ? ">>" : rest.StartsWith(">=", StringComparison.Ordinal) ? ">=" : ">",
                '=' when rest.StartsWith("==", StringComparison.Ordinal) => "==",
                '!' when rest.StartsWith("!=", StringComparison.Ordinal) => "!=",
                '&' => rest.StartsWith("&&", StringComparison.Ordinal) ? "&&" : "&",
                '|' => rest.StartsWith("||", StringComparison.Ordinal) ? "||" : "|",
                '^' => "^",
                _ => "",
            };
            return found.Length > 0 && Precedence(found) >= level ? found : "";
        }

        private static int Precedence(string found) => found switch
        {
            "||" => 1,
            "&&" => 2,
            "|" => 3,
            "^" => 4,
            "&" => 5,
            "==" or "!=" => 6,
            "<" or ">" or "<=" or ">=" => 7,
            "<<" or ">>" => 8,
            "+" or "-" => 9,
            "*" or "/" or "%" => 10,
            _ => 11,
        };

        private static long? Apply(string found, long a, long b) => found switch
        {
            "||" => a != 0 || b != 0 ? 1 : 0,
            "&&" => a != 0 && b != 0 ? 1 : 0,
            "|" => a | b,
            "^" => a ^ b,
            "&" => a & b,
            "==" => a == b ? 1 : 0,
            "!=" => a != b ? 1 : 0,
            "<" => a < b ? 1 : 0,
            ">" => a > b ? 1 : 0,
            "<=" => a <= b ? 1 : 0,
            ">=" => a >= b ? 1 : 0,
            "+" => unchecked(a + b),
            "-" => unchecked(a - b),
            "*" => unchecked(a * b),
            "/" when b != 0 && b != -1 => a / b,
            "%" when b != 0 && b != -1 => a % b,
            _ => null,
        };

        private readonly void CheckDivisor(string found, long? right)
        {
            if (found is "/" or "%" ? right is null or 0 : found == "**" && right is null or < 0)
                walk.MayFail();
        }

        private long? Unary()
        {
            if (_isBroken || !Enter())
                return null;
            long? value = UnaryWithin();
            _depth--;
            return value;
        }

        private long? UnaryWithin()
        {
            char c = Peek();
            bool isDouble = _at + 1 < text.Length && text[_at + 1] == c;
            switch (c)
            {
                case '+' or '-' when isDouble && IsNameAt(_at + 2):
                    _at += 2;
                    return Step(c == '+' ? 1 : -1);
                case '+':
                    _at++;
                    return Unary();
                case '-':
                    _at++;
                    return -Unary();
                case '!':
                    _at++;
                    return Unary() is { } negated ? negated == 0 ? 1 : 0 : null;
                case '~':
                    _at++;
                    return ~Unary();
                case '(':
                    return Parenthesised();
                case PartlyKnown.Number or (>= '0' and <= '9'):
                    return Number();
            }
            if (char.IsAsciiLetter(c) || c == '_')
                return Name();
            _isBroken = true;
            return null;
        }

        private long? Parenthesised()
        {
            _at++;
            long? value;
            do
            {
                value = Assignment();
            }
            while (!_isBroken && Eat(','));
            if (!Eat(')'))
                _isBroken = true;
            return value;
        }

        private readonly bool IsNameAt(int at)
        {
            while (at < text.Length && text[at] is ' ' or '\t')
                at++;
            return at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '_');
        }

        private long? Number()
        {
            int start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is PartlyKnown.Number or '#' or '@' or '_'))
                _at++;
            var digits = text.AsSpan(start, _at - start);
            // Octal and other bases are numbers, or an error, and nobody needs to know which.
            if (digits[0] == '0' && digits.Length > 1 || digits.IndexOfAnyExcept(Digits) >= 0)
                walk.MayFail();
            return digits.Length is > 0 and < 18 && digits.IndexOfAnyExceptInRange('0', '9') < 0 && (digits[0] != '0' || digits.Length == 1)
                ? long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)
                : null;
        }

        private string ReadName(out bool hasSubscript)
        {
            Peek();
            int start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
                _at++;
            string name = text[start.._at];
            hasSubscript = Peek() == '[';
            if (!hasSubscript)
                return name;
            _at++;
            if (walk._state.Find(name) is { } variable && variable.Has(VariableTraits.Keyed))
            {
                int close = text.IndexOf(']', _at);
                _at = close < 0 ? text.Length : close;
            }
            else if (Peek() == ']' || Assignment() is null or < 0)
            {
                walk.MayFail();
            }
            if (!Eat(']'))
                _isBroken = true;
            return name;
        }

        private long? Step(long by)
        {
            string name = ReadName(out bool hasSubscript);
            long? value = walk.NumberIn(name, hasSubscript, place) is { } known ? unchecked(known + by) : null;
            Store(name, hasSubscript, value);
            return value;
        }

        private long? Name()
        {
            string name = ReadName(out bool hasSubscript);
            if (_isBroken)
                return null;
            char c = Peek();
            var rest = text.AsSpan(Math.Min(_at, text.Length));
            if (c is '+' or '-' && rest.Length > 1 && rest[1] == c)
            {
                _at += 2;
                long? before = walk.NumberIn(name, hasSubscript, place);
                Store(name, hasSubscript, before is { } known ? unchecked(known + (c == '+' ? 1 : -1)) : null);
                return before;
            }
            if (c == '=' && !rest.StartsWith("==", StringComparison.Ordinal))
            {
                _at++;
                long? value = Assignment();
                Store(name, hasSubscript, value);
                return value;
            }
            string found = Operator(3);
            if (found.Length > 0 && found is not ("==" or "!=" or "<" or ">" or "<=" or ">=" or "**") && rest.Length > found.Length && rest[found.Length] == '=')
            {
                _at += found.Length + 1;
                long? left = walk.NumberIn(name, hasSubscript, place);
                long? right = Assignment();
                CheckDivisor(found, right);
                long? value = left is { } a && right is { } b ? Apply(found, a, b) : null;
                Store(name, hasSubscript, value);
                return value;
            }
            return walk.NumberIn(name, hasSubscript, place);
        }

        private readonly void Store(string name, bool hasSubscript, long? value)
        {
            if (_isBroken || name.Length == 0)
                return;
            var variable = hasSubscript ? Variable.NumberArray : value is { } known && _uncertain == 0 ? new Variable(ShellWalk.Digits(known)) : Variable.Number;
            if (_uncertain > 0 && !hasSubscript && walk._state.Find(name) is { } before)
                variable = Variable.Join(before, variable);
            walk.Assign(name, variable, place);
        }
    }
}
