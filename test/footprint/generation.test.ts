/** Language models token by token, and sampling loops: closed forms of work, and what is never claimed. */
import { expect } from 'chai';
import * as v from 'valibot';
import type { Overrides } from '../../src/config/configuration.ts';
import { Decoding } from '../../src/cost/decoding.ts';
import type { Kernel } from '../../src/cost/kernel.ts';
import { discover } from '../../src/discover/discover.ts';
import type { DecoderAnalysis, ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import { footprintSchema, type Figure, type Footprint } from '../../src/footprint/schema.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { hoverMarkdown } from '../../src/report/markdown.ts';
import { given } from '../../src/units/found.ts';
import { parser } from '../python/evaluate.ts';

const LAYERS = 2;
const WIDTH = 64;
const HEADS = 4;
const VOCABULARY = 500;
const FLOAT = 4;

const GPT = `
import torch
import torch.nn as nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, width, heads, longest):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        self.register_buffer('mask', torch.tril(torch.ones(longest, longest)).view(1, 1, longest, longest))
    def forward(self, x):
        B, T, C = x.shape
        q, k, v = [part.view(B, T, self.heads, C // self.heads).transpose(1, 2) for part in self.qkv(x).split(C, dim=2)]
        ATTENTION
        x = x + self.out(y.transpose(1, 2).reshape(B, T, C))
        return x + self.down(F.relu(self.up(x)))

class GPT(nn.Module):
    def __init__(self, longest=LONGEST):
        super().__init__()
        self.longest = longest
        self.tokens = nn.Embedding(${VOCABULARY}, ${WIDTH})
        self.places = nn.Embedding(longest, ${WIDTH})
        self.blocks = nn.ModuleList([Block(${WIDTH}, ${HEADS}, longest) for _ in range(${LAYERS})])
        self.head = nn.Linear(${WIDTH}, ${VOCABULARY}, bias=False)
    def forward(self, ids):
        B, T = ids.shape
        assert T <= self.longest
        x = self.tokens(ids) + self.places(torch.arange(T))
        for block in self.blocks:
            x = block(x)
        return self.head(x)
    @torch.no_grad()
    def generate(self, ids, new):
        for _ in range(new):
            logits = self(ids[:, -self.longest:])
            ids = torch.cat((ids, logits[:, -1].argmax(-1, keepdim=True)), dim=1)
        return ids
`;
const WRITTEN_OUT = `scores = (q @ k.transpose(-2, -1)) / (C // self.heads) ** 0.5
        scores = scores.masked_fill(self.mask[:, :, :T, :T] == 0, float('-inf'))
        y = F.softmax(scores, dim=-1) @ v`;
const FUSED = 'y = F.scaled_dot_product_attention(q, k, v, is_causal=True)';
const BOTH_WAYS = 'y = F.scaled_dot_product_attention(q, k, v)';

function gpt(attention: string, longest = 4096): string {
  return GPT.replace('ATTENTION', attention).replace('LONGEST', String(longest));
}

function analysed(text: string): ModelAnalysis {
  const { models, problems } = discover(
    { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], parser },
    { frameworks, libraries: createRegistry() },
  );
  expect(problems).to.deep.equal([]);
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  return model;
}

function decoderOf(text: string): DecoderAnalysis {
  const { decoder } = analysed(text);
  if (decoder === undefined || decoder === null) throw new Error('it is not seen that this decodes');
  return decoder;
}

function footprintOf(text: string, overrides: Overrides = {}): Footprint {
  const { footprint } = buildFootprint(analysed(text), {
    device: given('RTX-3090', 'flag', '--device'),
    mode: given('eager', 'flag', '--mode'),
    ...overrides,
  });
  v.parse(footprintSchema, footprint);
  return footprint;
}

function value(figure: Figure | undefined): number {
  if (figure === undefined || figure.value === null) throw new Error('not known');
  return figure.value;
}

const total = (kernels: readonly Kernel[], of: (kernel: Kernel) => number): number =>
  kernels.reduce((sum, kernel) => sum + kernel.count * of(kernel), 0);

/** Weights that a token passes through once each. */
const WEIGHTS = LAYERS * 12 * WIDTH ** 2 + VOCABULARY * WIDTH;

describe('a language model that decodes', () => {
  for (const [name, attention] of [
    ['written out', WRITTEN_OUT],
    ['fused', FUSED],
  ] as const) {
    describe(`with attention ${name}`, () => {
      const { short, long, vocabulary } = decoderOf(`${gpt(attention)}model = GPT()\n`);
      const decoding = new Decoding(short, long, null);

      it('is known by its mask, its tokens and its vocabulary', () => {
        expect(vocabulary).to.equal(VOCABULARY);
      });

      it('multiplies by each weight once for a new token, and by keys and values of the context', () => {
        for (const context of [1, 100, 1000]) {
          const macs = total(decoding.decode(context), (kernel) => kernel.macs);
          expect(macs).to.be.closeTo(WEIGHTS + LAYERS * 2 * context * WIDTH, 1e-6 * macs);
        }
      });

      it('reads each weight once for a new token', () => {
        const read = total(decoding.decode(300), ({ weightBytes }) => weightBytes);
        expect(read).to.be.closeTo(FLOAT * WEIGHTS, 1);
      });

      it('reads one more key and value in each layer for each token before', () => {
        const moved = (context: number): number =>
          total(decoding.decode(context), ({ activationBytes }) => activationBytes);
        const more = (moved(900) - moved(400)) / 500;
        const cache = FLOAT * LAYERS * 2 * WIDTH;
        expect(more).to.be.at.least(0.999 * cache);
        if (attention === FUSED) expect(more).to.be.closeTo(cache, 1e-6 * cache);
      });

      it('runs over a prompt as the forward pass does', () => {
        for (const tokens of [64, 777]) {
          const macs = total(decoding.prefill(tokens), (kernel) => kernel.macs);
          expect(macs).to.be.closeTo(tokens * WEIGHTS + LAYERS * 2 * tokens ** 2 * WIDTH, 1e-6 * macs);
        }
      });
    });
  }

  it('is one that encodes where every position sees all others', () => {
    expect(analysed(`${gpt(BOTH_WAYS)}model = GPT()\n`).decoder).to.equal(null);
  });

  it('is none where what comes out is no vocabulary', () => {
    const text = gpt(FUSED).replace(
      `nn.Linear(${WIDTH}, ${VOCABULARY}, bias=False)`,
      `nn.Linear(${WIDTH}, 7)`,
    );
    expect(analysed(`${text}model = GPT()\n`).decoder).to.equal(null);
  });

  it('is run over no more tokens than it takes', () => {
    const { long, isCut } = decoderOf(`${gpt(WRITTEN_OUT, 96)}model = GPT()\n`);
    expect([long.tokens, isCut]).to.deep.equal([96, true]);
    const { decoding } = footprintOf(`${gpt(WRITTEN_OUT, 96)}model = GPT()\n`).inference;
    expect([decoding?.promptTokens.value, decoding?.newTokens.value]).to.deep.equal([48, 48]);
    expect(decoding?.promptTokens.source).to.contain('the model takes 96 tokens');
  });

  it('has prompt and new tokens as said, else as assumptions that are listed', () => {
    const text = `${gpt(FUSED)}model = GPT()\n`;
    const told = footprintOf(text, {
      promptTokens: given(200, 'flag', '--prompt-tokens'),
      newTokens: given(50, 'flag', '--new-tokens'),
    });
    const { decoding } = told.inference;
    const names = (footprint: Footprint): string[] => footprint.assumptions.map(({ name }) => name);
    expect([decoding?.promptTokens.value, decoding?.newTokens.value]).to.deep.equal([200, 50]);
    expect(names(told)).to.not.include.members(['promptTokens']);
    expect(names(footprintOf(text))).to.include.members(['promptTokens', 'newTokens']);
    expect(value(decoding?.energy)).to.be.closeTo(
      value(decoding?.prefillEnergy) + 49 * value(decoding?.energyPerToken),
      1e-9 * value(decoding?.energy),
    );
  });

  it('has the tokens that the code asks for, where a library generates them', () => {
    const library = new Map([
      ['file:///lib/transformers/__init__.py', 'from .generation.utils import GenerationMixin\n'],
      ['file:///lib/transformers/generation/__init__.py', ''],
      [
        'file:///lib/transformers/generation/utils.py',
        'class GenerationMixin:\n    def generate(self, inputs=None, **kwargs):\n        raise NotImplementedError\n',
      ],
    ]);
    const own = gpt(FUSED)
      .replace('class GPT(nn.Module):', 'class GPT(nn.Module, GenerationMixin):')
      .replace(/    @torch\.no_grad\(\)[^]*$/, '');
    const asked = (call: string) =>
      decodingOf(`from transformers import GenerationMixin\n${own}model = GPT()\n${call}\n`);
    const decodingOf = (text: string) => {
      const { models } = discover(
        {
          uri: 'file:///w/main.py',
          text,
          files: { get: (uri) => library.get(uri) ?? null },
          searchPath: ['file:///lib'],
          parser,
        },
        { frameworks, libraries: createRegistry() },
      );
      const [model] = models;
      if (model === undefined) throw new Error('no model');
      return buildFootprint(model, {}).footprint.inference.decoding;
    };
    const told = asked('model.generate(torch.zeros((1, 33), dtype=torch.long), max_new_tokens=100)');
    expect([told?.promptTokens.value, told?.newTokens.value]).to.deep.equal([33, 100]);
    expect(told?.newTokens.range).to.not.equal(undefined);
    const encoded = asked('import tokens\nmodel.generate(**tokens.of("text"), max_new_tokens=50)');
    expect(encoded?.newTokens.value).to.equal(50);
    expect(encoded?.promptTokens.source).to.contain('default');
  });

  it('is shown with its tokens in the hover', () => {
    expect(hoverMarkdown(footprintOf(`${gpt(FUSED)}model = GPT()\n`))).to.contain('Per generated token');
  });

  it('is not told of a model whose loop is built for one length', () => {
    const keras = `
import keras
from keras import layers
inputs = layers.Input((80,), dtype='int32')
x = layers.Embedding(1000, 32)(inputs)
x = layers.MultiHeadAttention(2, 16)(x, x, use_causal_mask=True)
model = keras.Model(inputs, layers.Dense(1000)(x))
`;
    expect(analysed(keras).decoder).to.equal(null);
    expect(analysed(keras.replace('(80,)', '(None,)')).decoder?.vocabulary).to.equal(1000);
  });

  it('does not depend on the length that the forward pass was tried with', () => {
    const model = analysed(`${gpt(FUSED)}model = GPT()\n`);
    const overrides: Overrides = {
      device: given('RTX-3090', 'flag', '--device'),
      mode: given('eager', 'flag', '--mode'),
    };
    const bandsOf = (alternativeMacs: readonly number[]): unknown =>
      buildFootprint({ ...model, alternativeMacs }, overrides).footprint.inference.decoding?.energy;
    expect(bandsOf([1])).to.deep.equal(bandsOf([]));
  });
});

const DENOISER = `
import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
    def forward(self, x, t):
        return self.conv(x) * t.view(-1, 1, 1, 1)
model = Net()
`;
const DENOISING = `
@torch.no_grad()
def sample(count, steps):
    x = torch.randn(count, 3, 32, 32)
    for i in reversed(range(steps)):
        x = x - model(x, torch.full((count,), i))
    return x
`;

describe('a loop that samples', () => {
  it('costs as many passes as it has steps', () => {
    const { sampling = [] } = footprintOf(`${DENOISER}${DENOISING}sample(16, 1000)\n`).inference;
    const [loop] = sampling;
    expect(sampling).to.have.length(1);
    expect([loop?.passes.value, loop?.samples.value]).to.deep.equal([1000, 16]);
    const single = footprintOf(`${DENOISER}${DENOISING}sample(16, 500)\n`).inference.sampling?.[0];
    expect(value(loop?.energy)).to.be.closeTo(2 * value(single?.energy), 1e-9 * value(loop?.energy));
  });

  it('does not depend on the inputs that the forward pass was tried with', () => {
    const model = analysed(`${DENOISER}${DENOISING}sample(16, 1000)\n`);
    const bandsOf = (alternativeMacs: readonly number[]): unknown =>
      buildFootprint({ ...model, alternativeMacs }, {}).footprint.inference.sampling?.[0]?.energy;
    expect(bandsOf([1])).to.deep.equal(bandsOf([]));
  });

  it('is told where the code generates tokens without a cache', () => {
    const text = `${gpt(FUSED)}model = GPT()\nmodel.eval()\nmodel.generate(torch.zeros((1, 5), dtype=torch.long), 100)\n`;
    const { sampling = [], decoding } = footprintOf(text).inference;
    expect(sampling.map(({ passes }) => passes.value)).to.deep.equal([100]);
    expect(decoding).to.not.equal(undefined);
  });

  it('is counted once where it lies in another loop', () => {
    const text = `${DENOISER}${DENOISING}for _ in range(3):\n    sample(4, 50)\n`;
    const { sampling = [] } = footprintOf(text).inference;
    expect(sampling.map(({ passes }) => passes.value)).to.deep.equal([50]);
  });

  it('is not known where its number of steps is not', () => {
    const text = `${DENOISER}${DENOISING}import sys\nsample(4, int(open('steps').read()))\n`;
    const { sampling = [] } = footprintOf(text).inference;
    for (const { passes, energy } of sampling) {
      expect(passes.value).to.equal(null);
      expect(energy.value).to.equal(null);
    }
  });

  it('is none where the loop trains', () => {
    const text = `${DENOISER}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for i in range(100):
    x = torch.randn(8, 3, 32, 32)
    model(x, torch.full((8,), i)).mean().backward()
    optimizer.step()
    optimizer.zero_grad()
`;
    expect(footprintOf(text).inference.sampling).to.equal(undefined);
  });
});
