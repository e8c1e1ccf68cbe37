/** Layers of Keras with arguments drawn at random, each as the only one of a model. */
import type { LayerCase } from '../keras/truth.ts';
import { generatedCases, layerCases } from '../keras/truth.ts';
import type { Question, Truth } from './judge.ts';
import { diskSnapshot } from './judge.ts';

const NAMES = ['x', 'y', 'z'];

/** Those that Keras accepts. */
function accepted(): readonly LayerCase[] {
  return [...layerCases(), ...generatedCases()].filter(({ raises }) => raises !== true);
}

function truthOf(known: LayerCase): Truth {
  const { id, expr, inputs, dtypes, params = 0, non_trainable_params: frozen = 0, macs = null } = known;
  return {
    id: `${id} ${expr}`,
    file: 'keras/layers/__init__.py',
    builder: 'case',
    args: '',
    input_shape: inputs,
    input_dtypes: dtypes,
    output_shape: known.output_shape,
    params,
    trainable_params: params - frozen,
    macs,
    layers: null,
  };
}

/** A function that makes the model: inputs whose batch is open, the layer, what comes out. */
function source({ expr, inputs, dtypes }: LayerCase): string {
  const [made = '', then] = expr.split('; ');
  const names = NAMES.slice(0, inputs.length);
  const declared = inputs.map((shape, i) => {
    const sizes = ['None', ...shape.slice(1)].join(', ');
    return `    ${NAMES[i] ?? ''} = keras.Input(batch_shape=(${sizes},), dtype='${dtypes[i] ?? 'float32'}')`;
  });
  const given = names.length === 1 ? 'x' : `[${names.join(', ')}]`;
  return [
    'import keras',
    'from keras import layers',
    'def case():',
    ...declared,
    `    layer = value = ${made}`,
    ...(then === undefined ? [] : [`    value = ${then}`]),
    `    result = value(${given}) if isinstance(value, layers.Layer) else value`,
    `    return keras.Model([${names.join(', ')}], result)`,
  ].join('\n');
}

export function kerasLayerTruths(): readonly Truth[] {
  return accepted().map(truthOf);
}

export function openKerasLayers(): { readonly truth: Truth; readonly question: Question }[] {
  const files = diskSnapshot();
  return accepted().map((known) => ({
    truth: truthOf(known),
    question: { files, searchPath: [], text: source(known) },
  }));
}
