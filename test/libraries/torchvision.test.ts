import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { evaluate, run } from '../python/evaluate.ts';

const PRELUDE = `
import torch
import torchvision
from torchvision import datasets, transforms
from PIL import Image
`;
const libraries = [...torchLibraries, ...libraryModules];

/** `repr` of the last line's expression. */
function vision(text: string): string {
  const lines = text.trim().split('\n');
  const last = lines.pop() ?? '';
  return evaluate(`${PRELUDE}${lines.join('\n')}\nresult = ${last}`, { libraries });
}

describe('torchvision.datasets', () => {
  const lengths: readonly (readonly [expr: string, length: number])[] = [
    ["datasets.MNIST('data', train=True, download=True)", 60000],
    ["datasets.MNIST('data', train=False)", 10000],
    ["datasets.FashionMNIST(root='data')", 60000],
    ["datasets.EMNIST('data', split='letters', train=False)", 20800],
    ["datasets.CIFAR10('.', False)", 10000],
    ["torchvision.datasets.CIFAR100(root='./data', train=True)", 50000],
    ["datasets.SVHN('.', split='extra')", 531131],
    ["datasets.STL10('.', split='train+unlabeled')", 105000],
    ["datasets.ImageNet('.', 'val')", 50000],
    ["datasets.OxfordIIITPet('.')", 3680],
    ["datasets.Omniglot('.', background=False)", 13180],
    ["datasets.VOCSegmentation('.', image_set='trainval')", 2913],
    ["datasets.CocoDetection('train2017', 'annotations/instances_train2017.json')", 118287],
    ['datasets.FakeData(size=120)', 120],
  ];
  for (const [expr, length] of lengths) {
    it(`len(${expr}) is ${length}`, () => {
      expect(vision(`len(${expr})`)).to.equal(String(length));
    });
  }

  it('does not know how many images a folder holds', () => {
    expect(vision("len(datasets.ImageFolder('data/train'))")).to.include("'data/train'");
    expect(vision("len(datasets.ImageFolder('data/train').classes)")).to.include("'data/train'");
  });

  it('says so where a split is not known', () => {
    expect(vision("len(datasets.SVHN('.', split='everything'))")).to.include("no split 'everything'");
  });

  it('gives a sample as its transform makes it, with a label that is a number', () => {
    const text = "data = datasets.MNIST('.', transform=transforms.ToTensor())\nx, y = data[0]\n";
    expect(vision(`${text}x.shape`)).to.equal('torch.Size([1, 28, 28])');
    expect(vision(`${text}x.dtype`)).to.equal('torch.float32');
    expect(vision(`${text}y + 1`)).to.include('a label depends on the data');
  });

  it('applies the transform that was set later', () => {
    const text =
      "data = datasets.CIFAR10('.')\ndata.transform = transforms.Compose([transforms.Resize(64), transforms.ToTensor()])\n";
    expect(vision(`${text}data[0][0].shape`)).to.equal('torch.Size([3, 64, 64])');
  });

  it('gives pictures of ImageNet a size only once they are cropped', () => {
    const data = (steps: string): string =>
      `datasets.ImageNet('.', transform=transforms.Compose([${steps}, transforms.ToTensor()]))[0][0].shape`;
    expect(vision(data('transforms.RandomResizedCrop(224)'))).to.equal('torch.Size([3, 224, 224])');
    expect(vision(data('transforms.Resize(256), transforms.CenterCrop(224)'))).to.equal(
      'torch.Size([3, 224, 224])',
    );
    expect(vision(data('transforms.Resize(256)'))).to.include('the pictures differ in size');
    expect(vision(data('transforms.RandomHorizontalFlip()'))).to.include('differ in size');
  });

  it('lets a subclass replace __getitem__', () => {
    const text = `
class Pairs(datasets.CIFAR10):
    def __getitem__(self, index):
        image, label = self.data[index], self.targets[index]
        image = Image.fromarray(image)
        return self.transform(image), self.transform(image), label
data = Pairs('.', train=True, transform=transforms.Compose([transforms.RandomCrop(32, padding=4), transforms.ToTensor()]))
(len(data), data[0][1].shape, isinstance(data, torch.utils.data.Dataset))`;
    expect(vision(text)).to.equal('(50000, torch.Size([3, 32, 32]), True)');
  });

  it('has the raw samples of the small ones', () => {
    expect(vision("datasets.MNIST('.').data.shape")).to.equal('torch.Size([60000, 28, 28])');
    expect(vision("datasets.CIFAR10('.').data.shape")).to.equal('(50000, 32, 32, 3)');
    expect(vision("len(datasets.CIFAR100('.').classes)")).to.equal('100');
  });
});

describe('torchvision.transforms', () => {
  it('are layers without weights', () => {
    const text = `
import torch
steps = torch.nn.Sequential(transforms.Resize([32]), transforms.CenterCrop(32))
`;
    expect(vision(`${text}steps(torch.rand(3, 64, 64)).shape`)).to.equal('torch.Size([3, 32, 32])');
    expect(vision(`${text}list(steps.parameters())`)).to.equal('[]');
    expect(vision('transforms.RandomCrop.get_params(1, (2, 2))')).to.include('what RandomCrop draws');
    expect(vision('import torch\ntorch.nn.Sequential(3)')).to.include('is not a Module subclass');
  });

  const image = "Image.new('RGB', (200, 100))";
  const cases: readonly (readonly [transform: string, size: string])[] = [
    ['transforms.Resize(50)', '(100, 50)'],
    ['transforms.Resize((32, 48))', '(48, 32)'],
    ['transforms.Resize(50, max_size=80)', '(80, 40)'],
    ['transforms.CenterCrop(64)', '(64, 64)'],
    ['transforms.RandomCrop((10, 20))', '(20, 10)'],
    ['transforms.RandomResizedCrop(224, scale=(0.2, 1.0))', '(224, 224)'],
    ['transforms.Pad(3)', '(206, 106)'],
    ['transforms.Pad((1, 2))', '(202, 104)'],
    ['transforms.Pad((1, 2, 3, 4))', '(204, 106)'],
    ['transforms.RandomRotation(15)', '(200, 100)'],
    ['transforms.ColorJitter(0.4, 0.4, 0.4, 0.1)', '(200, 100)'],
    ['transforms.RandAugment(num_ops=2)', '(200, 100)'],
    ['transforms.Compose([transforms.Resize(50), transforms.RandomHorizontalFlip(p=0.5)])', '(100, 50)'],
    ['transforms.RandomApply([transforms.GaussianBlur(3)], p=0.5)', '(200, 100)'],
  ];
  for (const [transform, size] of cases) {
    it(`${transform} gives ${size}`, () => {
      expect(vision(`(${transform})(${image}).size`)).to.equal(size);
    });
  }

  it('turns pictures into tensors', () => {
    expect(vision(`transforms.ToTensor()(${image}).shape`)).to.equal('torch.Size([3, 100, 200])');
    expect(vision("transforms.ToTensor()(Image.new('L', (8, 4))).shape")).to.equal('torch.Size([1, 4, 8])');
    expect(vision(`transforms.PILToTensor()(${image}).dtype`)).to.equal('torch.uint8');
    expect(vision(`transforms.ToTensor()(transforms.Grayscale()(${image})).shape`)).to.equal(
      'torch.Size([1, 100, 200])',
    );
    expect(
      vision('import numpy as np\ntransforms.ToTensor()(np.zeros((4, 8, 3), dtype=np.uint8)).shape'),
    ).to.equal('torch.Size([3, 4, 8])');
  });

  it('works on tensors as well', () => {
    expect(vision('transforms.CenterCrop(224)(torch.rand(3, 256, 300)).shape')).to.equal(
      'torch.Size([3, 224, 224])',
    );
    expect(vision('transforms.Resize((64, 64))(torch.rand(8, 3, 32, 32)).shape')).to.equal(
      'torch.Size([8, 3, 64, 64])',
    );
    expect(vision('transforms.Normalize((0.5,), (0.5,))(torch.rand(1, 28, 28)).shape')).to.equal(
      'torch.Size([1, 28, 28])',
    );
  });

  it('runs functions of the program', () => {
    expect(vision(`transforms.Lambda(lambda x: x.size)(${image})`)).to.equal('(200, 100)');
    expect(
      vision(
        `t = transforms.Compose([transforms.TenCrop(32), transforms.Lambda(lambda crops: torch.stack([transforms.ToTensor()(c) for c in crops]))])\nt(${image}).shape`,
      ),
    ).to.equal('torch.Size([10, 3, 32, 32])');
  });

  it('takes what is inserted into a composition', () => {
    const text = `t = transforms.Compose([transforms.ToTensor()])\nt.transforms.insert(0, transforms.Resize((16, 16)))\nt(${image}).shape`;
    expect(vision(text)).to.equal('torch.Size([3, 16, 16])');
  });

  it('passes in v2 what belongs to the picture through', () => {
    const text = `from torchvision.transforms import v2\nt = v2.Compose([v2.ToImage(), v2.Resize((8, 8)), v2.ToDtype(torch.float32, scale=True)])\n`;
    expect(vision(`${text}x, y = t(${image}, 5)\n(x.shape, x.dtype, y)`)).to.equal(
      '(torch.Size([3, 8, 8]), torch.float32, 5)',
    );
  });

  it('has functional forms', () => {
    const F = 'import torchvision.transforms.functional as F\n';
    expect(vision(`${F}F.resize(${image}, [25]).size`)).to.equal('(50, 25)');
    expect(vision(`${F}F.center_crop(${image}, 10).size`)).to.equal('(10, 10)');
    expect(vision(`${F}F.to_tensor(F.hflip(${image})).shape`)).to.equal('torch.Size([3, 100, 200])');
  });
});

describe('torchvision without its source', () => {
  it('says that its operations cannot be followed', () => {
    expect(vision('torchvision.ops.nms')).to.include('source was not found');
  });

  it('does not count the loading of samples as work', () => {
    const { trace } = run(
      `${PRELUDE}data = datasets.MNIST('.', transform=transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1,), (0.3,))]))\ndata[0]`,
      { libraries },
    );
    expect(trace.events.filter(({ type }) => type === 'op')).to.have.length(0);
  });
});
