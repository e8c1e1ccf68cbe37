/** Libraries around a training in PyTorch. */
import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { readRecipe, type Training } from '../../src/model/recipe.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { evaluate, run } from '../python/evaluate.ts';

const libraries = [...torchLibraries, ...libraryModules];

const PRELUDE = `
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
model = nn.Linear(20, 2)
optimizer = torch.optim.Adam(model.parameters())
loader = DataLoader(TensorDataset(torch.rand(1000, 20), torch.zeros(1000, dtype=torch.long)), batch_size=10)
`;

function trainingOf(text: string): Training | undefined {
  const { trace } = run(`${PRELUDE}${text}`, { libraries, name: '__main__' });
  return readRecipe(trace.events).trainings[0];
}

const last = (text: string): string => {
  const lines = text.trim().split('\n');
  const expr = lines.pop() ?? '';
  return evaluate(`${lines.join('\n')}\nresult = ${expr}`, { libraries });
};

describe('accelerate', () => {
  const loop = (accelerator: string): string => `
from accelerate import Accelerator
accelerator = ${accelerator}
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
for epoch in range(3):
    model.train()
    for x, y in loader:
        with accelerator.accumulate(model):
            loss = F.cross_entropy(model(x), y)
            accelerator.backward(loss)
            if accelerator.sync_gradients:
                accelerator.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
`;

  it('leaves a training as it is', () => {
    const training = trainingOf(loop('Accelerator()'));
    expect(training?.samples).to.include({ value: 1000 });
    expect(training?.epochs).to.include({ value: 3 });
    expect(training?.batch).to.include({ value: 10 });
    expect(training?.precision).to.equal(null);
  });

  it('sets the precision and accumulates gradients', () => {
    const training = trainingOf(loop("Accelerator(mixed_precision='bf16', gradient_accumulation_steps=4)"));
    expect(training?.epochs).to.include({ value: 3 });
    expect(training?.batch).to.include({ value: 40 });
    expect(training?.precision).to.include({ value: 'bf16' });
  });
});

describe("transformers' Trainer", () => {
  const trained = (settings: string): Training | undefined =>
    trainingOf(`
import random
from transformers import Trainer, TrainingArguments
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(20, 2)
    def forward(self, x, labels):
        return {'loss': F.cross_entropy(self.layer(x), labels)}
class Rows(torch.utils.data.Dataset):
    def __init__(self, count):
        self.count = count
    def __len__(self):
        return self.count
    def __getitem__(self, i):
        return {'x': torch.rand(20), 'labels': torch.tensor(1)}
net = Net()
args = TrainingArguments('out', num_train_epochs=2, per_device_train_batch_size=10, ${settings})
Trainer(model=net, args=args, train_dataset=Rows(1000), eval_dataset=Rows(100)).train()
`);

  it('evaluates as often as its arguments say', () => {
    expect(trained("eval_strategy='steps', eval_steps=50")?.validationSamples).to.include({ value: 400 });
    expect(trained("eval_strategy='epoch'")?.validationSamples).to.include({ value: 200 });
    expect(trained("eval_strategy='no'")?.validationSamples).to.include({ value: 0 });
  });

  it('does not know how often where the arguments are not known', () => {
    for (const settings of [
      "eval_strategy='steps', eval_steps=random.random()",
      "eval_strategy='steps', logging_steps=random.randint(1, 9)",
      'eval_strategy=random.choice(["no", "epoch"])',
      'evaluation_strategy=random.choice(["no", "epoch"])',
    ]) {
      const training = trained(settings);
      expect(training?.epochs).to.include({ value: 2 });
      expect(training?.validationSamples, settings).to.include({ known: false });
    }
  });
});

describe('pandas', () => {
  it('says that a table is in a file', () => {
    const training = trainingOf(`
import pandas as pd
df = pd.read_csv('train.csv')
X = torch.tensor(df.drop(columns=['y']).values, dtype=torch.float32)
y = torch.tensor(df['y'].values)
rows = DataLoader(TensorDataset(X, y), batch_size=32)
for epoch in range(7):
    for a, b in rows:
        optimizer.zero_grad()
        F.cross_entropy(model(a), b).backward()
        optimizer.step()
`);
    expect(training?.epochs).to.include({ value: 7 });
    expect(training?.batch).to.include({ value: 32 });
    expect(training?.samples).to.have.property('reason').that.includes("'train.csv'");
  });

  it('tells what is no table', () => {
    expect(last('import pandas as pd\nisinstance([1], pd.DataFrame)')).to.equal('False');
  });
});

describe('torchaudio', () => {
  it('has recordings of one length', () => {
    const text = `
import torchaudio
data = torchaudio.datasets.SPEECHCOMMANDS('.', download=True, subset='training')
(len(data), data[0][0].shape, data[0][1])`;
    expect(last(text)).to.equal('(84843, torch.Size([1, 16000]), 16000)');
    expect(last("import torchaudio\ntorchaudio.datasets.YESNO('.')[0][0]")).to.include('differ in length');
  });

  it('has spectrograms', () => {
    const T = 'import torch\nimport torchaudio.transforms as T\nx = torch.rand(1, 16000)\n';
    expect(last(`${T}T.MelSpectrogram(16000, n_mels=64)(x).shape`)).to.equal('torch.Size([1, 64, 81])');
    expect(last(`${T}T.Spectrogram(n_fft=512, hop_length=128)(x).shape`)).to.equal(
      'torch.Size([1, 257, 126])',
    );
    expect(last(`${T}T.Resample(16000, 8000)(x).shape`)).to.equal('torch.Size([1, 8000])');
  });
});

describe('torchtext', () => {
  it('knows how many texts there are', () => {
    const text = `
from torch.utils.data import DataLoader
from torchtext.datasets import AG_NEWS
from torchtext.data.functional import to_map_style_dataset
train_iter, test_iter = AG_NEWS()
train = to_map_style_dataset(train_iter)
(len(train), len(DataLoader(train, batch_size=64)), len(to_map_style_dataset(test_iter)))`;
    expect(last(text)).to.equal('(120000, 1875, 7600)');
  });

  it('knows no vocabulary', () => {
    const text = 'from torchtext.vocab import build_vocab_from_iterator\nlen(build_vocab_from_iterator([]))';
    expect(last(text)).to.include('vocabulary');
  });
});
