import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { evaluate } from '../python/evaluate.ts';

function lora(config: string, result: string): string {
  const text = `
import torch
from torch import nn
from peft import LoraConfig, get_peft_model
class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(20, 200)
        self.second = nn.Linear(200, 200)
        self.out = nn.Linear(200, 2)
    def forward(self, x):
        return self.out(self.second(self.first(x)))
model = get_peft_model(Mlp(), LoraConfig(${config}))
trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
every = sum(p.numel() for p in model.parameters())
result = ${result}`;
  return evaluate(text, { libraries: [...torchLibraries, ...libraryModules] });
}

describe('peft', () => {
  const base = 20 * 200 + 200 + 200 * 200 + 200 + 200 * 2 + 2;

  it('adds r · (in + out) trained parameters beside each layer and freezes the rest', () => {
    const adapters = 4 * (20 + 200) + 4 * (200 + 200);
    expect(lora("r=4, target_modules=['first', 'second']", '(trained, every)')).to.equal(
      `(${adapters}, ${base + adapters})`,
    );
  });

  it('takes a pattern, all linear layers, and layers that are trained as they are', () => {
    expect(lora("r=2, target_modules='.*ond'", 'trained')).to.equal(`${2 * 400}`);
    const all = 8 * (220 + 400 + 202);
    expect(lora("target_modules='all-linear'", 'trained')).to.equal(`${all}`);
    expect(lora("r=1, target_modules=['first'], modules_to_save=['out']", 'trained')).to.equal(
      `${220 + 402}`,
    );
    expect(lora("r=1, target_modules=['first'], bias='all'", 'trained')).to.equal(`${220 + 402}`);
  });

  it('computes what the model computed, through the wrapper', () => {
    expect(lora("target_modules=['first'], task_type='SEQ_CLS'", 'model(torch.rand(3, 20)).shape')).to.equal(
      'torch.Size([3, 2])',
    );
    expect(lora("target_modules=['first'], task_type='SEQ_CLS'", 'type(model).__name__')).to.equal(
      "'PeftModelForSequenceClassification'",
    );
  });
});
