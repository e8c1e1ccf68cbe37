import { expect } from 'chai';
import { badgeOf } from '../../src/report/badge.ts';
import { classifier, convnet, partial } from './samples.ts';

describe('report/badge', () => {
  it('shows one model by its inference and its training', () => {
    expect(badgeOf([convnet])).to.deep.equal({
      text: '3.2 mJ/inference, T 6.0 kJ',
      detail:
        'ConvNet\n  I 3.2 mJ/inference (2.1–4.7 mJ)\n' +
        '  T 6.0 kJ (4.0–9.0 kJ) = I(B 64) × D 60,000 × E 14 × overhead 3\n' +
        '  CT 0.17 kWh (0.11–0.25 kWh) = H 100 × T',
    });
    expect(badgeOf([classifier])?.text).to.equal('3.2 mJ/inference, T unknown');
    expect(badgeOf([partial])?.text).to.equal('≥ 630 µJ/inference');
    const energy = { value: null, reason: 'the model could not be read', source: '' };
    const unread = { ...convnet, inference: { ...convnet.inference, energy } };
    expect(badgeOf([unread])?.text).to.equal('inference unknown, T 6.0 kJ');
  });

  it('shows several models by the range of their inferences, and counts the unknown', () => {
    const cheap = {
      ...convnet,
      inference: { ...convnet.inference, energy: { value: 0.001, low: 0, high: 1, source: 's' } },
    };
    expect(badgeOf([convnet, cheap])?.text).to.equal('2 models, 1.0–3.2 mJ/inference');
    expect(badgeOf([convnet, cheap, partial])?.text).to.equal('3 models, 1.0–3.2 mJ/inference, 1 unknown');
    expect(badgeOf([partial, partial])?.text).to.equal('2 models, unknown');
    expect(badgeOf([convnet, convnet])?.text).to.equal('2 models, 3.2 mJ/inference');
  });

  it('is absent where there is no model', () => {
    expect(badgeOf([])).to.equal(null);
  });
});
