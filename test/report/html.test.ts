import { expect } from 'chai';
import { layerChart, lifecycleChart } from '../../src/report/chart.ts';
import { deviceChoices, regionChoices } from '../../src/report/choices.ts';
import { reportHtml, SETTABLE } from '../../src/report/html.ts';
import { html } from '../../src/report/markup.ts';
import { expectGolden } from './golden.ts';
import { bound, classifier, convnet, layer, partial, unknown } from './samples.ts';

const count = (text: string, part: string) => text.split(part).length - 1;

describe('report/markup', () => {
  it('escapes every string put into it, and nothing twice', () => {
    const inner = html`<b title="${'"&\''}">${'<i>'}</b>`;
    expect(html`${inner}${[inner, inner]}${null}${3}`.text).to.equal(
      `${inner.text}${inner.text}\n${inner.text}3`,
    );
    expect(inner.text).to.equal('<b title="&quot;&amp;&#39;">&lt;i&gt;</b>');
  });
});

describe('report.html.txt', () => {
  it('shows the models and the first in full', () => {
    expectGolden('report.html.txt', `${reportHtml([convnet, classifier, partial], null, null)}\n`);
  });

  it('shows the selected model', () => {
    const page = reportHtml(
      [convnet, classifier, partial],
      partial.id,
      'These figures are of an earlier text.',
    );
    expect(page).to.contain('<h1>build_|net</h1>').and.not.to.contain('<h1>ConvNet</h1>');
    expect(page).to.contain('<p class="notice" role="status">These figures are of an earlier text.</p>');
    expect(page).to.contain('≥ 630 µJ: kernels.make(*args) is not known');
  });

  it('says that there is nothing', () => {
    expect(reportHtml([], null, null)).to.contain('No model was found');
  });

  it('has one row for each layer, and a way to its line', () => {
    const page = reportHtml([convnet], null, null);
    const [, table = ''] = page.split('<table class="layers">');
    expect(count(table.split('</table>')[0] ?? '', '<tr>')).to.equal(convnet.layers.length + 1);
    expect(count(table.split('</table>')[0] ?? '', 'data-place=')).to.equal(convnet.layers.length);
  });

  it('offers to set each factor that is missing', () => {
    const page = reportHtml([partial], null, null);
    const offered = [...page.matchAll(/data-set="([\w-]+)"/g)].map(([, name]) => name);
    expect(offered.slice(0, 5)).to.deep.equal([
      'samples',
      'epochs',
      'training-batch',
      'trials',
      'inferences',
    ]);
    expect(SETTABLE).to.have.length.above(offered.length);
  });

  it('names each factor with who says it, leads there, and offers to say otherwise or take it back', () => {
    const page = reportHtml([convnet], null, null);
    const [, table = ''] = page.split('<table class="factors">');
    const rows = (table.split('</table>')[0] ?? '').split('<tr>').slice(2);
    const [device = '', epochs = '', trials = ''] = rows;
    expect(device).to.contain('data-setting="wattlens.device"').and.to.contain('data-reset="device"');
    expect(epochs).to.contain('code: argparse default').and.to.contain('data-place=');
    expect(epochs).to.contain('90 (code: another training, model.py:71); 3 (user settings)');
    expect(trials).to.contain('data-set="trials"').and.not.to.contain('data-reset');
    expect(trials).to.contain('searches for nothing');
  });

  it('lets no name of the code become markup', () => {
    const name = '<img src=x onerror=alert(1)>';
    const page = reportHtml(
      [{ ...convnet, name, id: '"><script>', layers: [layer(name, name, 1, 1)] }],
      null,
      null,
    );
    expect(page).not.to.contain('<img').and.not.to.contain('<script');
  });

  it('has no inline style or script, which its policy forbids', () => {
    const page = reportHtml([convnet, classifier, partial], null, 'x');
    expect(page).not.to.match(/\sstyle=|\son\w+=|<script|<style/);
  });
});

describe('report/chart', () => {
  it('draws a bar and its band for each known energy, and none for an unknown one', () => {
    const chart = layerChart({
      ...convnet,
      layers: [
        layer('a', 'dense', 1, 2),
        layer('b', 'dense', 1, 1, { energy: bound(1, 'cut') }),
        layer('c', 'dense', 1, 1, { energy: unknown('lost') }),
      ],
    }).text;
    expect(count(chart, 'class="value"')).to.equal(1);
    expect(count(chart, 'class="bound"')).to.equal(1);
    expect(count(chart, 'class="band"')).to.equal(1);
    expect(count(chart, 'class="bar"')).to.equal(3);
    expect(chart)
      .to.match(/>unknown<\/text\s*>/)
      .and.to.match(/>≥ 1\.0 J<\/text\s*>/);
  });

  it('puts the cheapest of many layers into one bar, whose end is their sum', () => {
    const layers = Array.from({ length: 40 }, (_, index) => layer(`l${index}`, 'dense', 1, 1));
    const chart = layerChart({ ...convnet, layers }).text;
    expect(count(chart, 'class="bar"')).to.equal(26);
    expect(chart).to.contain('15 more layers, 15 J (10–23 J)');
  });

  it('does not present a sum with an unknown in it as known', () => {
    const layers = Array.from({ length: 40 }, (_, index) =>
      layer(`l${index}`, 'dense', 1, 1, index === 39 ? { energy: unknown('lost') } : {}),
    );
    expect(layerChart({ ...convnet, layers }).text).to.contain('15 more layers, ≥ 9.3 J');
  });

  it('shows the stages that have an energy', () => {
    const chart = lifecycleChart(convnet).text;
    expect(count(chart, 'class="bar"')).to.equal(3);
    expect(chart).to.contain('all inferences, 3.2 kJ (2.1–4.7 kJ)');
    expect(count(lifecycleChart(partial).text, 'class="bar"')).to.equal(0);
  });
});

describe('report/choices', () => {
  it('lists devices and regions by what settings take', () => {
    const [devices, regions] = [deviceChoices(), regionChoices()];
    expect(devices.find(({ id }) => id === 'A100-SXM-80')?.detail).to.match(/^gpu, 20\d\d, \d+ W$/);
    expect(regions.find(({ id }) => id === 'world')?.detail).to.match(/^\d+ gCO2eq\/kWh, 20\d\d$/);
    expect(new Set(devices.map(({ id }) => id)).size).to.equal(devices.length);
  });
});
