import { expect } from 'chai';
import * as v from 'valibot';
import type { AnalysisResult } from '../../src/footprint/analyser.ts';
import { footprintSchema, type Footprint } from '../../src/footprint/schema.ts';
import { analyse, newAnalyser } from './analyse.ts';
import {
  brokenBetweenModels,
  brokenInsideModels,
  deepModel,
  ENDLESS_COUNTING,
  ENDLESS_TRAINING,
  IMPORT_CYCLE,
  largeFile,
  paramsOfNet,
} from './programs.ts';

/** What holds of every answer, however bad the program is. */
function expectHonest({ footprints, problems }: AnalysisResult): void {
  expect(problems.filter(({ code }) => code === 'internal')).to.deep.equal([]);
  for (const footprint of footprints) {
    v.parse(footprintSchema, footprint);
    const { level, reasons } = footprint.completeness;
    if (level !== 'exact') expect(reasons, footprint.name).to.not.be.empty;
  }
}

function model({ footprints }: AnalysisResult, name: string): Footprint {
  const found = footprints.find((footprint) => footprint.name === name);
  if (found === undefined) throw new Error(`${name} was not found`);
  return found;
}

const lineOf = (program: string, text: string): number =>
  program.slice(0, program.indexOf(text)).split('\n').length - 1;

describe('a hostile program', function () {
  this.timeout(120_000);

  describe('with a syntax error on every tenth line', () => {
    const MODELS = 24;

    it('between its models: they are found, and the errors are told', async () => {
      const result = await analyse(await newAnalyser(), brokenBetweenModels(MODELS));
      expectHonest(result);
      expect(result.hasSyntaxErrors).to.equal(true);
      expect(result.problems.filter(({ code }) => code === 'syntax-error')).to.have.length(MODELS);
      const params = result.footprints.map((footprint) => footprint.params);
      expect(params).to.deep.equal(Array.from({ length: MODELS }, (_, n) => paramsOfNet(n)));
    });

    it('inside its models: none of them is called exact', async () => {
      const result = await analyse(await newAnalyser(), brokenInsideModels(12));
      expectHonest(result);
      expect(result.hasSyntaxErrors).to.equal(true);
      expect(result.footprints.filter(({ completeness }) => completeness.level === 'exact')).to.deep.equal(
        [],
      );
    });
  });

  describe('with imports in a circle', () => {
    it('is followed where Python follows it', async () => {
      const result = await analyse(await newAnalyser(), IMPORT_CYCLE, 'file:///cycle/a.py');
      expectHonest(result);
      const head = model(result, 'Head');
      expect(head.completeness).to.deep.equal({ level: 'exact', reasons: [] });
      expect([head.params, head.macs]).to.deep.equal([325, 300]);
    });

    it('is reported where Python raises', async () => {
      const result = await analyse(await newAnalyser(), IMPORT_CYCLE, 'file:///cycle/c.py');
      expectHonest(result);
      expect(result.footprints.filter(({ completeness }) => completeness.level === 'exact')).to.deep.equal(
        [],
      );
      const told = [
        ...result.problems.map(({ message }) => message),
        ...result.notes.map(({ text }) => text),
      ];
      expect(told.join('\n')).to.match(/the name 'Head' was not found in/);
    });
  });

  describe('with an endless loop', () => {
    it('that trains: the step is known, the length of the training is not', async () => {
      const result = await analyse(await newAnalyser(), ENDLESS_TRAINING);
      expectHonest(result);
      const net = model(result, 'Net');
      expect([net.params, net.macs]).to.deep.equal([22, 20]);
      const { training } = net;
      expect(training, 'the training is found').to.not.equal(null);
      if (training === null) return;
      expect(training.energy.value).to.equal(null);
      const told = [...result.notes.map(({ text, span }) => `${text} ${span?.start.line ?? ''}`)];
      expect(told.join('\n')).to.match(new RegExp(`no end.* ${lineOf(ENDLESS_TRAINING, 'while True')}\\b`));
    });

    it('in a constructor: nothing is exact, the loop is named, and steps decide, not the clock', async () => {
      const result = await analyse(await newAnalyser(), ENDLESS_COUNTING);
      expectHonest(result);
      expect(await analyse(await newAnalyser(), ENDLESS_COUNTING)).to.deep.equal(result);
      expect(result.footprints.map(({ completeness }) => completeness.level)).to.not.include('exact');
      const line = lineOf(ENDLESS_COUNTING, 'while True');
      const places = [
        ...result.problems.map(({ range }) => range?.start.line),
        ...result.notes.map(({ span }) => span?.start.line),
        ...result.footprints.flatMap(({ completeness }) =>
          completeness.reasons.map(({ range }) => range?.start.line),
        ),
      ];
      expect(places).to.include.oneOf([line, line + 1]);
    });
  });

  describe('with a loop that makes 10,000 layers', () => {
    it('is counted to the last layer, or says where it stopped', async () => {
      const result = await analyse(await newAnalyser(), deepModel(10_000));
      expectHonest(result);
      const [deep] = result.footprints;
      if (deep?.completeness.level === 'exact') {
        expect([deep.params, deep.macs, deep.layers.length]).to.deep.equal([720_000, 640_000, 10_000]);
      } else {
        expect(result.problems.map(({ code }) => code)).to.include('budget');
        expect(result.problems.every(({ message }) => message.length > 10)).to.equal(true);
      }
    });

    it('and one of 200 layers is exact', async () => {
      const result = await analyse(await newAnalyser(), deepModel(200));
      expectHonest(result);
      const deep = model(result, 'Deep');
      expect(deep.completeness).to.deep.equal({ level: 'exact', reasons: [] });
      expect([deep.params, deep.macs, deep.layers.length]).to.deep.equal([14_400, 12_800, 200]);
    });
  });

  it('of 4 MB is analysed', async () => {
    const result = await analyse(await newAnalyser(), largeFile(4_000_000));
    expectHonest(result);
    const net = model(result, 'Net');
    expect(net.completeness).to.deep.equal({ level: 'exact', reasons: [] });
    expect([net.params, net.macs]).to.deep.equal([22, 20]);
  });

  it('of 5 MB is told to be too long', async () => {
    const text = largeFile(5_000_000);
    expect(text.length).to.be.at.least(5_000_000);
    const result = await analyse(await newAnalyser(), text);
    expectHonest(result);
    expect(result.footprints).to.deep.equal([]);
    expect(result.problems.map(({ message }) => message).join('\n')).to.match(/longer than \d+ characters/);
  });
});
