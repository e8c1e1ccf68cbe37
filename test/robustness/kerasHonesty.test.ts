import { expect } from 'chai';
import type { Footprint } from '../../src/footprint/schema.ts';
import { analyse, newAnalyser } from './analyse.ts';

const HEAD = 'import keras\nfrom keras import layers\nfrom nowhere import Base, helper, make, WIDTH\n\n';

function sequential(...lines: readonly string[]): string {
  const all = ['keras.Input((8,))', 'layers.Dense(4)', ...lines].map((line) => `    ${line},`);
  return `${HEAD}model = keras.Sequential([\n${all.join('\n')}\n])\n`;
}

function functional(lines: readonly string[]): string {
  return `${HEAD}x = inputs = keras.Input((8,))\nx = layers.Dense(4)(x)\n${lines.join('\n')}\nmodel = keras.Model(inputs, x)\n`;
}

function subclassed(constructor: readonly string[], call: readonly string[] = []): string {
  return `${HEAD}
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(4)
${constructor.map((line) => `        ${line}`).join('\n')}

    def call(self, x):
        x = self.dense(x)
${call.map((line) => `        ${line}`).join('\n')}
        return x


model = Net()
model.build((None, 8))
`;
}

async function only(text: string): Promise<Footprint | undefined> {
  const { footprints, problems } = await analyse(await newAnalyser(), text);
  expect(problems.filter(({ code }) => code === 'internal')).to.deep.equal([]);
  return footprints[0];
}

const KNOWN: readonly (readonly [what: string, text: string])[] = [
  ['a sequential model', sequential()],
  ['a functional model', functional([])],
  ['a subclassed model', subclassed([])],
];

const UNKNOWABLE: readonly (readonly [what: string, text: string])[] = [
  ['an unknown layer in a list', sequential('make()')],
  ['a layer of unknown width', sequential('layers.Dense(WIDTH)')],
  [
    'unknown layers added in a loop',
    `${sequential()}for i in range(WIDTH):\n    model.add(layers.Dense(4))\n`,
  ],
  ['a model that unknown code was handed', `${sequential()}helper(model)\n`],
  ['an unknown call in a graph', functional(['x = helper(x)'])],
  ['a layer of a class that is not there in a graph', functional(['x = Base()(x)'])],
  [
    'a model whose last layer cannot be added',
    `${HEAD}model = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.Conv2D(4, 3)])\n`,
  ],
  [
    'a layer of another framework',
    `${HEAD}model = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.TorchModuleWrapper(make())])\n`,
  ],
  [
    'a layer that lies in a file',
    `${HEAD}model = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.TFSMLayer('saved')])\n`,
  ],
  [
    'layers of JAX and Flax',
    `${HEAD}model = keras.Sequential([keras.Input((8,)), layers.JaxLayer(make), layers.FlaxLayer(make()), layers.Dense(4)])\n`,
  ],
  ['an unknown member', subclassed(['self.extra = make()'])],
  ['an unknown member that is called', subclassed(['self.extra = make()'], ['x = self.extra(x)'])],
  ['an unknown step', subclassed([], ['x = helper(x)'])],
  ['an unknown number of layers', subclassed(['self.parts = [layers.Dense(4) for _ in range(WIDTH)]'])],
];

describe('what cannot be known of a Keras model', function () {
  this.timeout(60_000);

  for (const [what, text] of KNOWN) {
    it(`is not said of ${what} without it`, async () => {
      const found = await only(text);
      expect([found?.completeness.level, found?.params, found?.macs]).to.deep.equal(['exact', 36, 32]);
    });
  }

  for (const [what, text] of UNKNOWABLE) {
    it(`is never called exact: ${what}`, async () => {
      const found = await only(text);
      expect(found?.completeness.level).to.not.equal('exact');
    });
  }
});
