/**
 * The energies of the command on programs as people write them, beside those that the calibration works out of its tables
 * of launches, and beside what was measured.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import * as v from 'valibot';
import { ecnasRows } from '../../scripts/calibrate/ecnas.ts';
import { evaluationRows, type EvaluationRow } from '../../scripts/calibrate/evaluations.ts';
import type { Measurement } from '../../scripts/calibrate/measurement.ts';
import { median } from '../../scripts/calibrate/statistics.ts';
import { TIMM, timmRows } from '../../scripts/calibrate/timm.ts';
import { sideOf, TORCHVISION } from '../../scripts/features/applications.ts';
import { DEFAULTS } from '../../src/catalog/defaults.ts';
import { passCost } from '../../src/cost/passCost.ts';
import { restPower } from '../../src/cost/platform.ts';
import { footprintSchema, type Figure, type Footprint } from '../../src/footprint/schema.ts';
import { outputIn } from '../golden/cli.ts';
import { fetchCorpus } from './corpora.ts';

let folder = '';
let packages: readonly string[] = [];
/** The analyser keeps what it has read of a file. */
let written = 0;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wattlens-energies-'));
  packages = (['keras', 'torchvision'] as const).map((name) => fileURLToPath(fetchCorpus(name)));
});
after(() => {
  rmSync(folder, { recursive: true });
});

/** What one of these programs is asked with. */
interface Program {
  readonly id: string;
  readonly text: string;
  readonly device: string;
  readonly batch?: number;
}

const answerSchema = v.object({ id: v.string(), models: v.array(footprintSchema) });

/** The one model of each program, by the command. */
async function estimated(programs: readonly Program[]): Promise<ReadonlyMap<string, Footprint>> {
  const requests = programs.map(({ id, text, device, batch }) => {
    const file = `program${written++}.py`;
    writeFileSync(path.join(folder, file), text);
    return JSON.stringify({ id, file, device, ...(batch === undefined ? {} : { batch }) });
  });
  writeFileSync(path.join(folder, 'requests.jsonl'), requests.join('\n'));
  const found = packages.flatMap((one) => ['--search-path', one]);
  const out = await outputIn(folder, ['estimate', '--requests', 'requests.jsonl', ...found]);
  return new Map(
    out
      .trim()
      .split('\n')
      .map((line) => {
        const { id, models } = v.parse(answerSchema, JSON.parse(line));
        const [model] = models;
        if (model === undefined || models.length > 1) throw new Error(`${id}: ${models.length} models`);
        return [id, model];
      }),
  );
}

function valueOf(figure: Figure | undefined): number {
  return figure !== undefined && 'value' in figure && figure.value !== null ? figure.value : NaN;
}

/** Energy and time of a row by the coefficients of the catalogue, the machine around the device included. */
function byRow({ passes, platform, repeats }: Measurement): {
  readonly energy: number;
  readonly time: number;
} {
  const cost = passCost(passes.flat(), platform);
  return { energy: cost.energy * repeats, time: cost.time * repeats };
}

const kerasEvaluation = (network: string): string => `import numpy as np
from keras.applications import ${network}

model = ${network}(weights=None)
images = np.random.rand(320, ${sideOf(network)}, ${sideOf(network)}, 3).astype("float32")
model.predict(images, batch_size=32)
`;

const torchEvaluation = (network: string): string => `import torch
from torchvision.models import ${TORCHVISION[network] ?? ''}

model = ${TORCHVISION[network] ?? ''}().eval()
with torch.no_grad():
    model(torch.rand(32, 3, ${sideOf(network)}, ${sideOf(network)}))
`;

describe('energies of evaluations', function () {
  this.timeout(180_000);

  let footprints: ReadonlyMap<string, Footprint> = new Map();
  const rows = [...evaluationRows('gpu'), ...evaluationRows('cpu')];
  const idOf = ({ set, id }: EvaluationRow): string => `${set}: ${id}`;
  const sets = [...new Set(rows.map(({ set }) => set))];

  before(async () => {
    footprints = await estimated(
      rows.map((row) => ({
        id: idOf(row),
        device: row.platform.device.id,
        text: row.framework === 'keras' ? kerasEvaluation(row.id) : torchEvaluation(row.id),
        batch: row.batch,
      })),
    );
  });

  /** Board and processor were measured: memory, the rest and the supply are those of the model. */
  function atTheWall({ energy, time, platform }: EvaluationRow): number {
    const { coefficients } = platform;
    const memory = coefficients.host.memoryGB.value * DEFAULTS.dramWattsPerGB.value;
    const around = (memory + restPower(platform)) * (time ?? NaN);
    return ((energy ?? NaN) + around) / coefficients.machine.supply.value;
  }

  for (const set of sets) {
    const own = rows.filter((row) => row.set === set);

    it(`${set}: those of the calibration`, () => {
      for (const row of own) {
        const { inference } = footprints.get(idOf(row)) ?? {};
        const expected = byRow(row);
        expect(inference?.batch.value, row.id).to.equal(row.batch);
        expect(valueOf(inference?.itEnergy) / expected.energy, row.id).to.be.closeTo(1, 2e-3);
        expect(valueOf(inference?.time) / expected.time, row.id).to.be.closeTo(1, 2e-3);
      }
    });

    it(`${set}: no data centre is put around a machine of one's own`, () => {
      for (const row of own) {
        const { inference } = footprints.get(idOf(row)) ?? {};
        expect(inference?.pue.value).to.equal(1);
        expect(valueOf(inference?.energy)).to.equal(valueOf(inference?.itEnergy));
      }
    });

    it(`${set}: within 25 % of what was measured, in the median`, () => {
      const errors = own.map((row) => {
        const energy = valueOf(footprints.get(idOf(row))?.inference.energy);
        return Math.abs(energy / atTheWall(row) - 1);
      });
      expect(median(errors)).to.be.below(0.25);
    });
  }
});

/** A network of EC-NAS whose cells are chains of operations, as Keras code: vertex by vertex as wide as the cell. */
const chainTraining = (kinds: readonly number[]): string => `import keras
from keras import layers

(x_train, y_train), _ = keras.datasets.cifar10.load_data()


def conv_bn_relu(x, channels, size):
    x = layers.Conv2D(channels, size, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)


def cell(x, channels):
    x = conv_bn_relu(x, channels, 1)
    for kind in ${JSON.stringify(kinds)}:
        if kind == 2:
            x = layers.MaxPooling2D(3, strides=1, padding="same")(x)
        else:
            x = conv_bn_relu(x, channels, 3 if kind == 0 else 1)
    return x


inputs = keras.Input((32, 32, 3))
x = conv_bn_relu(inputs, 128, 3)
for stack in range(3):
    if stack > 0:
        x = layers.MaxPooling2D(2)(x)
    for _ in range(3):
        x = cell(x, 128 * 2**stack)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, layers.Dense(10)(x))
model.compile(
    keras.optimizers.RMSprop(0.1, momentum=0.9),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
model.fit(x_train[:40000], y_train[:40000], batch_size=256, epochs=4)
`;

const STEPS = 100;

/** Chains of EC-NAS, by their operations: 3 × 3 and 1 × 1 convolutions, pooling. */
const CHAINS: Readonly<Record<string, readonly number[]>> = {
  '278a65c91e279624407615a84f3282c4': [1, 1],
  '3835552b2806f980e414bef37786ea06': [2, 0],
  '53cee42601ad14d661bb6878031d6acb': [2],
  '163cb99587091a31ca73763dda936b86': [0, 2, 0],
  '18e7e3d39b5b57052ca70818bd8382e4': [0, 0, 1],
  '6047adcded92b5d8126a9cc34054624b': [1, 0, 0],
};

describe('energies of trainings', function () {
  this.timeout(120_000);

  it('cells of EC-NAS as a program of Keras: those of the calibration, steps as measured', async () => {
    const rows = ecnasRows().filter(({ id }) => CHAINS[id] !== undefined);
    expect(rows).to.have.length(Object.keys(CHAINS).length);
    const footprints = await estimated(
      rows.map(({ id }) => ({ id, device: 'Quadro RTX 6000', text: chainTraining(CHAINS[id] ?? []) })),
    );
    for (const row of rows) {
      const { training } = footprints.get(row.id) ?? {};
      const expected = byRow(row);
      // The program has a loss, the table has none.
      expect(valueOf(training?.energy) / expected.energy, row.id).to.be.closeTo(1, 1e-2);
      expect(valueOf(training?.time) / expected.time, row.id).to.be.closeTo(1, 1e-2);
      expect(valueOf(training?.time) / (row.time ?? NaN), row.id).to.be.closeTo(1, 0.25);
    }
  });

  it('ResNet-50 as a program of PyTorch: those of the calibration', async () => {
    const row = timmRows(TIMM.training).rows.find(({ id }) => id === 'resnet50');
    const footprints = await estimated([
      {
        id: 'resnet50',
        device: 'RTX 3090',
        text: `import torch
from torchvision.models import resnet50

model = resnet50().cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
criterion = torch.nn.CrossEntropyLoss()
scaler = torch.amp.GradScaler()
images = torch.rand(512, 3, 224, 224).cuda()
labels = torch.randint(0, 1000, (512,)).cuda()
for step in range(${STEPS}):
    optimizer.zero_grad()
    with torch.autocast("cuda", dtype=torch.float16):
        loss = criterion(model(images), labels)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
`,
      },
    ]);
    const { training } = footprints.get('resnet50') ?? {};
    if (row === undefined) throw new Error('timm has no ResNet-50');
    const expected = byRow(row);
    expect(training?.precision.value).to.equal('fp16');
    expect(valueOf(training?.energy) / STEPS / expected.energy).to.be.closeTo(1, 2e-2);
    expect(valueOf(training?.time) / STEPS / expected.time).to.be.closeTo(1, 2e-2);
    expect(valueOf(training?.time) / STEPS / (row.time ?? NaN)).to.be.closeTo(1, 0.25);
  });
});
