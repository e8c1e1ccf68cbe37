/** Files that a script reads when it is run: what becomes of its figures when they come, change and go. */
import { expect } from 'chai';
import { FileChangeType } from 'vscode-languageserver-protocol/node';
import type { Analyser } from '../../src/footprint/analyser.ts';
import { Harness } from './harness.ts';
import { newAnalyser } from '../robustness/analyse.ts';

const TEXT = `import torch
import yaml

with open("config.yaml") as file:
    config = yaml.safe_load(file)
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(config["epochs"]):
    optimizer.zero_grad()
    model(torch.randn(64, 4)).sum().backward()
    optimizer.step()
`;
const CONFIG = 'file:///w/config.yaml';

describe('server and files that scripts read', () => {
  let analyser: Analyser;
  let harness: Harness;
  let disk: Record<string, string>;

  before(async () => {
    analyser = await newAnalyser();
  });
  beforeEach(async () => {
    disk = {};
    harness = new Harness({ analyser, disk });
    await harness.start();
    await harness.open(TEXT);
  });
  afterEach(() => harness.end());

  async function epochs(): Promise<number | null | undefined> {
    const [model] = (await harness.footprints())?.footprints ?? [];
    const { steps, epochs: counted } = model?.training?.factors ?? {};
    return steps?.value ?? counted?.value;
  }

  async function tell(type: FileChangeType, text: string | null): Promise<void> {
    if (text === null) Reflect.deleteProperty(disk, CONFIG);
    else disk[CONFIG] = text;
    const before = harness.changed.length;
    await harness.client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: CONFIG, type }],
    });
    await harness.until('new figures', () => harness.changed.length > before);
  }

  it('follows one that comes, changes and goes', async () => {
    expect(await epochs()).to.equal(null);
    await tell(FileChangeType.Created, 'epochs: 7\n');
    expect(await epochs()).to.equal(7);
    await tell(FileChangeType.Changed, 'epochs: 9\n');
    expect(await epochs()).to.equal(9);
    await tell(FileChangeType.Deleted, null);
    expect(await epochs()).to.equal(null);
  });
});
