"""Writes trees.json: snippets of Python and the trees that CPython itself gives them.

Run with CPython 3.12: `python3.12 make_trees.py`. The snippets are those of snippets.txt and random ones (fixed seed); the
trees are printed like test/python/syntax/sexpr.ts prints ours.
"""

import ast
import json
import pathlib
import random
import warnings

HERE = pathlib.Path(__file__).parent
RANDOM_SNIPPETS = 300

BINARY = {
    ast.Add: '+', ast.Sub: '-', ast.Mult: '*', ast.Div: '/', ast.FloorDiv: '//', ast.Mod: '%', ast.Pow: '**',
    ast.MatMult: '@', ast.BitAnd: '&', ast.BitOr: '|', ast.BitXor: '^', ast.LShift: '<<', ast.RShift: '>>',
}
COMPARE = {
    ast.Eq: '==', ast.NotEq: '!=', ast.Lt: '<', ast.LtE: '<=', ast.Gt: '>', ast.GtE: '>=', ast.In: 'in',
    ast.NotIn: 'not in', ast.Is: 'is', ast.IsNot: 'is not',
}
UNARY = {ast.USub: '-', ast.UAdd: '+', ast.Invert: '~', ast.Not: 'not'}


def text(value):
    return json.dumps(value, ensure_ascii=False)


def seq(*parts):
    return '(' + ' '.join(part for part in parts if part) + ')'


class Printer:
    def __init__(self):
        self.yields = [False]

    def maybe(self, node):
        return '~' if node is None else self.expr(node)

    def exprs(self, nodes):
        return [self.expr(node) for node in nodes]

    def block(self, body):
        return seq(*map(self.stmt, body))

    def constant(self, value):
        if value is ...:
            return '...'
        if value is None or isinstance(value, bool):
            return str(value)
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float):
            return seq('float', number(value))
        if isinstance(value, complex):
            return seq('imaginary', number(value.imag))
        if isinstance(value, bytes):
            return 'b' + text(value.decode('latin-1'))
        return text(value)

    def parts(self, values):
        """Text and fields; the text that `{x=}` prints is part of the text, as in CPython's tree."""
        printed = []
        pending = ''
        for value in values:
            if isinstance(value, ast.Constant):
                pending += value.value
                continue
            if pending:
                printed.append(text(pending))
                pending = ''
            marks = [self.expr(value.value)]
            if value.conversion != -1:
                marks.append('!' + chr(value.conversion))
            if value.format_spec is not None:
                marks.append(seq('spec', *self.parts(value.format_spec.values)))
            printed.append('{' + ' '.join(marks) + '}')
        return printed + ([text(pending)] if pending else [])

    def args(self, args, keywords):
        printed = []
        for arg in args:
            star = isinstance(arg, ast.Starred)
            printed.append((arg.lineno, arg.col_offset, seq('*', self.expr(arg.value)) if star else self.expr(arg)))
        for keyword in keywords:
            name = '**' if keyword.arg is None else f'{keyword.arg}='
            printed.append((keyword.lineno, keyword.col_offset, seq(name, self.expr(keyword.value))))
        return [entry[2] for entry in sorted(printed)]

    def params(self, args):
        positional = args.posonlyargs + args.args
        defaults = [None] * (len(positional) - len(args.defaults)) + args.defaults
        printed = []
        for index, (arg, default) in enumerate(zip(positional, defaults)):
            printed.append(self.param('/' if index < len(args.posonlyargs) else '', arg, default))
        if args.vararg:
            printed.append(self.param('*', args.vararg, None))
        printed += [self.param('kw:', arg, default) for arg, default in zip(args.kwonlyargs, args.kw_defaults)]
        if args.kwarg:
            printed.append(self.param('**', args.kwarg, None))
        return seq(*printed)

    def param(self, mark, arg, default):
        if arg.annotation is None and default is None:
            return mark + arg.arg
        return seq(mark + arg.arg, self.maybe(arg.annotation), self.maybe(default))

    def clauses(self, generators):
        return [
            seq('async-for' if c.is_async else 'for', self.expr(c.target), self.expr(c.iter), *self.exprs(c.ifs))
            for c in generators
        ]

    def expr(self, node):
        match node:
            case ast.Name():
                return node.id
            case ast.Constant():
                return self.constant(node.value)
            case ast.JoinedStr():
                return seq('f', *self.parts(node.values))
            case ast.Tuple() | ast.List() | ast.Set():
                return seq(type(node).__name__.lower(), *self.exprs(node.elts))
            case ast.Dict():
                entries = zip(node.keys, node.values)
                return seq('dict', *(seq('**' if k is None else self.expr(k), self.expr(v)) for k, v in entries))
            case ast.Call():
                return seq('call', self.expr(node.func), *self.args(node.args, node.keywords))
            case ast.Attribute():
                return seq('.', self.expr(node.value), node.attr)
            case ast.Subscript():
                return seq('[]', self.expr(node.value), self.expr(node.slice))
            case ast.Slice():
                return seq('slice', self.maybe(node.lower), self.maybe(node.upper), self.maybe(node.step))
            case ast.Starred():
                return seq('*', self.expr(node.value))
            case ast.UnaryOp():
                return seq(UNARY[type(node.op)], self.expr(node.operand))
            case ast.BinOp():
                return seq(BINARY[type(node.op)], self.expr(node.left), self.expr(node.right))
            case ast.BoolOp():
                left, *rest = self.exprs(node.values)
                for right in rest:
                    left = seq(type(node.op).__name__.lower(), left, right)
                return left
            case ast.Compare():
                rest = [s for op, c in zip(node.ops, node.comparators) for s in (COMPARE[type(op)], self.expr(c))]
                return seq('cmp', self.expr(node.left), *rest)
            case ast.IfExp():
                return seq('if', *self.exprs([node.test, node.body, node.orelse]))
            case ast.Lambda():
                params = self.params(node.args)
                self.yields.append(False)
                body = self.expr(node.body)
                self.yields.pop()
                return seq('lambda', params, body)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return seq(type(node).__name__.lower(), self.expr(node.elt), *self.clauses(node.generators))
            case ast.DictComp():
                return seq('dictcomp', self.expr(node.key), self.expr(node.value), *self.clauses(node.generators))
            case ast.NamedExpr():
                return seq(':=', node.target.id, self.expr(node.value))
            case ast.Yield():
                self.yields[-1] = True
                return seq('yield', self.maybe(node.value))
            case ast.YieldFrom():
                self.yields[-1] = True
                return seq('yield-from', self.expr(node.value))
            case ast.Await():
                return seq('await', self.expr(node.value))
        raise NotImplementedError(node)

    def function(self, keyword, node):
        decorators = ['@' + self.expr(decorator) for decorator in node.decorator_list]
        self.yields.append(False)
        body = list(map(self.stmt, node.body))
        generator = 'generator' if self.yields.pop() else ''
        returns = '' if node.returns is None else f'-> {self.expr(node.returns)}'
        return seq(*decorators, keyword, generator, node.name, self.params(node.args), returns, *body)

    def stmt(self, node):
        match node:
            case ast.Expr():
                return seq('expr', self.expr(node.value))
            case ast.Assign():
                return seq('=', *self.exprs(node.targets), self.expr(node.value))
            case ast.TypeAlias():
                return seq('=', self.expr(node.name), self.expr(node.value))
            case ast.AugAssign():
                return seq(BINARY[type(node.op)] + '=', self.expr(node.target), self.expr(node.value))
            case ast.AnnAssign():
                return seq(':', self.expr(node.target), self.expr(node.annotation), self.maybe(node.value))
            case ast.Return():
                return seq('return', self.maybe(node.value))
            case ast.If():
                return seq('if', self.expr(node.test), self.block(node.body), self.block(node.orelse))
            case ast.For() | ast.AsyncFor():
                keyword = 'for' if isinstance(node, ast.For) else 'async-for'
                blocks = [self.block(node.body), self.block(node.orelse)]
                return seq(keyword, self.expr(node.target), self.expr(node.iter), *blocks)
            case ast.While():
                return seq('while', self.expr(node.test), self.block(node.body), self.block(node.orelse))
            case ast.With() | ast.AsyncWith():
                keyword = 'with' if isinstance(node, ast.With) else 'async-with'
                items = [seq(self.expr(i.context_expr), self.maybe(i.optional_vars)) for i in node.items]
                return seq(keyword, seq(*items), self.block(node.body))
            case ast.Try() | ast.TryStar():
                handlers = [
                    seq('except', self.maybe(h.type), h.name or '~', self.block(h.body)) for h in node.handlers
                ]
                otherwise = seq('else', *map(self.stmt, node.orelse))
                return seq('try', self.block(node.body), *handlers, otherwise, seq('finally', *map(self.stmt, node.finalbody)))
            case ast.Raise():
                return seq('raise', self.maybe(node.exc), self.maybe(node.cause))
            case ast.Assert():
                return seq('assert', self.expr(node.test), self.maybe(node.msg))
            case ast.Delete():
                return seq('del', *self.exprs(node.targets))
            case ast.Pass() | ast.Break() | ast.Continue():
                return seq(type(node).__name__.lower())
            case ast.Import():
                return seq('import', *map(self.alias, node.names))
            case ast.ImportFrom():
                return seq('from', '.' * node.level + (node.module or ''), *map(self.alias, node.names))
            case ast.Global() | ast.Nonlocal():
                return seq(type(node).__name__.lower(), *node.names)
            case ast.FunctionDef():
                return self.function('def', node)
            case ast.AsyncFunctionDef():
                return self.function('async-def', node)
            case ast.ClassDef():
                decorators = ['@' + self.expr(decorator) for decorator in node.decorator_list]
                bases = seq(*self.args(node.bases, node.keywords))
                return seq(*decorators, 'class', node.name, bases, *map(self.stmt, node.body))
            case ast.Match():
                cases = [
                    seq('case', self.pattern(c.pattern), self.maybe(c.guard), self.block(c.body)) for c in node.cases
                ]
                return seq('match', self.expr(node.subject), *cases)
        raise NotImplementedError(node)

    def alias(self, node):
        return node.name if node.asname is None else seq('as', node.name, node.asname)

    def pattern(self, node):
        match node:
            case ast.MatchValue():
                return seq('value', self.expr(node.value))
            case ast.MatchSingleton():
                return seq('value', self.constant(node.value))
            case ast.MatchSequence():
                return seq('seq', *map(self.pattern, node.patterns))
            case ast.MatchStar():
                return seq('*', node.name or '~')
            case ast.MatchMapping():
                entries = [seq(self.expr(k), self.pattern(p)) for k, p in zip(node.keys, node.patterns)]
                return seq('map', *entries, seq('**', node.rest) if node.rest else '')
            case ast.MatchClass():
                keywords = [seq(f'{k}=', self.pattern(p)) for k, p in zip(node.kwd_attrs, node.kwd_patterns)]
                return seq('class', self.expr(node.cls), *map(self.pattern, node.patterns), *keywords)
            case ast.MatchAs(pattern=None, name=None):
                return 'any'
            case ast.MatchAs(pattern=None):
                return seq('capture', node.name)
            case ast.MatchAs():
                return seq('as', self.pattern(node.pattern), node.name)
            case ast.MatchOr():
                return seq('or', *map(self.pattern, node.patterns))
        raise NotImplementedError(node)


def number(value):
    return str(int(value)) if value == int(value) else repr(value)


class Generator:
    """Random statements, mostly operators: their precedence is what a grammar gets wrong."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *options):
        chosen = self.random.choice(options)
        return chosen() if callable(chosen) else chosen

    def statement(self):
        return self.pick(
            lambda: self.tuple(3),
            lambda: f'{self.target()} = {self.tuple(3)}',
            lambda: f'a {self.pick("+=", "**=", "//=", ">>=", "@=")} {self.expr(3)}',
            lambda: f'a.b: {self.expr(2)} = {self.expr(2)}',
            lambda: f'return {self.tuple(3)}',
            lambda: f'for {self.target()} in {self.tuple(2)}: pass',
            lambda: f'if {self.named(3)}:\n  pass\nelif {self.named(2)}:\n  a',
            lambda: f'with {self.expr(2)} as a, {self.expr(2)}: pass',
            lambda: f'with ({self.expr(2)} as a, {self.expr(2)} as b.c): pass',
            lambda: f'f({self.arguments(3)})',
            lambda: f'@{self.expr(2)}\nclass A({self.arguments(2)}): pass',
            lambda: f'match {self.tuple(2)}:\n  case {self.cases(2)}: pass',
        )

    def target(self):
        return self.pick('a', 'a.b', 'a[b, c:]', 'a, *b', '(a, b), [c]', 'a,', '(a)', 'type(a).b', 'a().b')

    def tuple(self, depth):
        items = [self.pick(self.named_or_expr(depth), '*' + self.bitwise(depth)) for _ in range(self.pick(1, 1, 2))]
        return ', '.join(items) + (',' if len(items) > 1 or items[0].startswith('*') else '')

    def named_or_expr(self, depth):
        return lambda: self.expr(depth)

    def named(self, depth):
        return self.pick(lambda: self.expr(depth), lambda: f'(a := {self.expr(depth - 1)})')

    def arguments(self, depth):
        first = [self.pick(lambda: self.expr(depth - 1), lambda: f'*{self.expr(depth - 1)}', f'a := b if c else d')]
        return ', '.join(first + [self.pick(f'k={self.expr(depth - 1)}', f'**{self.expr(depth - 1)}')])

    def expr(self, depth):
        if depth <= 0:
            return self.pick('a', 'b', 'c', 'type', 'match', 'print')
        return self.pick(
            lambda: self.logic(depth),
            lambda: self.logic(depth),
            lambda: f'{self.logic(depth - 1)} if {self.logic(depth - 1)} else {self.expr(depth - 1)}',
            lambda: f'lambda {self.pick("", "x", "*x, y=1")}: {self.expr(depth - 1)}',
        )

    def logic(self, depth):
        if depth <= 0:
            return self.expr(0)
        left = self.pick('', '', 'not ') + self.comparison(depth)
        return left + self.pick('', '', lambda: f' and {self.logic(depth - 1)}', lambda: f' or {self.logic(depth - 1)}')

    def comparison(self, depth):
        left = self.bitwise(depth)
        ops = ('<', '==', 'in', 'not in', 'is', 'is not', '>=')
        return left + self.pick('', '', lambda: f' {self.pick(*ops)} {self.bitwise(depth - 1)}')

    def bitwise(self, depth):
        if depth <= 0:
            return self.expr(0)
        ops = ('+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>', '&', '^')
        return self.pick(
            lambda: self.primary(depth),
            lambda: f'{self.bitwise(depth - 1)} {self.pick(*ops)} {self.bitwise(depth - 1)}',
            lambda: f'{self.bitwise(depth - 1)} {self.pick(*ops)} {self.bitwise(depth - 1)} {self.pick(*ops)} a',
            lambda: self.pick('-', '~', '+') + self.bitwise(depth - 1),
            lambda: f'await {self.primary(depth - 1)}',
        )

    def primary(self, depth):
        if depth <= 0:
            return self.expr(0)
        return self.pick(
            lambda: self.expr(0) + self.pick('.x', f'({self.expr(depth - 1)})', f'[{self.expr(depth - 1)}, ::b]', ''),
            lambda: f'({self.expr(depth - 1)})',
            lambda: f'[{self.tuple(depth - 1)}]',
            lambda: f'{{{self.expr(depth - 1)}: {self.expr(depth - 1)}, **{self.bitwise(depth - 1)}}}',
            lambda: f'[{self.expr(depth - 1)} for {self.target()} in {self.logic(depth - 1)} if {self.logic(depth - 1)}]',
            '1', '2.5', '"s"', 'f"{a!r:>{b}}"', '...', '0x1F',
        )

    def cases(self, depth):
        if depth <= 0:
            return self.pick('1', '_', 'x', '-1.5', '"s"', 'None', 'a.b')
        return self.pick(
            lambda: self.cases(0),
            lambda: f'[{self.cases(depth - 1)}, *_]',
            lambda: f'{self.cases(depth - 1)}, *r',
            lambda: f'({self.cases(depth - 1)})',
            lambda: f'{{"k": {self.cases(depth - 1)}, **rest}}',
            lambda: f'P({self.cases(depth - 1)}, k={self.cases(depth - 1)})',
            lambda: f'1 | {self.cases(0)}',
            lambda: f'({self.cases(depth - 1)}) as n',
        )


def main():
    warnings.simplefilter('ignore')
    sources = (HERE / 'snippets.txt').read_text().split('#---\n')
    generator = Generator(1)
    while len(sources) < RANDOM_SNIPPETS:
        source = generator.statement() + '\n'
        try:
            ast.parse(source)
        except SyntaxError:
            continue
        sources.append(source)
    trees = []
    for source in sources:
        tree = ' '.join(map(Printer().stmt, ast.parse(source).body))
        trees.append({'source': source, 'tree': tree})
    (HERE / 'trees.json').write_text(json.dumps(trees, ensure_ascii=False, indent=2) + '\n')


if __name__ == '__main__':
    main()
