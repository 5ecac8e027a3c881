"""Programs that change what names and objects hold, one statement after the other."""
from values import MARK, Grammar, read

NAMES = {'T': ['s', 't'], 'N': ['n', 'm'], 'L': ['a', 'b'], 'D': ['d', 'e']}

START = "s, t, n, m = @T, @T, @N, @N\na, b = @W, @W\nd, e = @D, @D\ndef f(x=''): return x + 'f'\n"
LINES = read('statements.txt')


class Programs(Grammar):
    def __init__(self, seed):
        super().__init__(seed * 7 + 1)

    def program(self):
        start = self.expand(START, 1)
        self.names = NAMES
        lines = [self.statement('') for _ in range(self.random.randint(1, 6))]
        end = self.random.choice(['s', 't', 's + t', 'str(n)', '"|".join(a)', '"|".join(b)', 'a[0]', 'b[-1]', 'd["a"]', 'e["a"]', '"|".join(d)', '"|".join(d.values())', 'str(len(a))', 'str(len(d))',
                                  's[:3] + t[:3]', 's + "|".join(a)', 'f"{s}{n}"', self.shown(1)])
        self.names = {}
        return start + ''.join(lines) + 'open(' + end + ')\n'

    def expand(self, way, depth, space=''):
        return MARK.sub(lambda mark: self.block(space) if mark[1] == 'Z' else self.list_of(depth) if mark[1] == 'W' else self.make(mark[1], depth), way)

    def list_of(self, depth):
        return '[' + ', '.join(self.make('T', depth - 1) for _ in range(self.random.randint(0, 4))) + ']'

    def block(self, space):
        """One to two simple statements on their lines, without the first one's indentation."""
        count = self.random.randint(1, 2)
        simple = [line for line in LINES if ';' not in line]
        return ('\n' + space).join(self.expand(self.random.choice(simple), 1) for _ in range(count))

    def statement(self, space):
        text = ''
        for part in self.random.choice(LINES).split('; '):
            depth = len(part) - len(part.lstrip('>'))
            inner = space + '    ' * depth
            line = self.expand(part.lstrip('> ').strip(), 1, inner)
            text += inner + line + '\n' if line.strip(' ;') else ''
        return text
