import { expect } from 'chai';
import * as v from 'valibot';
import { footprintSchema, reportSchema } from '../../src/footprint/schema.ts';
import { footprintJson, layersCsv, modelsCsv, reportJson } from '../../src/report/data.ts';
import {
  asCarbon,
  asEnergy,
  asMoney,
  assumedName,
  assumedValue,
  coverage,
  formatEnds,
  formatFigure,
} from '../../src/report/figures.ts';
import { layerRows } from '../../src/report/layers.ts';
import { lensTitle, STAGES } from '../../src/report/lens.ts';
import {
  escapeMarkdown,
  footprintMarkdown,
  hoverMarkdown,
  layerHoverMarkdown,
} from '../../src/report/markdown.ts';
import { estimateTable, layerTable } from '../../src/report/table.ts';
import { expectGolden } from './golden.ts';
import { bound, classifier, convnet, layer, partial, report, unknown } from './samples.ts';

/** The golden files are kept with the line ends of the repository. */
const lines = (csv: string) => csv.replaceAll('\r\n', '\n');

const titles = (model: typeof convnet) => STAGES.map((stage) => lensTitle(model, stage));

describe('report/samples', () => {
  it('are footprints', () => {
    expect(v.parse(reportSchema, report)).to.deep.equal(report);
    expect(v.parse(footprintSchema, partial)).to.deep.equal(partial);
  });
});

describe('report/figures', () => {
  it('says once what the units of a band have in common', () => {
    expect(formatEnds(0.9 * 3.6e6, 1.6 * 3.6e6, asEnergy)).to.equal('0.90–1.6 kWh');
    expect(formatEnds(0.8, 1.9, asEnergy)).to.equal('800 mJ–1.9 J');
    expect(formatEnds(8e5, 1.9e7, asEnergy)).to.equal('0.22–5.3 kWh');
    expect(formatEnds(0.047, 1.1, asCarbon)).to.equal('47 mg–1.1 g CO2eq');
    expect(formatEnds(500, 900, asCarbon)).to.equal('500–900 g CO2eq');
    expect(formatEnds(5, 9, asMoney)).to.equal('$5.0–$9.0');
    expect(formatEnds(1.01, 1.02, asEnergy)).to.equal('1.0 J');
  });

  it('has no band for what costs nothing', () => {
    expect(formatFigure({ value: 0, low: 0, high: 0, source: 's' }, asEnergy)).to.equal('0 J');
  });

  it('says what carbon and price are of', () => {
    expect(coverage(convnet)).to.equal('of search, training and 1,000,000 inferences');
    expect(coverage({ ...convnet, search: null, lifecycle: partial.lifecycle })).to.equal('of training');
    expect(coverage(partial)).to.equal('');
  });

  it('names assumptions in words', () => {
    const assumption = { value: 1, unit: 'samples', source: 's' };
    const names = ['inferenceDevice.idle', 'pue', 'inferencePue', 'batch'];
    expect(names.map((name) => assumedName({ ...assumption, name }))).to.deep.equal([
      'inference device idle',
      'PUE',
      'inference PUE',
      'batch',
    ]);
    expect(assumedValue({ ...assumption, name: 'batch' })).to.equal('1 sample');
    expect(assumedValue({ ...assumption, name: 'pue', value: 1, unit: null })).to.equal('1');
  });
});

describe('report/lens', () => {
  it('shows inference, training with its factors, and search', () => {
    expect(titles(convnet)).to.deep.equal([
      { text: 'I 3.2 mJ/inference (2.1–4.7 mJ)', ask: null },
      { text: 'T 6.0 kJ (4.0–9.0 kJ) = I(B 64) × D 60,000 × E 14 × overhead 3', ask: null },
      { text: 'CT 0.17 kWh (0.11–0.25 kWh) = H 100 × T', ask: null },
    ]);
  });

  it('shows an unknown factor as unknown and asks for it', () => {
    expect(titles(classifier).slice(1)).to.deep.equal([
      { text: 'T unknown = I(B 64) × D ? × E 14 × overhead 3: set samples…', ask: 'samples' },
      { text: 'CT: none found, set trials…', ask: 'trials' },
    ]);
  });

  it('shows lower bounds as such', () => {
    expect(titles(partial)).to.deep.equal([
      { text: 'I ≥ 630 µJ/inference', ask: null },
      { text: 'T: none found, set samples…', ask: 'samples' },
      { text: 'CT: none found, set trials…', ask: 'trials' },
    ]);
  });

  it('says why nothing is known, briefly', () => {
    const reason = `no input shape ${'under which forward type-checks '.repeat(4)}`;
    const model = { ...convnet, inference: { ...convnet.inference, energy: unknown(reason) } };
    const { text } = lensTitle(model, 'inference');
    expect(text).to.equal('I unknown: no input shape under which forward type-checks under which…');
  });

  it('marks a figure over partial counts', () => {
    const model = { ...convnet, completeness: partial.completeness };
    expect(lensTitle(model, 'inference').text).to.equal('I 3.2 mJ/inference partial (2.1–4.7 mJ)');
  });

  it('counts steps where the code does', () => {
    const { training } = convnet;
    if (training === null) throw new Error('the sample is trained');
    const factors = {
      ...training.factors,
      samples: { value: null, reason: 'counted in steps', source: 'the loop' },
      steps: { value: 5000, source: 'max_iters' },
    };
    const model = { ...convnet, training: { ...training, factors } };
    expect(lensTitle(model, 'training')).to.deep.equal({
      text: 'T 6.0 kJ (4.0–9.0 kJ) = I(B 64) × 5,000 steps × B 64 × overhead 3',
      ask: null,
    });
  });

  it('tells trials from fits', () => {
    const { search } = convnet;
    if (search === null) throw new Error('the sample is searched for');
    const folds = { ...search, fits: { value: 500, source: '5 folds' } };
    const unknownTrials = {
      ...search,
      energy: unknown('the number of trials is not in the code'),
      trials: { value: null, reason: 'not in the code', source: 'tuner' },
      fits: { value: null, reason: 'not in the code', source: 'tuner' },
    };
    expect(lensTitle({ ...convnet, search: folds }, 'search').text).to.equal(
      'CT 0.17 kWh (0.11–0.25 kWh) = 100 trials, 500 fits',
    );
    expect(lensTitle({ ...convnet, search: unknownTrials }, 'search')).to.deep.equal({
      text: 'CT unknown = H ? × T: set trials…',
      ask: 'trials',
    });
  });
});

describe('report/markdown', () => {
  for (const [name, model] of Object.entries({ convnet, classifier, partial })) {
    it(`hovers over ${name}`, () => expectGolden(`${name}.hover.md`, hoverMarkdown(model)));
    it(`writes ${name} as a document`, () => expectGolden(`${name}.md`, footprintMarkdown(model)));
  }

  it('hovers over the layers of one line', () => {
    expectGolden('layer.hover.md', layerHoverMarkdown(convnet, layerRows(convnet).slice(0, 1)));
  });

  it('says once why nothing is known', () => {
    const reason = 'the model could not be read';
    const { inference } = convnet;
    const hover = hoverMarkdown({
      ...convnet,
      params: { value: null, reason },
      flops: { value: null, reason },
      inference: { ...inference, energy: unknown(reason), time: unknown(reason) },
    });
    expect(hover).to.contain('· parameters and FLOPs unknown ·');
    expect(hover.split(reason)).to.have.length(2);
  });

  it('cuts long lists and says so', () => {
    const layers = Array.from({ length: 30 }, (_, index) => layer(`conv${index}`, 'conv2d', 1000, 0.001));
    const hover = hoverMarkdown({ ...convnet, layers });
    expect(hover.match(/^\| conv/gm)).to.have.length(8);
    expect(hover).to.contain('…and 22 more layers in the report.');
    const assumptions = Array.from({ length: 13 }, (_, index) => ({
      name: `a${index}`,
      value: 1,
      unit: null,
      source: 's',
    }));
    expect(hoverMarkdown({ ...convnet, assumptions })).to.contain('a9 1, and 3 more in the report');
  });

  it('lets no text of the code become markup', () => {
    expect(escapeMarkdown('a|b\n[x](command:y) <img> `c` __d__')).to.equal(
      'a\\|b \\[x\\](command:y) \\<img\\> \\`c\\` \\_\\_d\\_\\_',
    );
  });
});

describe('report/table', () => {
  it('prints one line per model', () =>
    expectGolden('estimate.txt', estimateTable(report, { colours: false })));
  it('prints one line per layer', () => expectGolden('layers.txt', layerTable(convnet)));

  it('paints only when told to', () => {
    const escape = String.fromCharCode(27);
    expect(estimateTable(report, { colours: false })).not.to.contain(escape);
    expect(estimateTable(report, { colours: true })).to.contain(escape);
  });

  it('says so when there is no model', () => {
    expect(estimateTable({ ...report, models: [], problems: [] }, { colours: false })).to.equal(
      'No model found.\n',
    );
  });
});

describe('report/data', () => {
  it('writes JSON that reads back', () => {
    expect(JSON.parse(reportJson(report))).to.deep.equal(report);
    expect(JSON.parse(footprintJson(convnet))).to.deep.equal(convnet);
  });

  it('writes models as CSV', () => expectGolden('models.csv', lines(modelsCsv(report.models))));
  it('writes layers as CSV', () => expectGolden('partial.layers.csv', lines(layersCsv(partial))));

  it('keeps a lower bound and leaves the unknown empty', () => {
    const model = { ...convnet, inference: { ...convnet.inference, energy: bound(0.5, 'cut') } };
    const [head = '', line = ''] = modelsCsv([model]).split('\r\n');
    const cell = (name: string) => line.split(',')[head.split(',').indexOf(name)];
    expect([cell('inference_j'), cell('inference_j_low'), cell('inference_j_high')]).to.deep.equal([
      '',
      '0.5',
      '',
    ]);
  });

  it('ends its lines as RFC 4180 says', () => {
    expect(layersCsv(partial)).to.match(/^(?:[^\r\n]*\r\n)+$/);
  });

  it('quotes what needs it and defuses formulas', () => {
    expect(modelsCsv([{ ...convnet, name: '=1+"a",b' }])).to.contain(`"'=1+""a"",b"`);
  });
});
