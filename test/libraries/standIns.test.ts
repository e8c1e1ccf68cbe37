import { expect } from 'chai';
import { listKnownModels } from '../../src/catalog/knownModels.ts';
import { listPretrained } from '../../src/catalog/pretrained.ts';
import { discover } from '../../src/discover/discover.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

function discovered(text: string): DiscoverResult {
  const request = {
    uri: 'file:///w/main.py',
    text,
    files: { get: () => null },
    searchPath: [],
    parser,
  };
  return discover(request, { frameworks, libraries: createRegistry() });
}

function modelsOf(text: string): readonly ModelAnalysis[] {
  return discovered(text).models;
}

/** `[name, level, parameters, MACs, input]` of every model. */
function figures(text: string): unknown[] {
  return modelsOf(text).map(({ name, completeness, params, inference }) => [
    name,
    completeness.level,
    params,
    inference?.graph.work.macs,
    inference?.inputs.map(({ shape }) => shape.join('x')).join(', '),
  ]);
}

describe('models whose source is not installed', () => {
  it('have the figures of the catalogue, estimated', () => {
    expect(figures('import torchvision\nm = torchvision.models.resnet50()')).to.deep.equal([
      ['resnet50', 'estimated', 25_557_032, 4_089_184_256, '1x3x224x224'],
    ]);
    expect(
      figures("import timm\nm = timm.create_model('vit_base_patch16_224.augreg_in21k', pretrained=True)"),
    ).to.deep.equal([['vit_base_patch16_224', 'estimated', 86_567_656, 17_563_828_224, '1x3x224x224']]);
    expect(
      figures("from transformers import AutoModel\nm = AutoModel.from_pretrained('bert-base-uncased')"),
    ).to.deep.equal([['BertModel', 'estimated', 109_482_240, 11_174_215_680, '1x128']]);
  });

  it('have weights in the type that they are loaded in', () => {
    const loading = (type: string): string =>
      `import torch\nfrom transformers import AutoModel\nm = AutoModel.from_pretrained('bert-base-uncased'${type})`;
    const notesOf = (type: string): string =>
      discovered(loading(type))
        .notes.map(({ text }) => text)
        .join();
    const typesOf = (type: string): (string | undefined)[] =>
      modelsOf(loading(type)).flatMap(({ inference }) =>
        (inference?.graph.layers ?? []).flatMap(({ ops }) =>
          ops.flatMap(({ event }) => event.weights.map(({ dtype }) => dtype)),
        ),
      );
    expect(typesOf('')).to.deep.equal(['float32']);
    expect(typesOf(', torch_dtype=torch.float16')).to.deep.equal(['float16']);
    expect(typesOf(", dtype='bfloat16'")).to.deep.equal(['bfloat16']);
    expect(typesOf(', torch_dtype="auto"')).to.deep.equal(['float32']);
    expect(notesOf('')).to.not.match(/type that the weights/);
    expect(notesOf(", torch_dtype='auto'")).to.match(
      /the type that the weights are loaded in is not known: they are counted in single precision/,
    );
  });

  it('name the source of the figures', () => {
    const [model] = modelsOf('from torchvision.models import resnet18\nm = resnet18(weights=None)');
    expect(model?.completeness.reasons.map(({ text }) => text)).to.deep.equal([
      'the source of torchvision is not installed: parameters and multiplications of resnet18 are those of torchvision 0.14.1, every ATen operation counted by PyTorch 1.13 on meta tensors (2022)',
    ]);
  });

  it('lend their input to the model that holds them', () => {
    const code = [
      'import torch.nn as nn, torchvision',
      'class Classifier(nn.Module):',
      '    def __init__(self):',
      '        super().__init__()',
      '        self.backbone = torchvision.models.resnet50(weights="DEFAULT")',
      '        self.backbone.fc = nn.Linear(self.backbone.fc.in_features, 10)',
      '    def forward(self, x):',
      '        return self.backbone(x)',
    ].join('\n');
    expect(figures(code)).to.deep.equal([
      ['Classifier', 'estimated', 25_557_032, 4_089_184_256, '1x3x224x224'],
    ]);
  });

  it('are scaled to another batch and size, and say so', () => {
    const code =
      'import torch, torchvision\nm = torchvision.models.resnet50()\nx = torch.randn(1, 3, 448, 448)\nclass Twice(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.m = m\n    def forward(self, x):\n        return self.m(torch.nn.functional.interpolate(x, scale_factor=2))\nt = Twice()\nt(torch.randn(2, 3, 224, 224))';
    const model = modelsOf(code).find(({ name }) => name === 'Twice');
    expect(model?.inference?.graph.work.macs).to.equal(4 * 4_089_184_256);
    expect(model?.completeness.reasons.map(({ text }) => text).join()).to.include('grow with its input');
  });

  it('are unknown where the catalogue has none', () => {
    const code =
      "from transformers import AutoModel, BertModel, BertConfig\na = AutoModel.from_pretrained('nobody/nothing')\nb = BertModel(BertConfig())\nprint(a, b)";
    expect(figures(code)).to.deep.equal([]);
  });

  it('are many', () => {
    expect(listKnownModels().length).to.be.greaterThan(90);
    expect(listPretrained().length).to.be.greaterThan(40);
  });
});
