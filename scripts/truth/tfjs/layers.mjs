/** Layers one by one: what they make of a shape, and how many parameters they have. */
import { CLASSES } from './cases.mjs';
import { Draw, literal } from './draw.mjs';
import { counted } from './macs.mjs';
import { tf } from './tensorflow.mjs';

const WANTED = 5;
const MOST_TRIES = 60;
const BATCH = 2;

const shapesOf = (value) => (Array.isArray(value) ? value.map(({ shape }) => shape) : value.shape);
const count = (weights) => weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

function make(expr) {
  return new Function('tf', `return ${expr}`)(tf);
}

function real(shape, integers) {
  const sizes = [BATCH, ...shape];
  return integers ? tf.randomUniform(sizes, 0, 6, 'int32') : tf.randomNormal(sizes);
}

async function measure(expr, shapes, integers) {
  const layer = make(expr);
  const inputs = shapes.map((shape) => tf.input({ shape, dtype: integers ? 'int32' : 'float32' }));
  const symbolic = layer.apply(inputs.length === 1 ? inputs[0] : inputs);
  const values = shapes.map((shape) => real(shape, integers));
  const { result, macs } = await counted(() => layer.apply(values.length === 1 ? values[0] : values));
  return {
    symbolic_output_shape: shapesOf(symbolic),
    output_shape: shapesOf(result),
    params: layer.countParams(),
    non_trainable_params: count(layer.nonTrainableWeights),
    macs,
  };
}

/** The makers that `tf.layers` offers under several names. */
function distinctMakers() {
  const aliases = ['avgPool', 'avgPooling', 'globalMaxPool', 'maxPool', 'globalAvg', 'input', 'Layer', 'RNN'];
  return Object.keys(tf.layers).filter(
    (name) => typeof tf.layers[name] === 'function' && !(aliases.some((alias) => name.startsWith(alias)) && CLASSES[name] === undefined),
  );
}

export async function layerCases() {
  const missing = distinctMakers().filter((name) => CLASSES[name] === undefined && name !== 'input');
  if (missing.length > 0) console.warn(`no configurations of ${missing.join(', ')}`);
  const cases = [];
  for (const [i, [name, configurations]] of Object.entries(CLASSES).entries()) {
    const draw = new Draw(1000 + i);
    const seen = new Set();
    let raised = 0;
    for (let attempt = 0; attempt < MOST_TRIES && seen.size - raised < WANTED; attempt++) {
      const { config, input, maker = name, integers = false } = configurations(draw);
      const expr = `tf.layers.${maker === 'convLstm2dCell' ? 'convLstm2d' : maker}(${Object.keys(config).length === 0 ? '' : literal(config)})`;
      const shapes = input(config);
      const key = `${expr} ${JSON.stringify(shapes)}`;
      if (seen.has(key)) continue;
      const common = {
        id: `${name}/${seen.size + 1}`,
        expr,
        inputs: shapes,
        ...(integers ? { dtype: 'int32' } : {}),
      };
      try {
        cases.push({ ...common, ...(await measure(expr, shapes, integers)) });
      } catch (error) {
        // one refusal of a class says enough, and a missing configuration none
        if (raised > 0 || error instanceof TypeError) continue;
        raised++;
        cases.push({ ...common, raises: error.message.split('\n')[0].slice(0, 120) });
      }
      seen.add(key);
    }
    if (seen.size - raised < 3) console.warn(`${name}: only ${seen.size - raised} configurations`);
  }
  return cases;
}
