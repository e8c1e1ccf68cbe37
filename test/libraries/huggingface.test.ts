import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { torchLibraries } from '../../src/torch/libraries.ts';
import { evaluate, type RunOptions } from '../python/evaluate.ts';

function hf(text: string, options: RunOptions = {}): string {
  const lines = text.trim().split('\n');
  const last = lines.pop() ?? '';
  const program = `from datasets import *\nimport datasets\n${lines.join('\n')}\nresult = ${last}`;
  return evaluate(program, { libraries: [...torchLibraries, ...libraryModules], ...options });
}

describe('Hugging Face datasets', () => {
  const lengths: readonly (readonly [expr: string, length: number])[] = [
    ["load_dataset('glue', 'sst2')['train']", 67349],
    ["load_dataset('imdb', split='test')", 25000],
    ["load_dataset('stanfordnlp/imdb')['train']", 25000],
    ["load_dataset('ag_news', split='train[:10%]')", 12000],
    ["load_dataset('imdb', split='train[:1000]')", 1000],
    ["load_dataset('imdb', split='train[80%:]')", 5000],
    ["load_dataset('imdb', split='train+test')", 50000],
    ["load_dataset('imdb', split=['train', 'test'])[1]", 25000],
    ["load_dataset('imdb', split='train').select(range(300))", 300],
    ["load_dataset('imdb', split='train').shuffle(seed=1).take(64)", 64],
    ["load_dataset('squad')['train'].shard(num_shards=8, index=0)", 10950],
    ["load_dataset('imdb')['train'].train_test_split(test_size=0.1)['train']", 22500],
    ["load_dataset('imdb')['train'].train_test_split(test_size=500)['test']", 500],
    ["concatenate_datasets([load_dataset('imdb')['train'], load_dataset('imdb')['test']])", 50000],
    ["Dataset.from_dict({'x': [1, 2, 3]})", 3],
    ["DatasetDict({'train': load_dataset('imdb', split='train')})['train']", 25000],
  ];
  for (const [expr, length] of lengths) {
    it(`len(${expr}) is ${length}`, () => {
      expect(hf(`len(${expr})`)).to.equal(String(length));
    });
  }

  it('says why a length is not known', () => {
    expect(hf("len(load_dataset('someone/something')['train'])")).to.include("'someone/something'");
    expect(hf("len(load_dataset('csv', data_files={'train': 'a.csv'})['train'])")).to.include('the files');
    expect(hf("len(load_dataset('imdb', split='train').filter(lambda x: True))")).to.include('filter');
    expect(hf("len(load_dataset('imdb')['train[:2]'])")).to.include('KeyError');
  });

  it('does not raise where no name is given: such a script is started with one', () => {
    expect(hf("load_dataset(None, split='train')")).to.include('the name of a data set is not given');
  });

  it('names the columns as the task does, where one is asked for', () => {
    const columns = (more: string): string =>
      hf(`list(load_dataset('cifar10', split='train'${more})[0].keys())`);
    expect(columns('')).to.equal("['img', 'label']");
    expect(columns(", task='image-classification'")).to.equal("['image', 'labels']");
  });

  it('knows of how many classes labels are', () => {
    const of = (what: string): string => hf(`load_dataset('cifar10', split='train').features${what}`);
    expect(of("['label'].num_classes")).to.equal('10');
    expect(hf("len(load_dataset('beans')['train'].features['labels'].names)")).to.equal('3');
    expect(hf("load_dataset('glue', 'mrpc')['train'].shuffle().features['label'].num_classes")).to.equal('2');
    expect(of("['img'].shape")).to.include('the columns of cifar10');
    expect(of('.keys()')).to.include('the columns of cifar10');
    const mapped = "load_dataset('cifar10')['train'].map(lambda row: {'x': 1}).features['label']";
    expect(hf(mapped)).to.include('the columns of cifar10');
  });

  it('asks every split, of which some may not be known', () => {
    const splits = `
import random
splits = DatasetDict()
splits['train'] = load_dataset('imdb', split='train')
splits['eval'] = load_dataset(random.random(), split='test')
`;
    expect(hf(`${splits}len(splits.map(lambda row: row)['train'])`)).to.equal('25000');
    expect(hf(`${splits}splits.map(lambda row: row)['eval']`)).to.include('a random value');
    expect(hf('DatasetDict().map(lambda row: row)')).to.equal('DatasetDict()');
    expect(hf("load_from_disk('here').column_names")).to.include('which splits');
  });

  it('maps rows to as many rows', () => {
    const text = `
from transformers import AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained('bert-base-uncased')
def tokenize(examples):
    return tokenizer(examples['text'], truncation=True, padding='max_length')
data = load_dataset('imdb').map(tokenize, batched=True, remove_columns=['text'])
len(data['train'])`;
    expect(hf(text)).to.equal('25000');
  });

  it('does not know how many blocks texts are grouped into', () => {
    const text = `
block_size = 128
def group_texts(examples):
    joined = {k: sum(examples[k], []) for k in examples.keys()}
    total = (len(joined[list(examples.keys())[0]]) // block_size) * block_size
    return {k: [t[i:i + block_size] for i in range(0, total, block_size)] for k, t in joined.items()}
data = load_dataset('wikitext', 'wikitext-2-raw-v1').map(group_texts, batched=True)
len(data['train'])`;
    expect(hf(text)).to.include('the function given to map decides');
  });

  it('gives pictures to a transform and batches of them to a loader', () => {
    const text = `
import torch
from torchvision.transforms import Compose, RandomResizedCrop, ToTensor
transform = Compose([RandomResizedCrop(224), ToTensor()])
def apply(examples):
    examples['pixel_values'] = [transform(image.convert('RGB')) for image in examples['image']]
    return examples
data = load_dataset('food101', split='train')
data.set_transform(apply)
def collate(rows):
    return {'x': torch.stack([row['pixel_values'] for row in rows]), 'y': torch.tensor([row['label'] for row in rows])}
loader = torch.utils.data.DataLoader(data, batch_size=16, collate_fn=collate)
batch = next(iter(loader))
(batch['x'].shape, len(loader), len(loader.dataset))`;
    expect(hf(text)).to.equal('(torch.Size([16, 3, 224, 224]), 4735, 75750)');
  });

  it("gives way to the program's own module of that name", () => {
    const own = { files: { 'datasets.py': 'def load_dataset(name):\n    return [1, 2]\n' } };
    expect(hf("len(load_dataset('imdb'))", own)).to.equal('2');
  });
});
