import { expect } from 'chai';
import { findDataset } from '../../src/catalog/datasets.ts';
import { countOf, EQUIVALENCES } from '../../src/catalog/equivalences.ts';
import { findKnownModel } from '../../src/catalog/knownModels.ts';
import { deviceHourPrice } from '../../src/catalog/prices.ts';
import { pueOfProvider, WORLD_PUE } from '../../src/catalog/pue.ts';
import { grams, kilowattHours } from '../../src/units/quantity.ts';

describe('catalog/datasets', () => {
  it('gives samples, shape and classes as the library does', () => {
    const mnist = findDataset('torchvision', 'MNIST');
    expect(mnist.found && mnist.value.splits.get('train')).to.equal(60000);
    expect(mnist.found && mnist.value.shape).to.deep.equal([1, 28, 28]);
    const keras = findDataset('keras', 'mnist');
    expect(keras.found && keras.value.shape).to.deep.equal([28, 28]);
    const cifar = findDataset('tfds', 'cifar10');
    expect(cifar.found && cifar.value.shape).to.deep.equal([32, 32, 3]);
    const imagenet = findDataset('torchvision', 'ImageNet');
    expect(imagenet.found && imagenet.value.shape).to.deep.equal([3, null, null]);
    expect(imagenet.found && imagenet.value.splits.get('train')).to.equal(1281167);
    const sst = findDataset('huggingface', 'GLUE/sst2');
    expect(sst.found && sst.value.classes).to.equal(2);
    const alias = findDataset('huggingface', 'stanfordnlp/imdb');
    expect(alias.found && alias.value.name).to.equal('imdb');
  });

  it('does not lend one library the data of another', () => {
    expect(findDataset('keras', 'ImageNet').found).to.be.false;
    const near = findDataset('torchvision', 'CIFAR11');
    expect(near.found ? [] : near.suggestions).to.include('CIFAR10');
  });
});

describe('catalog/knownModels', () => {
  it('has the counts of the published models', () => {
    const resnet = findKnownModel('resnet50');
    expect(resnet.found && resnet.value).to.include({
      library: 'torchvision',
      params: 25557032,
      macs: 4089184256,
    });
    const keras = findKnownModel('keras/ResNet50');
    expect(keras.found && keras.value.params).to.equal(25636712);
    const gpt2 = findKnownModel('gpt2');
    // what PyTorch counts on an untied GPT-2 at 1024 tokens, logits for every position
    expect(gpt2.found && gpt2.value.macs).to.equal(145824153600);
    expect(gpt2.found && gpt2.value.params).to.equal(124439808);
    const bert = findKnownModel('BERT base');
    expect(bert.found && bert.value.params).to.equal(109482240);
  });

  it('suggests instead of guessing', () => {
    const lookup = findKnownModel('resnet51');
    expect(lookup.found).to.be.false;
    expect(lookup.found ? [] : lookup.suggestions).not.to.be.empty;
  });
});

describe('catalog/prices and pue', () => {
  it('prices a device-hour only where a publication does', () => {
    expect(deviceHourPrice('P100-PCIe')).to.include({ low: 0.43, high: 1.46 });
    expect(deviceHourPrice('V100-SXM2-16')).to.include({ low: 0.74, high: 2.48 });
    expect(deviceHourPrice('TPU-v2')).to.include({ low: 1.35, high: 4.5 });
    expect(deviceHourPrice('TPU-v3')).to.include({ low: 2.4, high: 8 });
    expect(deviceHourPrice('A100-SXM-40')).to.equal(undefined);
  });

  it('has the world mean by year and what providers report', () => {
    expect(WORLD_PUE.find(({ year }) => year === 2018)?.value).to.equal(1.58);
    expect(pueOfProvider('aws')?.value).to.equal(1.2);
    expect(pueOfProvider('elsewhere')).to.equal(undefined);
  });
});

describe('catalog/equivalences', () => {
  const byId = new Map(EQUIVALENCES.map((each) => [each.id, each]));

  it('agree with their formulas', () => {
    expect(byId.get('kettle')?.one).to.be.closeTo(4186 * 85, 500);
    expect(byId.get('led-hour')?.one).to.equal(10 * 3600);
    expect(byId.get('streaming-hour')?.one).to.be.closeTo(kilowattHours(0.077), 1);
    expect(byId.get('us-home-year')?.one).to.be.closeTo(kilowattHours(10791), 1e3);
    expect(byId.get('tree-month')?.one).to.be.closeTo(11000 / 12, 0.1);
    expect(byId.get('car-km-us')?.one).to.be.closeTo(404 / 1.609, 0.5);
    for (const { formula } of EQUIVALENCES) expect(formula).to.match(/\d/);
  });

  it('count energy with energy and carbon with carbon', () => {
    const kettle = byId.get('kettle');
    const car = byId.get('car-km-eu');
    if (kettle === undefined || car === undefined) throw new Error('missing');
    expect(countOf(kettle, { energy: kilowattHours(1) })).to.be.closeTo(10.1, 0.1);
    expect(countOf(car, { carbon: grams(1750) })).to.equal(10);
    expect(countOf(car, { energy: kilowattHours(1) })).to.equal(undefined);
  });
});
