import { expect } from 'chai';
import type { FunctionDefStmt, Stmt } from '../../../src/python/syntax/ast.ts';
import { parse } from './loadParser.ts';
import { printModule } from './sexpr.ts';

function tree(source: string): string {
  return printModule(parse(source));
}

function functionNamed(source: string, name: string): FunctionDefStmt {
  const search = (body: readonly Stmt[]): FunctionDefStmt | undefined => {
    for (const statement of body) {
      if (statement.kind === 'FunctionDef' && statement.name === name) return statement;
      if (statement.kind !== 'FunctionDef' && statement.kind !== 'ClassDef') continue;
      const found = search(statement.body);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = search(parse(source).statements.map(({ node }) => node));
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

describe('docstrings', () => {
  it('are the first plain string of a module, class or function', () => {
    const source =
      '"""Mod."""\nclass A:\n    "Cls " "two"\n    def f(self):\n        r\'\'\'Fun\\n\'\'\'\n        return 1\n';
    const module = parse(source);
    expect(module.docstring).to.equal('Mod.');
    const [, second] = module.statements;
    expect(second?.node.kind === 'ClassDef' && second.node.docstring).to.equal('Cls two');
    expect(functionNamed(source, 'f').docstring).to.equal('Fun\\n');
  });

  it('are no f-strings, bytes or later strings', () => {
    for (const body of ["f'x'", "b'x'", "1; 'x'", 'pass']) {
      expect(functionNamed(`def f(): ${body}\n`, 'f').docstring).to.equal(null);
    }
  });
});

describe('isGenerator', () => {
  const cases: Readonly<Record<string, boolean>> = {
    'def f(): yield': true,
    'def f():\n  if a:\n    x = yield b': true,
    'def f(): yield from a': true,
    'def f(): return (yield a)': true,
    'def f(): return a': false,
    'def f():\n  def g(): yield\n  return g': false,
    'def f(): return lambda: (yield)': false,
    'def f():\n  class A:\n    x = (yield)\n': true,
  };
  for (const [source, expected] of Object.entries(cases)) {
    it(source.replaceAll('\n', '⏎'), () => {
      expect(functionNamed(source, 'f').isGenerator).to.equal(expected);
    });
  }
});

describe('hasErrors', () => {
  it('is set where a body holds what does not parse, and only there', () => {
    const source =
      'def outer():\n    def bad():\n        x = (\n        return 1\n    return bad\n\ndef good(): pass\n';
    expect(functionNamed(source, 'outer').hasErrors).to.equal(false);
    expect(functionNamed(source, 'bad').hasErrors).to.equal(true);
    expect(functionNamed(source, 'good').hasErrors).to.equal(false);
  });

  it('is set for Python 2 and for a missing body', () => {
    expect(functionNamed('def f():\n    print "x"\n    return 1\n', 'f').hasErrors).to.equal(true);
    expect(functionNamed('def f():\n', 'f').hasErrors).to.equal(true);
    expect(functionNamed('def f(): return 017\n', 'f').hasErrors).to.equal(true);
  });
});

describe('what Python 3 refuses although the grammar takes it', () => {
  const cases: Readonly<Record<string, string>> = {
    'print "x", y': `(error "Missing parentheses in call to 'print': Python 2 code")`,
    'print >>f, x': `(error "Missing parentheses in call to 'print': Python 2 code")`,
    'exec "x = 1"': `(error "Missing parentheses in call to 'exec': Python 2 code")`,
    'raise A, "b"': '(error "invalid syntax: Python 2 code")',
    'try: pass\nexcept A, e: pass': '(error "multiple exception types must be parenthesized")',
    'try: pass\nelse: pass': `(error "expected 'except' or 'finally' block")`,
    'def f((a, b)): pass': '(error "invalid parameter" f)',
    'a <> b': `(expr (error "'<>' is not an operator of Python 3"))`,
    'x = *a': `(= x (error "can't use starred expression here"))`,
    '*a': `(expr (error "can't use starred expression here"))`,
    'return *f(x)': `(return (error "can't use starred expression here"))`,
    'x = **a': '(error "invalid syntax" x)',
    'f(x, *(*a))': `(expr (call f x (* (error "can't use starred expression here"))))`,
    'x := 1': '(error "invalid syntax" x)',
    'a, b += 1': '(error "invalid syntax" a b)',
    'a, b: int = 1': '(error "invalid syntax" a b)',
    '[x, yield y]': '(expr (list x (error "invalid syntax")))',
    'f(a=1, b)': '(expr (call f (a= 1) (error "positional argument follows keyword argument")))',
    'f(**a, *b)': '(expr (call f (** a) (error "positional argument follows keyword argument")))',
    'def f(a=1, b): pass': '(error "invalid parameter" f)',
    'def f(**k, a): pass': '(error "invalid parameter" f)',
    'def f(a, b, a=1): pass': '(error "invalid parameter" f)',
    'def f(a, *a): pass': '(error "invalid parameter" f)',
    'x = lambda a, a: 0': '(= x (error "invalid parameter"))',
    'f(a=1, a=2)': '(expr (call f (a= 1) (a= (error "keyword argument repeated"))))',
    'def f(*a, *b): pass': '(error "invalid parameter" f)',
    'x = lambda *, *b: 0': '(= x (error "invalid parameter"))',
    'def f(a: b:c): pass': '(def f ((a (error "invalid syntax") ~)) (pass))',
    'from a import b.c': '(error "invalid syntax" b)',
    'from a import b,': '(error "invalid syntax" b)',
    'if a:\n    b\n  else:\n    c': '(error "unindent does not match any outer indentation level")',
    'x = `a`': '(= x (error "invalid syntax"))',
    'a = b += 1': '(error "invalid syntax" a b)',
    'x = a as b': '(= x (error "invalid syntax"))',
    '[x for x in a, b]': '(expr (listcomp x (for x (error "invalid syntax"))))',
    'if a:\n': '(if a ((error "expected an indented block")) ())',
    'class A:\n\nx = 1': '(class A () (error "expected an indented block")) (= x 1)',
    'match x:\n': `(error "expected at least one 'case' block")`,
    'x = 1\n  y = 2\nz = 3': '(= x 1) (error "unexpected indent" y) (= z 3)',
    '  x = 1\ny = 2': '(error "unexpected indent" x) (= y 2)',
    'def f():\n  x = 1\n    y = 2\n  z = 3':
      '(def broken f () (= x 1) (error "unexpected indent" y) (= z 3))',
    'class A:\n    x = 1\n  y = 2\n': '(class A () (= x 1)) (error "unexpected indent" y)',
    'if a:\n\tx\n        y\n': '(if a ((expr x) (error "unexpected indent")) ())',
  };
  for (const [source, expected] of Object.entries(cases)) {
    it(source.replaceAll('\n', '⏎'), () => {
      const module = parse(source);
      expect(printModule(module)).to.equal(expected);
      expect(module.errors).to.have.length(1);
    });
  }

  it('keeps Python 3 calls of print and exec, and names that are keywords elsewhere', () => {
    expect(tree('print(x); print; exec(y); match = case = type = _ = 1; async_ = 2')).to.equal(
      '(expr (call print x)) (expr print) (expr (call exec y)) (= match case type _ 1) (= async_ 2)',
    );
  });
});

describe('layout', () => {
  it('reads CRLF, lone CR, tabs, form feeds and a byte order mark like LF and spaces', () => {
    const source = 'class A:\n    def f(self):\n        return 1\n\nx = 2\n';
    const expected = tree(source);
    expect(tree(source.replaceAll('\n', '\r\n'))).to.equal(expected);
    expect(tree(source.replaceAll('\n', '\r'))).to.equal(expected);
    expect(tree(source.replaceAll('    ', '\t'))).to.equal(expected);
    expect(tree(`\ufeff${source}`)).to.equal(expected);
    expect(tree(source.replace('\n\nx', '\n\f\n\fx'))).to.equal(expected);
    expect(tree(source.trimEnd())).to.equal(expected);
  });

  it('takes an empty file, and one of comments', () => {
    expect(parse('').statements).to.deep.equal([]);
    expect(parse('# a\n\n   # b\n').statements).to.deep.equal([]);
  });

  it('takes statements of one word', () => {
    expect(tree('pass\nbreak\ncontinue; pass\nraise\nx\n')).to.equal(
      '(pass) (break) (continue) (pass) (raise ~ ~) (expr x)',
    );
  });

  it('takes several statements on a line', () => {
    expect(tree('a; b = 1; c;')).to.equal('(expr a) (= b 1) (expr c)');
    expect(tree('if a: b; c')).to.equal('(if a ((expr b) (expr c)) ())');
  });

  it('takes long runs of comments in any place', () => {
    const comments = '  # note\n'.repeat(3000);
    expect(tree(`def f():\n${comments}  x\n${comments}y\n`)).to.equal('(def f () (expr x)) (expr y)');
  });
});
