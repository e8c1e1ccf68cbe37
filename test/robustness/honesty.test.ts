import { expect } from 'chai';
import type { Footprint } from '../../src/footprint/schema.ts';
import { analyse, newAnalyser } from './analyse.ts';

const HEAD = 'import os\nimport torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n';

/** A model around some lines of its constructor and of its forward pass, after lines of its own. */
function program(before: string, constructor: readonly string[], forward: readonly string[] = []): string {
  return `${HEAD}${before}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
${constructor.map((line) => `        ${line}`).join('\n')}

    def forward(self, x):
        x = self.fc(x)
${forward.map((line) => `        ${line}`).join('\n')}
        return x
`;
}

async function net(text: string): Promise<Footprint> {
  const { footprints, problems } = await analyse(await newAnalyser(), text);
  const found = footprints.find(({ name }) => name === 'Net');
  if (found === undefined) throw new Error(`no Net: ${problems.map(({ message }) => message).join('; ')}`);
  return found;
}

const MISSING = 'from nowhere import Base, helper, make, WIDTH\n';
const DERIVED = `${MISSING}
class Part(Base):
    def __init__(self):
        super().__init__()
`;

/** What nobody can know from the file alone: whatever is counted, it must not be called exact. */
const UNKNOWABLE: readonly (readonly [what: string, text: string])[] = [
  ['a member made by a package that is not there', program(MISSING, ['self.extra = make()'])],
  ['a member of a class that is not there', program(MISSING, ['self.extra = Base()'])],
  ['a member whose base class is not there', program(DERIVED, ['self.extra = Part()'])],
  ['a list of these', program(DERIVED, ['self.parts = nn.ModuleList([Part(), Part()])'])],
  ['a member under a name that is unknown', program(MISSING, ['setattr(self, WIDTH, nn.Linear(5, 5))'])],
  ['a layer of unknown width', program(MISSING, ['self.extra = nn.Linear(4, WIDTH)'])],
  [
    'an unknown number of layers',
    program(MISSING, [
      'self.parts = nn.ModuleList()',
      'for i in range(WIDTH):',
      '    self.parts.append(nn.Linear(4, 4))',
    ]),
  ],
  [
    'a layer that depends on the environment',
    program('', ["if os.environ.get('BIG') == '1':", '    self.extra = nn.Linear(4, 4)']),
  ],
  ['a constructor that hands itself to unknown code', program(MISSING, ['helper(self)'])],
  ['an unknown operation', program(MISSING, [], ['x = helper(x)'])],
  [
    'a step that depends on the data',
    program('', [], ['if x.sum() > 0:', '    x = F.linear(x, torch.ones(9, 4))']),
  ],
  [
    'an unknown number of steps',
    program(MISSING, [], ['for i in range(WIDTH):', '    x = x @ torch.ones(4, 4)']),
  ],
  ['an attribute of torch that does not exist', program('', [], ['x = torch.no_such_operation(x)'])],
  ['parameters added by unknown code', program(MISSING, ['self.scale = nn.Parameter(helper(3))'])],
  [
    'a width chosen by unknown code',
    program(`${MISSING}if helper():\n    SIZE = 5\nelse:\n    SIZE = 7\n`, [
      'self.extra = nn.Linear(4, SIZE)',
    ]),
  ],
  ['a model that unknown code was handed', `${program(MISSING, [])}\n\nmodel = Net()\nhelper(model)\n`],
  ['a forward pass that unknown code replaced', `${program(MISSING, [])}\n\nNet.forward = helper\n`],
  ['a class that an unknown decorator made', program(MISSING, []).replace('class Net', '@helper\nclass Net')],
  [
    'a forward pass that an unknown decorator wraps',
    program(MISSING, []).replace('    def forward', '    @helper\n    def forward'),
  ],
  [
    'a class with a mixin that is not there',
    program(MISSING, []).replace('(nn.Module)', '(Base, nn.Module)'),
  ],
  ['a hook of unknown code', program(MISSING, ['self.fc.register_forward_hook(helper)'])],
  ['code that is made up at run time', program(MISSING, ['exec(helper())'])],
  ['a layer that is changed by unknown code', program(MISSING, ['self.fc = helper(self.fc)'])],
  ['broken code in the constructor', program('', ['self.extra = nn.Linear(4,, 4)'])],
  ['broken code in the forward pass', program('', [], ['x = = x'])],
];

describe('what cannot be known', function () {
  this.timeout(60_000);

  it('is not said of a model without it', async () => {
    const { completeness, params, macs } = await net(program('', []));
    expect({ completeness, params, macs }).to.deep.equal({
      completeness: { level: 'exact', reasons: [] },
      params: 16,
      macs: 12,
    });
  });

  for (const [what, text] of UNKNOWABLE) {
    it(`is never called exact: ${what}`, async () => {
      const { completeness } = await net(text);
      expect(completeness.level).to.not.equal('exact');
      expect(completeness.reasons).to.not.be.empty;
    });
  }
});
