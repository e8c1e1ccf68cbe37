import { expect } from 'chai';
import type { FunctionDefStmt, ParsedModule, Stmt } from '../../../src/python/syntax/ast.ts';
import { parse } from './loadParser.ts';
import { printModule } from './sexpr.ts';

const COUNT = 20;

/** Twenty functions; the k-th has a broken line in its middle. */
function functions(k: number, broken: string, indent = ''): string {
  return Array.from({ length: COUNT }, (_, index) => {
    const lines = [
      `def f${index}(x, y=1):`,
      `    """Doc ${index}."""`,
      '    z = [x, (y, 2)]',
      ...(index === k ? broken.split('\n').map((line) => `    ${line}`) : []),
      '    w = {',
      "        'a': z,",
      '    }',
      '    return g(w)',
      '',
      '',
    ];
    return lines.map((line) => (line === '' ? line : indent + line)).join('\n');
  }).join('\n');
}

function functionsOf(body: readonly Stmt[]): FunctionDefStmt[] {
  return body.filter((statement) => statement.kind === 'FunctionDef');
}

function nodes(module: ParsedModule): Stmt[] {
  return module.statements.map(({ node }) => node);
}

const BROKEN_LINES = [
  'v = foo(z', 'v = [z, (1, 2)', 'v = {z: 1,', 'v = foo(z))', 'v = foo(z,\n    1', 'v = z.', 'v =', 'v = """abc',
  '"""', "v = 'abc", 'v = f"{z', 'for i in', 'if z', 'with open(z) as:', 'self.v = foo(', 'return foo(', 'class',
  'import', 'else:', 'v = lambda', 'v = foo(z\nu = bar(1)',
]; // prettier-ignore

describe('one broken line', () => {
  for (const broken of BROKEN_LINES) {
    it(`${broken.replaceAll('\n', '⏎')} costs its own statement and no function`, () => {
      for (let k = 0; k < COUNT; k++) {
        const module = parse(functions(k, broken));
        const found = functionsOf(nodes(module));
        expect(module.statements).to.have.length(COUNT);
        expect(found.map(({ name }) => name)).to.deep.equal(Array.from({ length: COUNT }, (_, i) => `f${i}`));
        expect(found.filter(({ hasErrors }) => hasErrors).map(({ name }) => name)).to.deep.equal([`f${k}`]);
        const body = found[k]?.body.map(({ kind }) => kind) ?? [];
        expect(body.filter((kind) => kind === 'ErrorStmt')).to.have.length(1);
        expect(body.slice(0, 2)).to.deep.equal(['ExprStmt', 'Assign']);
        expect(body.at(-1)).to.equal('Return');
      }
    });
  }

  it('in a method costs neither the class nor its other methods', () => {
    for (const broken of BROKEN_LINES) {
      for (const k of [0, 7, COUNT - 1]) {
        const [node, after] = nodes(parse(`class A(B):\n${functions(k, broken, '    ')}\nx = 1\n`));
        const methods = node?.kind === 'ClassDef' ? functionsOf(node.body) : [];
        expect(methods.filter(({ hasErrors }) => !hasErrors)).to.have.length(COUNT - 1);
        expect(methods[k]?.hasErrors).to.equal(true);
        expect(after?.kind).to.equal('Assign');
      }
    }
  });

  it('in a head costs the one function', () => {
    for (const head of ['def f(x, y=1:', 'def f(x', 'def f', 'def (x):', 'def f(x)']) {
      for (let k = 0; k < COUNT; k++) {
        const module = parse(functions(-1, '').replace(`def f${k}(x, y=1):`, head));
        const whole = functionsOf(nodes(module)).filter(({ hasErrors }) => !hasErrors);
        expect(whole).to.have.length(COUNT - 1);
      }
    }
  });
});

describe('errors', () => {
  it('have absolute places, and statements relative ones', () => {
    const module = parse('x = 1\n\n\ndef f():\n    a = 1\n    b = foo(\n    return a\n');
    expect(module.errors).to.deep.equal([
      { at: { line: 5, character: 4, endLine: 5, endCharacter: 12 }, message: "'(' was never closed" },
    ]);
    const [, broken] = functionsOf(nodes(module))[0]?.body ?? [];
    expect(broken?.at).to.deep.equal({ line: 2, character: 4, endLine: 2, endCharacter: 12 });
  });

  it('leave the places of what surrounds them as they are', () => {
    const source = (line: string): string =>
      `class A:\n    def f(self):\n        if a:\n            ${line}\n        else:\n            return 2\n`;
    const whole = nodes(parse(source('b = 1')))[0];
    const broken = nodes(parse(source('b = (')))[0];
    if (whole?.kind !== 'ClassDef' || broken?.kind !== 'ClassDef') throw new Error('no class');
    expect(broken.at).to.deep.equal(whole.at);
    expect(broken.body[0]?.at).to.deep.equal(whole.body[0]?.at);
    expect(functionsOf(broken.body)[0]?.body[0]?.at).to.deep.equal(functionsOf(whole.body)[0]?.body[0]?.at);
  });

  it('name what is wrong with brackets and strings', () => {
    const messages = ['x = [1', 'x = 1)', 'x = "a', 'x = y z'].map(
      (source) => parse(source).errors[0]?.message,
    );
    expect(messages).to.deep.equal([
      "'[' was never closed",
      "unmatched ')'",
      'unterminated string',
      'invalid syntax',
    ]);
  });
});

describe('broken compound statements', () => {
  const cases: Readonly<Record<string, string>> = {
    'if a:\n    b = (\nelif c:\n    d\nelse:\n    e\n': `(if a ((error "'(' was never closed" b)) ((if c ((expr d)) ((expr e)))))`,
    'try:\n    a b\nexcept E as e:\n    c\nfinally:\n    d e\n':
      '(try ((error "invalid syntax")) (except E e ((expr c))) (else) (finally (error "invalid syntax")))',
    'for i in range(3):\n    x = [i\n    y = 1\n': `(for i (call range 3) ((error "'[' was never closed" x) (= y 1)) ())`,
    'with a as b:\n    c d\n': '(with ((a b)) ((error "invalid syntax")))',
    'match a:\n    case 1:\n        b c\n    case _:\n        d\n':
      '(match a (case (value 1) ~ ((error "invalid syntax"))) (case any ~ ((expr d))))',
    '@dec(1)\n@dec2\nasync def f(a,\n            b=2):\n    yield a\n    c d\n':
      '(@(call dec 1) @dec2 async-def generator broken f (a (b ~ 2)) (expr (yield a)) (error "invalid syntax"))',
    'if __name__ == "__main__":\n    a = 1\n    b = foo(\n    main()\n': `(if (cmp __name__ == "__main__") ((= a 1) (error "'(' was never closed" b) (expr (call main))) ())`,
    'def f():\n    def g():\n        x (\n    return g\n': `(def f () (def broken g () (error "'(' was never closed")) (return g))`,
    'x = foo(\ny = 2\nz = bar(\n1,\n)\n': `(error "'(' was never closed" x) (= y 2) (= z (call bar 1))`,
  };
  for (const [source, expected] of Object.entries(cases)) {
    it(source.replaceAll('\n', '⏎'), () => {
      expect(printModule(parse(source))).to.equal(expected);
    });
  }
});

describe('a syntax error on every tenth line', () => {
  const block = `class Block(nn.Module):
    def __init__(self, in_channels, out_channels=64, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1)
        self.layers = nn.ModuleList([nn.Linear(d, d) for d in (128, 256)])
        if stride != 1:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride=stride),
                nn.BatchNorm2d(out_channels),
            )
        else:
            self.downsample = None

    def forward(self, x):
        identity = x
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.conv2(out)
        if self.downsample is not None:
            identity = self.downsample(x)
        return F.relu(out + identity)


`;
  const source = block
    .repeat(10)
    .split('\n')
    .flatMap((line, index) =>
      index % 10 === 5 ? [`${/^ */.exec(line)?.[0] ?? ''}oops = foo(1, [`, line] : [line],
    )
    .join('\n');

  it('leaves every class and method, and most statements', () => {
    const module = parse(source);
    const classes = nodes(module).filter((node) => node.kind === 'ClassDef');
    expect(classes).to.have.length(10);
    for (const node of classes) {
      expect(functionsOf(node.body).map(({ name }) => name)).to.deep.equal(['__init__', 'forward']);
    }
    const broken = source.split('\n').flatMap((line, index) => (line.includes('oops') ? [index] : []));
    for (const line of broken) {
      expect(module.errors.some(({ at }) => at.line <= line && line <= at.endLine)).to.equal(true);
    }
    const lost = module.errors.reduce((total, { at }) => total + at.endLine - at.line + 1, 0);
    expect(lost).to.be.at.most(2 * broken.length);
  });
});
