"""Expressions over everything that only computes, by the grammar of values.txt."""
import os
import random
import re

ATOMS = {
    'T': ['', 'a', 'b', 'ab', 'ba', 'A b', ' a ', 'a/b', '/a', '//a', '///a/b', 'a//b/../c', './a', '..', '.', '../a', 'a/', 'a.tar.gz', '.x', 'a.', 'a/.b',
          '\xdf', '\u0130', '\u01c5', '\xe9', 'e\u0301', '\U0001f600', 'a\U0001f600b', '\u212a', '\x1c', 'a\x85b', 'a\tb\n', 'a\r\nb', '1_0', ' 12 ', '-5', '0x1f',
          '\u0663', 'a,b,,c', '%s', '{}', '{0}', 'aXbXc', "it's", 'a\\b', '"', 'x=1&y=a+b', 'http://h/p;q?x=1#f', 'a%2Fb%zz', 'YWI=', '6162', '~', '~/a', '$a',
          'The end', 'ABC', 'abcabc', '+5', '0', '00', 'a b  c', '\u03a3', '\xaa', '\ufb01', 'a\x0bb', '\u3000a', "b'a'", '&lt;a&amp;', '[1, "a"]', '{"a": "b"}', '12', 'True'],
    'N': [0, 1, 2, 3, -1, -2, 5, 7, 10, 47, 97, 255, 256, -7, 1000, 12345678, 2 ** 31, 2 ** 63 - 1, -2 ** 63, 10 ** 20],
    'B': [b'', b'a', b'ab', b'A b', b'\xff', b'\xc3\xa9', b'a\x00b', b'a,b', b'6162', b'YWI=', b"'", b' a\x1c', b'a\x85', b'a\r\nb', b'/a/b', b'\\'],
}

def read(name):
    """The lines of a file beside this one, without remarks."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), encoding='utf-8') as file:
        return [line for line in file.read().split('\n') if line and not line.startswith('#')]


def kinds():
    made = {}
    for line in read('values.txt'):
        if line.startswith('=== '):
            made[line[4:]] = ways = []
        else:
            ways.append(line)
    return made


CHOICES = {
    'K': ['==', '!=', '<', '>=', 'in', 'is not', '>', '<=', 'not in'],
    'I': ['0', '1', '2', '-1'],
    'M': ['0', '1', '3', '4', '7', '8', '-1', '200'],
    'G': ['0', '1', '2', '3', '5', '97', '47'],
    'O': ['', '', '0', '1', '2', '3', '-1', '-2', '-5', '10'],
    'E': ["'utf-8'", "'ascii'", "'latin-1'", "'utf-16'", "'utf-16-le'", "'utf-8-sig'", "'cp1252'", "'utf-7'", "'cp037'", "'unicode_escape'", "'UTF8'", "'utf-16-be'", "'ISO-8859-15'"],
    'S': ['>5', '<5', '^6', '^7', '*^6', '05', '+', ' ', '#x', 'x', 'X', '#010x', '#b', 'o', 'c', 'd', 'n', 's', '.1', '.2f', '8.3f', 'e', 'g', '%', ',', '_', '_x', '_b', '08,', '=5', '0=5',
          '<05', '^05', '>05', '-5', '+05d', '010b', '#o', '5s', '<<3', '!<3', '.0', '+x', '#X', '010_', 'z', '1', '03.1', '\u20ac>4'],
    'Y': ['s', 'r', 'a', 'd', 'i', '5s', '-5s', '05d', '+d', ' d', 'x', '#x', '#X', '#o', 'X', 'o', 'c', '.1s', '5.1s', '.3d', '08.3d', 'f', '.2f', 'e', 'g', '-5d', '-05d', '+05d', '#06x', 'u', '05s', '5%',
          'ld', 'hs', '5c', '.0s', '-+5d', '+x', '.2r', ' 05d', '#.3x', '.1a'],
    'A': ['scheme', 'netloc', 'path', 'query', 'fragment', 'hostname', 'params', 'username'],
    'F': ['a', 'b', '(a)', '[ab]', 'a|ab', '', '.', 'a*', r'\w', r'(?P<n>a)', r'\s+', '$', '/', r'\d'],
}
WAYS = kinds()
WAYS['V'] = ['@T', '@N', '@B', '@C', '@L', '@D', 'None', '@P', '1.5', '@N / 2', '1e20', '(@N, @T)', '{@T}', 'float(@N)', '[@N, @V]', '{@T: @V}', '-0.0', 'range(3)', '@T', '@T', '@N']
KNOWN = {kind: [ascii(atom) for atom in atoms] for kind, atoms in ATOMS.items()}
KNOWN['L'] = ["['a', 'b']", "('x', 'a/b')", "['b', 'a', 'c']", '[]', "'ab'.split()", "['a']", "list('cab')"]
KNOWN['D'] = ["{'a': 'x', 'b': 'y'}", "{'b': 'x'}", '{}', "{'a': 'b', 'b': 'a'}"]
KNOWN['P'] = ["pathlib.Path('a/b.c')", "pathlib.Path('/a')", "pathlib.Path('')", "pathlib.PurePosixPath('//a/b')", "pathlib.Path('a.tar.gz')", "pathlib.Path('..')", "pathlib.Path('/a b/\\xe9')"]
KNOWN['C'] = ['True', 'False']
MARK = re.compile('@([A-Z])')


class Grammar:
    def __init__(self, seed, names=None):
        self.random = random.Random(seed)
        self.names = names or {}

    def make(self, kind, depth):
        if kind in CHOICES:
            chosen = self.random.choice(CHOICES[kind])
            return repr(chosen) if kind == 'F' else chosen
        if kind == 'Q':
            return ascii(self.random.choice(CHOICES['S']))
        if kind == 'U':
            # Python before 3.12 takes neither its own quotes nor backslashes within a field.
            made = self.make('V', min(depth, 1)).replace("'", '"')
            return '12' if '\\' in made or '{' in made or made.startswith('-') else '(' + made + ')'
        if kind in self.names and self.names[kind] and self.random.random() < 0.35:
            return self.random.choice(self.names[kind])
        if depth <= 0 and kind == 'V':
            kind = self.random.choice('TTNBC')
        if kind != 'V' and (depth <= 0 or self.random.random() < 0.25):
            chosen = self.random.choice(KNOWN[kind])
            return '(' + chosen + ')' if kind == 'N' else chosen
        return self.fill(self.random.choice(WAYS[kind]), depth - 1)

    def fill(self, way, depth):
        made = MARK.sub(lambda mark: self.make(mark[1], depth), way)
        return '(' + made + ')' if ' ' in made or made[0] in '-~+' else made

    def shown(self, depth):
        """A text that tells a value of any kind."""
        kind = self.random.choice('TTTTTTTTBNNCCLDP')
        made = self.make(kind, depth)
        if kind == 'T':
            return made
        if kind == 'B':
            return self.random.choice(['%s.decode("latin-1")', '%s.hex()', 'str(len(%s))', 'repr(%s)']) % made
        if kind == 'L':
            return self.random.choice(['"|".join(%s)', 'str(len(%s))', '"-".join(x for x in %s)', 'repr(%s)', '"|".join(%s[::-1])']) % made
        if kind == 'C':
            return self.random.choice(['{True: "x", False: "y"}[bool(%s)]', 'str(%s)', '["x", "y"][%s]', '("x" if %s else "y")']) % made
        if kind == 'D':
            return self.random.choice(['"|".join(%s)', '"|".join(%s.values())', 'str(len(%s))', 'str(%s)', '"|".join(k + v for k, v in %s.items())']) % made
        return self.random.choice(['str(%s)', '"%%s" %% (%s,)', 'repr(%s)', 'f"{(%s)}"' if '"' not in made and '\\' not in made and "'" not in made else 'str(%s)']) % made
