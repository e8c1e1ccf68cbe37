import { expect } from 'chai';
import { parse } from './loadParser.ts';
import { printModule } from './sexpr.ts';

/** The tree of one expression statement. */
function tree(source: string): string {
  return printModule(parse(source)).replace(/^\(expr (.*)\)$/s, '$1');
}

function check(cases: Readonly<Record<string, string>>): void {
  for (const [source, expected] of Object.entries(cases)) {
    it(source.replaceAll('\n', '⏎'), () => {
      expect(tree(source)).to.equal(expected);
    });
  }
}

describe('numbers', () => {
  check({
    '1_000': '1000',
    '0x_Ff': '255',
    '0o17': '15',
    '0b1_01': '5',
    '00': '0',
    '9007199254740991': '9007199254740991',
    '9007199254740993': '9007199254740993',
    '0xFFFFFFFFFFFFFFFFFF': '4722366482869645213695',
    '1e3': '(float 1000)',
    '1_0.5': '(float 10.5)',
    '.5': '(float 0.5)',
    '1.': '(float 1)',
    '2.5j': '(imaginary 2.5)',
    '1J': '(imaginary 1)',
    '017': '(error "invalid number")',
    '10L': '(error "invalid number")',
  });

  it('are bigint exactly beyond 2^53', () => {
    const values = ['9007199254740991', '9007199254740992'].map((source) => {
      const [statement] = parse(source).statements;
      const value = statement?.node.kind === 'ExprStmt' ? statement.node.value : null;
      return value?.kind === 'Constant' && value.literal.type === 'int' ? typeof value.literal.value : null;
    });
    expect(values).to.deep.equal(['number', 'bigint']);
  });

  it('of more digits than CPython takes are errors', () => {
    expect(tree('9'.repeat(4300))).to.equal('9'.repeat(4300));
    expect(tree('9'.repeat(4301))).to.equal('(error "invalid number")');
  });
});

describe('strings', () => {
  check({
    [String.raw`'\a\b\f\n\r\t\v\\\'\"'`]: JSON.stringify('\x07\b\f\n\r\t\v\\\'"'),
    [String.raw`'\x41\101\0\1234'`]: JSON.stringify('AA\0S4'),
    [String.raw`'\u00e9\U0001F600'`]: '"é😀"',
    [String.raw`'\q\8'`]: JSON.stringify('\\q\\8'),
    [String.raw`'\N{BULLET}'`]: '"\ufffd"',
    [String.raw`r'\n\''`]: JSON.stringify("\\n\\'"),
    [String.raw`R"""\x"""`]: JSON.stringify('\\x'),
    "'a\\\nb'": '"ab"',
    "'''a\r\nb'''": JSON.stringify('a\nb'),
    "'a\\\r\nb'": '"ab"',
    "u'x' \"y\" '''z'''": '"xyz"',
    [String.raw`b'\x00\xff\n\u0041'`]: `b${JSON.stringify('\0\xff\n\\u0041')}`,
    [String.raw`Rb'\n' b'x'`]: `b${JSON.stringify('\\nx')}`,
    "b'é'": '(error "bytes can only contain ASCII and whole escapes")',
    "b'a' 'b'": '(error "cannot mix bytes and nonbytes literals")',
    [String.raw`'\x4'`]: '(error "invalid escape sequence")',
    [String.raw`'\\x4 \\user'`]: JSON.stringify('\\x4 \\user'),
    [String.raw`'C:\users'`]: '(error "invalid escape sequence")',
    [String.raw`r'C:\users'`]: JSON.stringify('C:\\users'),
    [String.raw`b'\users \x4'`]: '(error "bytes can only contain ASCII and whole escapes")',
    [String.raw`f'{a}\x4'`]: '(error "invalid escape sequence")',
    "t'a'": '(error "invalid string prefix \'t\'")',
  });
});

describe('f-strings', () => {
  check({
    "f'a{b}c'": '(f "a" {b} "c")',
    "f'{b!r:>{w}.{p}f}'": '(f {b !r (spec ">" {w} "." {p} "f")})',
    "f'{b=}'": '(f {b ="b=" !r})',
    "f'{ b = !s}'": '(f {b =" b = " !s})',
    "f'{b=:5}'": '(f {b ="b=" (spec "5")})',
    "f'{{}}{b}}}'": '(f "{}" {b} "}")',
    [String.raw`rf'\n{b}' f'\n'`]: String.raw`(f "\\n" {b} "\n")`,
    "'a' f'{b}' 'c' f'd'": '(f "a" {b} "cd")',
    "f'x'": '(f "x")',
    "f''": '(f)',
    "f'{a, b}'": '(f {(tuple a b)})',
    "f'{x:=10}'": '(f {x (spec "=10")})',
    "f'{(x:=10)}'": '(f {(:= x 10)})',
    'f\'{d["k"]!a}\'': '(f {([] d "k") !a})',
    'f"{d["k"]}"': '(f {([] d "k")})',
    "f'{x:%H:%M}'": '(f {x (spec "%H:%M")})',
    [String.raw`f'{x:\t>4}'`]: String.raw`(f {x (spec "\t>4")})`,
    "f'{a != b}'": '(f {(cmp a != b)})',
    "f'''{\na}'''": '(f {a})',
  });
});

describe('operators that the grammar itself groups otherwise', () => {
  check({
    'a & b ^ c': '(^ (& a b) c)',
    'a ^ b & c': '(^ a (& b c))',
    'a & (b ^ c)': '(& a (^ b c))',
    'a ^ b & c ^ d | e': '(| (^ (^ a (& b c)) d) e)',
    'await x ** 2': '(** (await x) 2)',
    'await (x ** 2)': '(await (** x 2))',
    '(a := b if c else d)': '(:= a (if c b d))',
    '((a := b) if c else d)': '(if c (:= a b) d)',
    '*a + b, c': '(tuple (* (+ a b)) c)',
    '*a.b(c)[d], e': '(tuple (* ([] (call (. a b) c) d)) e)',
    'f(*a or b)': '(call f (* (or a b)))',
    'x = *[1, 2], 3': '(= x (tuple (* (list 1 2)) 3))',
    'x = *-a, *"b", *f(c)': '(= x (tuple (* (- a)) (* "b") (* (call f c))))',
    'type(self).x = 1': '(= (. (call type self) x) 1)',
    'a = b; type (x)[0] = 1': '(= a b) (= ([] (call type x) 0) 1)',
  });
});

describe('subscripts and calls', () => {
  check({
    'x[a]': '([] x a)',
    'x[a,]': '([] x (tuple a))',
    'x[a, b:c, ::d, ...]': '([] x (tuple a (slice b c ~) (slice ~ ~ d) ...))',
    'x[:]': '([] x (slice ~ ~ ~))',
    'x[a:b:c]': '([] x (slice a b c))',
    'x[*a]': '([] x (tuple (* a)))',
    'f(a, *b, k=c, **d)': '(call f a (* b) (k= c) (** d))',
    'f(x for x in y)': '(call f (generatorexp x (for x y)))',
    'print(a, file=b)': '(call print a (file= b))',
    'exec(a)': '(call exec a)',
  });
});

describe('names', () => {
  it('are compared in normal form', () => {
    expect(tree('ﬁle.ﬁx')).to.equal('(. file fix)');
  });
});
