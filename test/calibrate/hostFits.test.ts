import { expect } from 'chai';
import { crossDevice } from '../../scripts/calibrate/crossDevice.ts';
import { readFits } from '../../scripts/calibrate/fitsFile.ts';
import { HOST_PARAMETERS, issuesOf, unseenHost } from '../../scripts/calibrate/hostFits.ts';
import { publishedRows } from '../../scripts/calibrate/publishedInference.ts';
import { nvidiaRows, zeusRows } from '../../scripts/calibrate/transfer.ts';

describe('calibrate/hostFits', function () {
  this.timeout(60_000);
  const fits = readFits();

  it('predicts a row by a fit without its chip and without its family', () => {
    const { host } = fits;
    expect(host.parameters).to.deep.equal(HOST_PARAMETERS.map(({ name }) => name));
    for (const row of [...publishedRows(), ...nvidiaRows(), ...zeusRows()]) {
      expect(unseenHost(host, row), row.id).not.to.equal(host.all);
    }
    const [bert] = zeusRows().filter(({ family }) => family === 'bert');
    const [resnet] = zeusRows().filter(({ family, chip }) => family === 'resnet' && chip === 'V100');
    expect(bert && unseenHost(host, bert)).to.equal(host.parts[host.partOf['V100 bert'] ?? -1]);
    expect(resnet && unseenHost(host, resnet)).to.equal(host.parts[host.partOf['V100 resnet'] ?? -1]);
  });

  it('keeps ResNeXt in the family of ResNet, and all lengths of BERT in one', () => {
    const families = new Set(publishedRows().map(({ family }) => family));
    expect([...families].sort()).to.deep.equal(['bert', 'efficientnet', 'resnet']);
  });

  it('finds microseconds for an operation, more of them in mixed precision', () => {
    const { pytorch, keras } = issuesOf(fits.host.all);
    for (const { dispatch } of [pytorch, keras]) expect(dispatch).to.be.within(1e-5, 1e-4);
    expect(pytorch.mixed).to.be.greaterThan(1);
  });

  it('bands compiled code of PyTorch as that of TensorFlow, and other chips without their own rows', () => {
    const all = crossDevice(fits);
    expect(all({ framework: 'pytorch', mode: 'compiled', waits: false })).to.deep.equal(
      all({ framework: 'keras', mode: 'compiled', waits: false }),
    );
    const eager = { framework: 'pytorch', mode: 'eager', waits: false } as const;
    const without = crossDevice(fits, 'T4')(eager);
    expect(without.clusters).to.be.lessThan(all(eager).clusters);
    expect(without.width).to.be.within(0.2, 1.5);
    // What a host takes is in no datasheet.
    expect(all({ ...eager, waits: true }).width).to.be.greaterThan(all(eager).width);
  });
});
