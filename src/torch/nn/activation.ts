/** Activation and dropout layers. */
import { activation, dropout, glu, prelu } from '../ops/activation.ts';
import { storeInPlace } from '../ops/inPlace.ts';
import { binary } from '../ops/binary.ts';
import { implicitAxis, softmax } from '../ops/softmax.ts';
import { layer, type LayerSpec } from './layer.ts';

/** A layer of one function; `inplace` writes the result into the input. */
function simple(name: string, aten: string, parameters = ''): LayerSpec {
  const names =
    parameters === '' ? [] : parameters.split(', ').map((parameter) => parameter.replace(/=.*/, ''));
  return layer(`${name}(${parameters})`, {
    init: (self, call) => {
      self.keep(call, ...names);
    },
    forward(self, call) {
      const input = call.tensor('input');
      const result = activation(self.rt, aten, input);
      return names.includes('inplace') && self.bool('inplace')
        ? storeInPlace(self.rt, input, result)
        : result;
    },
  });
}

function softmaxLayer(name: string, aten: '_softmax' | '_log_softmax'): LayerSpec {
  return layer(`${name}(dim=None)`, {
    init: (self, call) => {
      self.keep(call, 'dim');
    },
    forward(self, call) {
      const input = call.tensor('input');
      const source =
        name === 'Softmin' ? binary(self.rt, 'mul', input, { value: -1, dtype: 'int64' }) : input;
      const axis = self.value('dim') === null ? implicitAxis(input.shape.length) : self.int('dim');
      return softmax(self.rt, aten, source, axis, null);
    },
  });
}

function dropoutLayer(name: string): LayerSpec {
  return layer(`${name}(p=0.5, inplace=False)`, {
    base: '_DropoutNd',
    init(self, call) {
      const p = call.number('p');
      if (p !== null && (p < 0 || p > 1)) {
        throw self.rt.error('ValueError', `dropout probability has to be between 0 and 1, but got ${p}`);
      }
      self.keep(call, 'p', 'inplace');
    },
    forward: (self, call) => dropout(self.rt, call.tensor('input'), self.number('p'), self.training),
  });
}

export const ACTIVATION_LAYERS: readonly LayerSpec[] = [
  simple('ReLU', 'relu', 'inplace=False'),
  simple('ReLU6', 'relu6', 'inplace=False'),
  simple('LeakyReLU', 'leaky_relu', 'negative_slope=0.01, inplace=False'),
  simple('ELU', 'elu', 'alpha=1.0, inplace=False'),
  simple('SELU', 'selu', 'inplace=False'),
  simple('CELU', 'celu', 'alpha=1.0, inplace=False'),
  simple('GELU', 'gelu', 'approximate="none"'),
  simple('SiLU', 'silu', 'inplace=False'),
  simple('Mish', 'mish', 'inplace=False'),
  simple('Sigmoid', 'sigmoid'),
  simple('LogSigmoid', 'logsigmoid'),
  simple('Tanh', 'tanh'),
  simple('Hardtanh', 'hardtanh', 'min_val=-1.0, max_val=1.0, inplace=False'),
  simple('Hardswish', 'hardswish', 'inplace=False'),
  simple('Hardsigmoid', 'hardsigmoid', 'inplace=False'),
  simple('Hardshrink', 'hardshrink', 'lambd=0.5'),
  simple('Softplus', 'softplus', 'beta=1.0, threshold=20.0'),
  simple('Softshrink', 'softshrink', 'lambd=0.5'),
  simple('Softsign', 'softsign'),
  simple('Tanhshrink', 'tanhshrink'),
  simple('Threshold', 'threshold', 'threshold, value, inplace=False'),
  simple('RReLU', 'rrelu', 'lower=0.125, upper=0.3333333333333333, inplace=False'),

  layer('PReLU(num_parameters=1, init=0.25, device=None, dtype=None)', {
    init(self, call) {
      self.set('num_parameters', call.int('num_parameters'));
      self.parameter('weight', [call.int('num_parameters')], call.dtype());
    },
    forward: (self, call) => prelu(self.rt, call.tensor('input'), self.tensor('weight')),
  }),

  layer('GLU(dim=-1)', {
    init: (self, call) => {
      self.keep(call, 'dim');
    },
    forward: (self, call) => glu(self.rt, call.tensor('input'), self.int('dim')),
  }),

  softmaxLayer('Softmax', '_softmax'),
  softmaxLayer('LogSoftmax', '_log_softmax'),
  softmaxLayer('Softmin', '_softmax'),

  layer('Softmax2d()', {
    init: () => undefined,
    forward(self, call) {
      const input = call.tensor('input');
      if (input.shape.length !== 3 && input.shape.length !== 4) {
        throw self.rt.error(
          'ValueError',
          `Softmax2d: expected input to be 3D or 4D, got ${input.shape.length}D instead`,
        );
      }
      return softmax(self.rt, '_softmax', input, -3, null);
    },
  }),

  layer('_DropoutNd()', {}),
  ...['Dropout', 'Dropout1d', 'Dropout2d', 'Dropout3d', 'AlphaDropout', 'FeatureAlphaDropout'].map(
    dropoutLayer,
  ),
];
