import { expect } from 'chai';
import { evaluate, run } from '../evaluate.ts';

const parser = (body: string): string =>
  `import argparse\np = argparse.ArgumentParser()\np.add_argument('--a')\np.add_argument('--b', default=None)\nargs = p.parse_args()\n${body}`;

describe('what a script demands of its command line', () => {
  it('is given where it raises without it', () => {
    const code = parser(
      "if args.a is None and args.b is None:\n    raise ValueError('a or b')\nresult = args.a",
    );
    expect(evaluate(code)).to.equal('<unknown: a is given on the command line, and has no default>');
    expect(run(code).trace.events.map((event) => event.type === 'assume' && event.text)).to.include(
      'a, b: given on the command line, which the script demands',
    );
  });

  it('is given where it is used as a path', () => {
    const code = parser("import os\nresult = os.path.join(vars(args)['a'], 'x')");
    expect(evaluate(code)).to.equal(
      '<unknown: a path is given on the command line: --a, --b have no default>',
    );
    const caught =
      "import os\ntry:\n    result = os.path.join(args.a, 'x')\nexcept TypeError:\n    result = 2";
    expect(evaluate(parser(caught))).to.equal('2');
    expect(evaluate("import os\nresult = os.path.join(None, 'x')")).to.contain(
      'running this raised TypeError',
    );
  });

  it('is given where it asserts that it is there', () => {
    expect(evaluate(parser("assert args.a is not None, 'a'\nresult = 3"))).to.equal('3');
  });

  it('is given where nothing else is left', () => {
    const chain =
      "if args.a:\n    result = 1\nelif args.b:\n    result = 2\nelse:\n    raise ValueError('neither')";
    expect(evaluate(parser(chain))).to.equal('2');
  });

  it('is given where it names an entry of a table', () => {
    expect(evaluate(parser("result = {'x': 1}[args.a]"))).to.equal(
      '<unknown: a is given on the command line, and has no default>',
    );
    expect(evaluate(parser('result = {None: 1}[args.a]'))).to.equal('1');
    const caught = "try:\n    result = {'x': 1}[None]\nexcept KeyError:\n    result = 2";
    expect(evaluate(parser(caught))).to.equal('2');
  });

  it('is given where it is used as what None is not', () => {
    expect(evaluate(parser("result = args.a.split('.')[-1]"))).to.equal(
      '<unknown: a is given on the command line, and has no default>',
    );
    expect(evaluate(parser('result = args.a.__class__.__name__'))).to.equal("'NoneType'");
    const plain = "x = None\ntry:\n    result = x.split('.')\nexcept AttributeError:\n    result = 2";
    expect(evaluate(parser(plain))).to.equal('2');
  });

  it('is given where a variable has it', () => {
    const inFunction = (body: string): string =>
      evaluate(
        parser(
          `def main():\n    name = args.a if args.a else args.b\n    other = None\n${body}\n    return name\nresult = main()`,
        ),
      );
    const given = '<unknown: a is given on the command line, and has no default>';
    expect(inFunction("    if not name:\n        raise ValueError('none')")).to.equal(given);
    expect(inFunction("    if name is None:\n        raise ValueError('none')")).to.equal(given);
    expect(inFunction('    if other is None:\n        raise ValueError')).to.include('raised ValueError');
    expect(inFunction('    if name is not None:\n        raise ValueError')).to.equal('None');
  });

  it('is only what it was not given: a check of anything else is one', () => {
    const code = parser(
      "try:\n    if args.a is None or 1 > 0:\n        raise ValueError\nexcept ValueError:\n    result = 'raised'",
    );
    expect(evaluate(code)).to.equal("'raised'");
  });
});
