import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { readRecipe, type Recipe, type Training } from '../../src/model/recipe.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import type { Found } from '../../src/units/found.ts';
import { run } from '../python/evaluate.ts';

const PRELUDE = `
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset, random_split
from torchvision import datasets, transforms

class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.fc1 = nn.Linear(784, width)
        self.fc2 = nn.Linear(width, 10)
    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x.flatten(1))))

train_set = datasets.MNIST('data', train=True, transform=transforms.ToTensor())
test_set = datasets.MNIST('data', train=False, transform=transforms.ToTensor())
train_loader = DataLoader(train_set, batch_size=100, shuffle=True)
test_loader = DataLoader(test_set, batch_size=500)
criterion = nn.CrossEntropyLoss()
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

def step(x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
`;

function recipeOf(text: string): Recipe {
  const { trace } = run(`${PRELUDE}${text}`, {
    libraries: [...torchLibraries, ...libraryModules],
    name: '__main__',
  });
  return readRecipe(trace.events);
}

function trainingOf(text: string): Training {
  const { trainings } = recipeOf(text);
  const [training] = trainings;
  if (training === undefined || trainings.length > 1) {
    throw new Error(`${trainings.length} trainings instead of one`);
  }
  return training;
}

const value = (found: Found<unknown> | null): unknown => (found?.known === true ? found.value : null);

function factors({ samples, epochs, batch, steps, validationSamples }: Training): Record<string, unknown> {
  return {
    D: value(samples),
    E: value(epochs),
    B: value(batch),
    steps: value(steps),
    validation: value(validationSamples),
  };
}

describe('readRecipe', () => {
  it('reads a plain training loop', () => {
    expect(
      factors(
        trainingOf(`
for epoch in range(5):
    for x, y in train_loader:
        step(x, y)
`),
      ),
    ).to.deep.equal({ D: 60000, E: 5, B: 100, steps: null, validation: 0 });
  });

  it('says where each factor was found', () => {
    const training = trainingOf(`
for epoch in range(5):
    for x, y in train_loader:
        step(x, y)
`);
    const line = PRELUDE.split('\n').length;
    expect(training.epochs.span?.start.line).to.equal(line);
    expect(training.samples.span?.start.line).to.equal(
      PRELUDE.split('\n').indexOf('train_loader = DataLoader(train_set, batch_size=100, shuffle=True)'),
    );
  });

  const loops: Readonly<Record<string, string>> = {
    while: 'epoch = 0\nwhile epoch < 5:\n    for x, y in train_loader:\n        step(x, y)\n    epoch += 1\n',
    enumerate:
      'for epoch in range(1, 6):\n    for i, (x, y) in enumerate(train_loader):\n        step(x, y)\n',
    tqdm: 'from tqdm import tqdm\nfor epoch in tqdm(range(5)):\n    for x, y in (bar := tqdm(train_loader)):\n        step(x, y)\n        bar.set_postfix(a=1)\n',
    'an index':
      'for epoch in range(5):\n    for batch in train_loader:\n        x, y = batch[0], batch[1]\n        step(x, y)\n',
    'itertools.count':
      'import itertools\nfor epoch in itertools.count():\n    if epoch == 5:\n        break\n    for x, y in train_loader:\n        step(x, y)\n',
    'a function per epoch':
      'def train(loader):\n    for x, y in loader:\n        step(x, y)\nfor _ in range(5):\n    train(train_loader)\n',
  };
  for (const [name, text] of Object.entries(loops)) {
    it(`counts epochs in a loop by ${name}`, () => {
      expect(factors(trainingOf(text))).to.include({ D: 60000, E: 5, B: 100 });
    });
  }

  it('counts the evaluation inside of the training, not the one after it', () => {
    const training = trainingOf(`
def evaluate(loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct
for epoch in range(4):
    model.train()
    for x, y in train_loader:
        step(x, y)
    evaluate(test_loader)
evaluate(test_loader)
`);
    expect(factors(training)).to.include({ E: 4, validation: 40000 });
    const calls = training.stepEvents.filter((event) => event.type === 'enter' && event.className === 'Net');
    expect(calls).to.have.length(1);
  });

  it('counts an evaluation every few epochs as often as it happens', () => {
    const training = trainingOf(`
for epoch in range(10):
    for x, y in train_loader:
        step(x, y)
    if epoch % 5 == 0:
        with torch.no_grad():
            for x, y in test_loader:
                model(x)
`);
    expect(factors(training)).to.include({ E: 10, validation: 20000 });
  });

  it('counts the last, smaller batch of an evaluation by its size', () => {
    const training = trainingOf(`
odd_loader = DataLoader(test_set, batch_size=384)
for epoch in range(2):
    for x, y in train_loader:
        step(x, y)
    with torch.no_grad():
        for x, y in odd_loader:
            model(x)
`);
    expect(factors(training)).to.include({ validation: 20000 });
  });

  it('takes accumulated gradients into the batch', () => {
    const everyFourth = trainingOf(`
for epoch in range(3):
    for i, (x, y) in enumerate(train_loader):
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
`);
    expect(factors(everyFourth)).to.include({ D: 60000, E: 3, B: 400 });
    const innerLoop = trainingOf(`
def get_batch():
    return torch.rand(32, 784), torch.zeros(32, dtype=torch.long)
for it in range(1000):
    for micro in range(5):
        x, y = get_batch()
        loss = criterion(model(x), y)
        loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
`);
    expect(factors(innerLoop)).to.include({ D: null, E: null, B: 160, steps: 1000 });
    const calls = innerLoop.stepEvents.filter(({ type }) => type === 'repeat-begin');
    expect(calls).to.have.length(0);
  });

  it('counts steps where the code has no epochs', () => {
    const bounded = trainingOf(`
step_count = 0
while step_count < 5000:
    x, y = torch.rand(64, 784), torch.zeros(64, dtype=torch.long)
    step(x, y)
    step_count += 1
`);
    expect(factors(bounded)).to.deep.equal({ D: null, E: null, B: 64, steps: 5000, validation: 0 });
    const drawn = trainingOf(`
data = iter(train_loader)
for i in range(300):
    x, y = next(data)
    step(x, y)
`);
    expect(factors(drawn)).to.include({ E: null, B: 100, steps: 300 });
  });

  it('sees an epoch that is cut short', () => {
    const cut = trainingOf(`
for epoch in range(2):
    for i, (x, y) in enumerate(train_loader):
        if i >= 50:
            break
        step(x, y)
`);
    expect(factors(cut)).to.include({ D: 5000, E: 2, B: 100 });
    const sliced = trainingOf(`
import itertools
for epoch in range(2):
    for x, y in itertools.islice(train_loader, 30):
        step(x, y)
`);
    expect(factors(sliced)).to.include({ D: 3000, E: 2, B: 100 });
  });

  it('follows an iterator over the loader to its end', () => {
    const byHand = trainingOf(`
for epoch in range(3):
    batches = iter(train_loader)
    while True:
        try:
            x, y = next(batches)
        except StopIteration:
            break
        step(x, y)
`);
    expect(value(byHand.epochs)).to.equal(3);
    expect(factors(byHand)).to.include({ D: 60000, B: 100 });
    const restarted = trainingOf(`
batches = iter(train_loader)
for i in range(2000):
    try:
        x, y = next(batches)
    except StopIteration:
        batches = iter(train_loader)
        x, y = next(batches)
    step(x, y)
`);
    expect(factors(restarted)).to.include({ B: 100, steps: 2000 });
  });

  it('follows zip, cycle and ranges beside a loader', () => {
    const zipped = trainingOf(`
small = DataLoader(test_set, batch_size=100)
for epoch in range(2):
    for (x, y), (u, _) in zip(small, train_loader):
        step(x, y)
`);
    expect(factors(zipped)).to.include({ D: 10000, E: 2, B: 100 });
    const bounded = trainingOf(`
for i, (x, y) in zip(range(40), train_loader):
    step(x, y)
`);
    expect(factors(bounded)).to.include({ D: 4000, E: 1 });
    const cycled = trainingOf(`
import itertools
for i, (x, y) in enumerate(itertools.cycle(train_loader)):
    if i == 900:
        break
    step(x, y)
`);
    expect(factors(cycled)).to.include({ D: 60000, E: null, B: 100, steps: 900 });
  });

  it('keeps D before drop_last and after splits', () => {
    const training = trainingOf(`
part, rest = random_split(train_set, [50000, 10000])
loader = DataLoader(part, batch_size=96, drop_last=True)
for epoch in range(2):
    for x, y in loader:
        step(x, y)
`);
    expect(factors(training)).to.include({ D: 50000, E: 2, B: 96 });
  });

  it('lists two phases of one model', () => {
    const { trainings } = recipeOf(`
def train(epochs):
    for epoch in range(epochs):
        for x, y in train_loader:
            step(x, y)
train(3)
for p in model.fc1.parameters():
    p.requires_grad = False
train(7)
`);
    expect(trainings.map((training) => value(training.epochs))).to.deep.equal([3, 7]);
    expect(new Set(trainings.map(({ model }) => model.serial)).size).to.equal(1);
  });

  it('tells the models of a GAN apart by the weights that each optimiser updates', () => {
    const { trainings } = recipeOf(`
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(100, 784)
    def forward(self, z):
        return self.net(z)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(784, 1)
    def forward(self, x):
        return self.net(x.flatten(1))
G, D = Generator(), Discriminator()
optG = torch.optim.Adam(G.parameters())
optD = torch.optim.Adam(D.parameters())
bce = nn.BCEWithLogitsLoss()
for epoch in range(25):
    for x, _ in train_loader:
        ones, zeros = torch.ones(x.size(0), 1), torch.zeros(x.size(0), 1)
        optD.zero_grad()
        bce(D(x), ones).backward()
        fake = G(torch.randn(x.size(0), 100))
        bce(D(fake.detach()), zeros).backward()
        optD.step()
        optG.zero_grad()
        bce(D(fake), ones).backward()
        optG.step()
`);
    const found = trainings.map((training) => [training.model.className, value(training.epochs)]);
    expect(found).to.have.deep.members([
      ['Discriminator', 25],
      ['Generator', 25],
    ]);
    const generator = trainings.find(({ model }) => model.className === 'Generator');
    const entered = generator?.stepEvents.flatMap((event) =>
      event.type === 'enter' ? [event.className] : [],
    );
    expect(entered).to.include('Generator').and.not.include('Discriminator');
  });

  it('does not take a frozen teacher for the model that is trained', () => {
    const training = trainingOf(`
teacher = Net(64).eval()
for epoch in range(6):
    for x, y in train_loader:
        with torch.no_grad():
            target = teacher(x)
        optimizer.zero_grad()
        F.mse_loss(model(x), target).backward()
        optimizer.step()
`);
    expect(factors(training)).to.deep.equal({ D: 60000, E: 6, B: 100, steps: null, validation: 0 });
    expect(training.optimizer?.name).to.equal('SGD');
  });

  it('looks through wrappers of the model', () => {
    const training = trainingOf(`
parallel = nn.DataParallel(model)
for epoch in range(2):
    for x, y in train_loader:
        optimizer.zero_grad()
        criterion(parallel(x), y).backward()
        optimizer.step()
`);
    expect(training.model.className).to.equal('Net');
  });

  it('joins the parts of one model that the program calls one by one', () => {
    const text = `
class Auto(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(784, 32)
        self.decoder = nn.Linear(32, 784)
auto = Auto()
opt = torch.optim.Adam(auto.parameters())
for epoch in range(2):
    for x, _ in train_loader:
        flat = x.flatten(1)
        opt.zero_grad()
        F.mse_loss(auto.decoder(auto.encoder(flat)), flat).backward()
        opt.step()
`;
    const script = run(`${PRELUDE}${text}`, {
      libraries: [...torchLibraries, ...libraryModules],
      name: '__main__',
    });
    const auto = script.get('auto');
    if (typeof auto !== 'object' || auto === null || auto.kind !== 'object') throw new Error('no model');
    const root = { serial: auto.serial, className: 'Auto' };
    const { trainings } = readRecipe(script.trace.events, (module) =>
      module.className === 'Linear' ? root : module,
    );
    expect(trainings.map(({ model }) => model)).to.deep.equal([root]);
    expect(trainings.map((training) => value(training.epochs))).to.deep.equal([2]);
  });

  it('counts loops without a data set by their batches', () => {
    const training = trainingOf(`
X, Y = torch.rand(1000, 784), torch.zeros(1000, dtype=torch.long)
for epoch in range(20):
    permutation = torch.randperm(1000)
    for i in range(0, 1000, 50):
        index = permutation[i:i + 50]
        step(X[index], Y[index])
`);
    expect(factors(training)).to.include({ D: 1000, E: 20, B: 50 });
  });

  it('takes a loop that makes the models for a search', () => {
    const { trainings, searches } = recipeOf(`
for lr in [0.1, 0.01, 0.001]:
    for width in [16, 32]:
        net = Net(16)
        opt = torch.optim.SGD(net.parameters(), lr=lr)
        for epoch in range(4):
            for x, y in train_loader:
                opt.zero_grad()
                criterion(net(x), y).backward()
                opt.step()
`);
    expect(searches.map(({ tool, trials }) => [tool, value(trials)])).to.deep.equal([['loop', 6]]);
    expect(trainings).to.have.length(1);
    expect(trainings.map(factors)).to.deep.equal([{ D: 60000, E: 4, B: 100, steps: null, validation: 0 }]);
  });

  it('does not take folds for candidates', () => {
    const { trainings, searches } = recipeOf(`
from sklearn.model_selection import KFold
import numpy as np
from torch.utils.data import Subset
for lr in [0.1, 0.01]:
    for fold, (train_index, test_index) in enumerate(KFold(n_splits=5, shuffle=True).split(np.arange(len(train_set)))):
        net = Net()
        opt = torch.optim.SGD(net.parameters(), lr=lr)
        loader = DataLoader(Subset(train_set, train_index), batch_size=100)
        for epoch in range(3):
            for x, y in loader:
                opt.zero_grad()
                criterion(net(x), y).backward()
                opt.step()
`);
    expect(
      searches.map(({ tool, trials, fitsPerTrial }) => [tool, value(trials), value(fitsPerTrial)]),
    ).to.deep.equal([['cross-validation', 2, 5]]);
    expect(trainings.map(factors)).to.deep.equal([{ D: 48000, E: 3, B: 100, steps: null, validation: 0 }]);
  });

  it('says why a factor is not known', () => {
    const training = trainingOf(`
import json
config = json.load(open('config.json'))
loader = DataLoader(datasets.ImageFolder('photos', transform=transforms.Compose([transforms.Resize((28, 28)), transforms.Grayscale(), transforms.ToTensor()])), batch_size=8)
for epoch in range(config['epochs']):
    for x, y in loader:
        step(x, y)
`);
    expect(factors(training)).to.include({ D: null, E: null, B: 8 });
    expect(training.samples).to.have.property('reason').that.includes("'photos'");
    expect(training.epochs).to.have.property('reason').that.includes('config.json');
  });

  it('does not take the iterations before an error for all of them', () => {
    const epochs = (loop: string, end: string): string => {
      const { trainings } = recipeOf(`
${loop}:
    for x, y in train_loader:
        step(x, y)
    ${end}
`);
      const found = trainings.map((one) => one.epochs);
      return found.map((one) => (one.known ? `${one.value}: ${one.detail}` : one.reason)).join('; ');
    };
    expect(epochs('for epoch in range(12)', "{}['loss']")).to.match(/^12: .*at most: .*KeyError/);
    expect(epochs('while True', "{}['loss']")).to.match(/^running this raised KeyError/);
    expect(epochs('for epoch in range(12)', "if epoch == 7: {}['loss']")).to.match(/^running this raised/);
    expect(epochs('for epoch in range(12)', 'if epoch == 7: exit()')).to.match(/^8: /);
    const handled = "try:\n        {}['loss']\n    except KeyError:\n        pass";
    expect(epochs('for epoch in range(12)', handled)).to.match(
      /^12: iterations of the loop around the data$/,
    );
  });

  it('takes the precision that is in force while the model runs', () => {
    const training = trainingOf(`
scaler = torch.cuda.amp.GradScaler()
for epoch in range(2):
    for x, y in train_loader:
        optimizer.zero_grad()
        with torch.autocast('cuda', dtype=torch.bfloat16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
`);
    expect(value(training.precision)).to.equal('bf16');
    expect(value(training.epochs)).to.equal(2);
  });
});
