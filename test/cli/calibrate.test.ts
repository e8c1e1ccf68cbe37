import { expect } from 'chai';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import * as v from 'valibot';
import { runCli } from '../../src/cli/program.ts';
import { reportSchema, type Footprint } from '../../src/footprint/schema.ts';
import { hoverMarkdown } from '../../src/report/markdown.ts';
import { lensTitle } from '../../src/report/lens.ts';
import { reportHtml } from '../../src/report/html.ts';
import { badgeOf } from '../../src/report/badge.ts';
import { fakeAnalyser } from '../footprint/driver.ts';

const STORE = 'wattlens.measured.json';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wattlens-calibrate-'));
  put('net.py', 'class Net: pass\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(file: string, text: string): void {
  const full = path.join(folder, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

async function cli(
  ...argv: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const { analyser } = await fakeAnalyser();
  const terminal = {
    cwd: folder,
    colours: false,
    variables: {},
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
  };
  const code = await runCli(argv, terminal, () => Promise.resolve(analyser));
  return { code, out, err };
}

async function footprint(...flags: string[]): Promise<Footprint> {
  const { out } = await cli('estimate', 'net.py', '--format', 'json', ...flags);
  const [model] = v.parse(reportSchema, JSON.parse(out)).models;
  if (model === undefined) throw new Error(out);
  return model;
}

function value(figure: { readonly value: number | null } | undefined): number {
  if (figure === undefined || figure.value === null) throw new Error('it is known');
  return figure.value;
}

/** A log of a training that took so many times the estimate. */
async function trainedWith(times: number, device = 'RTX 3090'): Promise<void> {
  const { training } = await footprint('--device', device);
  const [energy, seconds] = [value(training?.itEnergy) * times, value(training?.time) * 2];
  put('run.json', JSON.stringify({ energy, seconds, device }));
}

describe('wattlens calibrate', () => {
  it('multiplies the figures on the device by what was measured, and marks each as measured', async () => {
    const before = await footprint('--device', 'RTX 3090');
    await trainedWith(1.5);
    const { code, out, err } = await cli('calibrate', 'run.json');
    expect([code, err]).to.deep.equal([0, '']);
    expect(out).to.match(/run\.json:1: training of Net on NVIDIA RTX 3090: measured .*, estimated/);
    expect(out).to.match(/RTX-3090: figures are multiplied by 1\.50/);
    const after = await footprint('--device', 'RTX 3090');
    const pairs = [
      [after.inference.itEnergy, before.inference.itEnergy],
      [after.inference.energy, before.inference.energy],
      [after.inference.carbon, before.inference.carbon],
      [after.training?.energy, before.training?.energy],
      [after.training?.factors.validation.energy, before.training?.factors.validation.energy],
      [after.carbon, before.carbon],
      [after.cost, before.cost],
      [after.layers[0]?.energy, before.layers[0]?.energy],
    ] as const;
    for (const [now, then] of pairs) {
      expect(value(now) / value(then)).to.be.closeTo(1.5, 1e-9);
      expect(now)
        .to.have.property('measured')
        .that.matches(/by 1 run on NVIDIA RTX 3090 \(run\.json:1\)/);
      expect(then).to.not.have.property('measured');
    }
    expect(value(after.training?.time) / value(before.training?.time)).to.be.closeTo(2, 1e-9);
    expect(after.lifecycle.breakEven).to.have.property('measured');
  });

  it('shows it in lens, hover, report, badge and table', async () => {
    await trainedWith(1.5);
    await cli('calibrate', 'run.json');
    const model = await footprint('--device', 'RTX 3090');
    expect(lensTitle(model, 'inference').text).to.match(/^I .*\/inference measured \(/);
    expect(lensTitle(model, 'training').text).to.match(/^T \S+ \S+ measured \(/);
    expect(hoverMarkdown(model)).to.match(/measured/);
    expect(reportHtml([model], null, null)).to.match(/ measured \(/);
    expect(badgeOf([model])?.text).to.match(/\/inference measured, T .* measured$/);
    expect((await cli('estimate', 'net.py', '--device', 'RTX 3090')).out).to.match(/measured \(/);
  });

  it('leaves other devices alone', async () => {
    const before = await footprint('--device', 'V100');
    await trainedWith(1.5);
    await cli('calibrate', 'run.json');
    expect(await footprint('--device', 'V100')).to.deep.equal(before);
  });

  it('compares with the estimate as it was without any run', async () => {
    await trainedWith(1.5);
    await cli('calibrate', 'run.json');
    const { out } = await cli('calibrate', 'run.json');
    expect(out).to.match(/multiplied by 1\.50 \(1 run;/);
  });

  it('takes inferences by their number', async () => {
    const { inference } = await footprint('--device', 'T4');
    put('run.json', JSON.stringify({ energy: value(inference.itEnergy) * 1000 * 0.8, samples: 1000 }));
    const { out } = await cli('calibrate', 'run.json', 'net.py', '--stage', 'inference', '--device', 'T4');
    expect(out).to.match(/inference of Net on NVIDIA T4, batch 1: measured/);
    expect(out).to.match(/T4: figures are multiplied by 0\.800/);
  });

  it('takes a log of CodeCarbon whose project is no model, and says what its energies are of', async () => {
    put(
      'emissions.csv',
      'project_name,duration,energy_consumed,gpu_energy,cpu_model,gpu_count,gpu_model\n' +
        'codecarbon,10,0.002,0.001,a processor,4,4 x NVIDIA A100-SXM4-80GB\n',
    );
    const { code, out } = await cli('calibrate', 'emissions.csv', 'net.py');
    expect(code).to.equal(0);
    expect(out).to.match(/training of Net on 4 × NVIDIA A100-SXM-80: measured 7\.20 kJ/);
    expect(out).to.match(/the log has processors, boards and memory, without the rest of the machine/);
    await trainedWith(1.5);
    expect((await cli('calibrate', 'run.json')).out).to.not.match(/the log has processors/);
  });

  it('does not say how models scatter where two are far apart', async () => {
    const { inference, training } = await footprint('--device', 'T4');
    put(
      'runs.json',
      JSON.stringify([
        { energy: value(inference.itEnergy) * 1000, samples: 1000, device: 'T4', stage: 'inference' },
        { energy: value(training?.itEnergy) * 3, device: 'T4', stage: 'training' },
      ]),
    );
    const { out } = await cli('calibrate', 'runs.json', 'net.py');
    expect(out).to.match(/multiplied by 1\.73 \(2 runs; too few, and too far apart/);
  });

  it('removes all of it, or what was on one device', async () => {
    await trainedWith(1.5);
    await cli('calibrate', 'run.json');
    await trainedWith(2, 'V100');
    await cli('calibrate', 'run.json');
    expect((await cli('calibrate', '--remove', '--device', 'V100')).out).to.match(/removed 1 run/);
    expect(await footprint('--device', 'V100')).to.not.have.nested.property('inference.energy.measured');
    expect(await footprint('--device', 'RTX 3090')).to.have.nested.property('inference.energy.measured');
    await cli('calibrate', '--remove');
    expect(existsSync(path.join(folder, STORE))).to.equal(false);
    const again = await cli('calibrate', '--remove');
    expect(again.code).to.equal(2);
    expect(again.err).to.match(/nothing to remove/);
  });

  it('keeps runs beside the configuration file, and leaves nothing else behind', async () => {
    put('wattlens.toml', 'device = "RTX 3090"\n');
    put('sub/net.py', 'class Net: pass\n');
    const { training } = await footprint('--device', 'RTX 3090');
    put('run.json', JSON.stringify({ energy: value(training?.itEnergy) }));
    expect((await cli('calibrate', 'run.json', 'sub/net.py')).code).to.equal(0);
    expect(readdirSync(folder).sort()).to.deep.equal(['net.py', 'run.json', 'sub', STORE, 'wattlens.toml']);
  });

  it('does not use runs that another catalogue was compared with, and says so', async () => {
    const before = await footprint('--device', 'RTX 3090');
    await trainedWith(1.5);
    await cli('calibrate', 'run.json');
    const store = path.join(folder, STORE);
    writeFileSync(
      store,
      readFileSync(store, 'utf8').replace(/"catalogVersion": "[^"]*"/, '"catalogVersion": "old"'),
    );
    const after = await footprint('--device', 'RTX 3090');
    expect(after.inference.energy).to.deep.equal(before.inference.energy);
    expect(after.assumptions.map(({ name }) => name)).to.include('measured');
  });

  it('says what is wrong, and changes nothing', async () => {
    await trainedWith(1.5);
    await cli('calibrate', 'run.json');
    const kept = readFileSync(path.join(folder, STORE), 'utf8');
    const fails = async (log: object, ...flags: string[]): Promise<string> => {
      put('bad.json', JSON.stringify(log));
      const { code, err } = await cli('calibrate', 'bad.json', ...flags);
      expect(code, err).to.equal(2);
      expect(readFileSync(path.join(folder, STORE), 'utf8')).to.equal(kept);
      return err;
    };
    expect(await fails({ energy: 5 })).to.match(
      /bad\.json:1: the log does not name the device; give --device/,
    );
    expect(await fails({ energy: 5, device: 'RTX 3091' })).to.match(/no device "RTX 3091" \(near: RTX-3090/);
    expect(await fails({ energy: 5, device: 'T4' }, '--device', 'V100')).to.match(/the run was on NVIDIA T4/);
    expect(await fails({ energy: 5, device: 'T4' }, '--model', 'Other')).to.match(
      /no model called "Other"; there are Net/,
    );
    expect(await fails({ energy: 5, device: 'T4', model: 'Nett' })).to.match(
      /bad\.json:1: there is no model called "Nett"; there are Net/,
    );
    expect(await fails({ energy: 5, device: 'T4' }, '--stage', 'inference')).to.match(/give --run-samples N/);
    put('other.py', 'class Second: pass\n');
    expect(await fails({ energy: 5, device: 'T4' })).to.match(
      /several models; give --model NAME: there are Net, Second/,
    );
    expect((await cli('calibrate', 'nowhere.csv')).err).to.match(/nowhere\.csv: there is no such file/);
    expect((await cli('calibrate')).err).to.match(/nothing to calibrate with/);
  });

  it('loses nothing where the runs cannot be written or read', async function () {
    await trainedWith(1.5);
    await cli('calibrate', 'run.json');
    const store = path.join(folder, STORE);
    const kept = readFileSync(store, 'utf8');
    writeFileSync(store, kept.slice(0, -20));
    const { code, err } = await cli('calibrate', 'run.json');
    expect([code, readFileSync(store, 'utf8')]).to.deep.equal([2, kept.slice(0, -20)]);
    expect(err).to.match(/wattlens\.measured\.json.*delete the file/);
    const estimated = await cli('estimate', 'net.py');
    expect(estimated.out).to.match(/problem .*wattlens\.measured\.json:1 /);
    // Root writes anywhere.
    if (process.getuid?.() === 0 || process.platform === 'win32') return;
    writeFileSync(store, kept);
    chmodSync(folder, 0o500);
    const locked = await cli('calibrate', 'run.json');
    chmodSync(folder, 0o700);
    expect([locked.code, readFileSync(store, 'utf8')]).to.deep.equal([2, kept]);
  });
});
