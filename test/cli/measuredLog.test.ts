import { expect } from 'chai';
import { readLog } from '../../src/cli/measuredLog.ts';
import { UsageError } from '../../src/cli/usage.ts';

const HEAD =
  'timestamp,project_name,duration,cpu_energy,gpu_energy,ram_energy,energy_consumed,cpu_model,gpu_count,gpu_model,pue';
const row = (cells: Partial<Record<string, string>> = {}): string => {
  const values: Readonly<Record<string, string | undefined>> = {
    timestamp: '2024-03-01T10:00:00',
    project_name: 'net',
    duration: '120.5',
    cpu_energy: '0.002',
    gpu_energy: '0.007',
    ram_energy: '0.001',
    energy_consumed: '0.01',
    cpu_model: 'Intel(R) Core(TM) i9-10940X CPU @ 3.30GHz',
    gpu_count: '2.0',
    gpu_model: '2 x NVIDIA GeForce RTX 3090',
    pue: '1.25',
    ...cells,
  };
  return HEAD.split(',')
    .map((name) => values[name] ?? '')
    .join(',');
};

function complaint(file: string, text: string): string {
  try {
    readLog(file, text, null);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a log of CodeCarbon', () => {
  it('is one run a row, its own PUE taken out of the energy', () => {
    const [first, second] = readLog(
      'emissions.csv',
      `${HEAD}\n${row()}\n${row({ gpu_energy: '0', pue: '' })}\n`,
      null,
    );
    expect(first).to.deep.equal({
      energy: (0.01 * 3.6e6) / 1.25,
      time: 120.5,
      samples: null,
      epochs: null,
      devices: ['NVIDIA GeForce RTX 3090'],
      deviceCount: 2,
      model: null,
      project: 'net',
      isOfParts: true,
      stage: null,
      line: 2,
    });
    expect(second?.devices).to.deep.equal(['Intel(R) Core(TM) i9-10940X CPU @ 3.30GHz']);
    expect(second?.energy).to.equal(36_000);
    expect(second?.line).to.equal(3);
  });

  it('takes the PUE that is said before that of the log', () => {
    expect(readLog('emissions.csv', `${HEAD}\n${row()}`, 2)[0]?.energy).to.equal(18_000);
  });

  it('names file, line and remedy of what is wrong', () => {
    const at = (cells: Partial<Record<string, string>>): string =>
      complaint('emissions.csv', `${HEAD}\n${row()}\n${row(cells)}`);
    expect(at({ energy_consumed: 'nan' })).to.match(
      /^emissions\.csv:3: energy_consumed is "nan".*; delete the row/,
    );
    expect(at({ energy_consumed: '' })).to.match(/^emissions\.csv:3: energy_consumed is empty or 0; delete/);
    expect(at({ duration: '-1' })).to.match(/^emissions\.csv:3: duration is "-1"/);
    expect(complaint('emissions.csv', `${HEAD}\n${row()}\n1,2`)).to.match(
      /^emissions\.csv:3: too few fields/,
    );
    expect(complaint('emissions.csv', HEAD)).to.match(/^emissions\.csv:2: there is no row/);
  });
});

const CARBONTRACKER = `2024-03-01 10:00:00 - carbontracker version 2.0.0
Only predicted and actual consumptions are multiplied by a PUE coefficient of 1.58 (Daniel Bizo, 2023).
The following components were found: GPU with device(s) NVIDIA GeForce RTX 3090, NVIDIA GeForce RTX 3090. CPU with device(s) cpu:0.
CarbonTracker:
Actual consumption for 2 epoch(s):
\tTime:\t1 day, 0:10:00
\tEnergy:\t0.158000000000 kWh
\tCO2eq:\t10.0 g
Predicted consumption for 100 epoch(s):
\tTime:\t8:20:00
\tEnergy:\t60.0 kWh
`;

describe('a log of carbontracker', () => {
  it('is the epochs that ran, without the PUE that it multiplies by', () => {
    const [run, ...others] = readLog('out.log', CARBONTRACKER, null);
    expect(others).to.deep.equal([]);
    expect(run?.energy).to.be.closeTo(0.1 * 3.6e6, 1e-6);
    expect(run?.time).to.equal(86_400 + 600);
    expect([run?.epochs, run?.deviceCount, run?.line]).to.deep.equal([2, 2, 5]);
    expect(run?.devices).to.deep.equal(['NVIDIA GeForce RTX 3090']);
  });

  it('asks for the PUE where the log does not say it', () => {
    const text = CARBONTRACKER.replace(/Only .*\n/, '');
    expect(complaint('out.log', text)).to.match(/^out\.log:4: carbontracker multiplies by a PUE.*--log-pue/);
    expect(readLog('out.log', text, 1)[0]?.energy).to.be.closeTo(0.158 * 3.6e6, 1e-6);
  });
});

describe('a log in JSON', () => {
  it('is an object or a list of them, in joules unless said otherwise', () => {
    const text =
      '[{"energy": 5, "samples": 100},\n {"energy": 2, "unit": "Wh", "pue": 2, "stage": "inference"}]';
    const [first, second] = readLog('runs.json', text, null);
    expect([first?.energy, first?.samples, first?.line]).to.deep.equal([5, 100, 1]);
    expect([second?.energy, second?.stage, second?.line]).to.deep.equal([3600, 'inference', 2]);
  });

  it('names file, line and remedy of what is wrong', () => {
    expect(complaint('runs.json', '{"samples": 3}')).to.match(
      /^runs\.json:1: energy is missing; write \{"energy"/,
    );
    expect(complaint('runs.json', '[{"energy": 1},\n{"energy": -1}]')).to.match(
      /^runs\.json:2: energy must be more/,
    );
    expect(complaint('runs.json', '{"energy": 1, "unit": "cal"}')).to.match(/unit must be J, Wh or kWh/);
    expect(complaint('runs.json', '{"energy": 1,\n "samples": }')).to.match(/^runs\.json:\d: /);
    expect(complaint('runs.json', '[]')).to.match(/the list is empty/);
  });
});

describe('anything else', () => {
  it('is refused with what would do', () => {
    expect(complaint('notes.txt', 'hello')).to.match(/^notes\.txt:1: this is neither.*; write \{"energy"/);
    expect(complaint('empty.csv', ' \n')).to.match(/^empty\.csv:1: the log is empty/);
  });
});
