/** `torch.distributions`: samples and densities by shape. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, settled } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { StaticMethod, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { creation } from '../../tensor/ops/creation.ts';
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { broadcast, type Shape } from '../../tensor/shape.ts';
import { guarded, OpCall, toOperand } from '../call.ts';
import { sizeValue } from '../dtypes.ts';
import { emit } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { ownClass, torchModule } from './define.ts';
import { nativeClass } from '../../python/runtime/native.ts';

interface Family {
  /** Parameters of the constructor, as a signature. */
  readonly parameters: string;
  /** Axes of a parameter that belong to one event: 1 for the probabilities of a category. */
  readonly eventAxes: number;
  /** One sample is a number though the parameter has an axis (Categorical). */
  readonly isIndex?: boolean;
}

const real = (parameters: string): Family => ({ parameters, eventAxes: 0 });

const FAMILIES: Readonly<Record<string, Family>> = {
  Normal: real('loc, scale'),
  LogNormal: real('loc, scale'),
  Laplace: real('loc, scale'),
  Cauchy: real('loc, scale'),
  Gumbel: real('loc, scale'),
  Uniform: real('low, high'),
  Bernoulli: real('probs=None, logits=None'),
  ContinuousBernoulli: real('probs=None, logits=None'),
  RelaxedBernoulli: real('temperature, probs=None, logits=None'),
  Beta: real('concentration1, concentration0'),
  Gamma: real('concentration, rate'),
  Exponential: real('rate'),
  Poisson: real('rate'),
  HalfNormal: real('scale'),
  StudentT: real('df, loc=0, scale=1'),
  Categorical: { parameters: 'probs=None, logits=None', eventAxes: 1, isIndex: true },
  OneHotCategorical: { parameters: 'probs=None, logits=None', eventAxes: 1 },
  OneHotCategoricalStraightThrough: { parameters: 'probs=None, logits=None', eventAxes: 1 },
  RelaxedOneHotCategorical: { parameters: 'temperature, probs=None, logits=None', eventAxes: 1 },
  Dirichlet: { parameters: 'concentration', eventAxes: 1 },
  MultivariateNormal: {
    parameters: 'loc, covariance_matrix=None, precision_matrix=None, scale_tril=None',
    eventAxes: 1,
  },
};

/** A distribution over tensors of known shapes. */
class Distribution extends HostObject {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly batchShape: Shape;
  readonly eventShape: Shape;
  readonly like: TorchTensor;
  constructor(
    name: string,
    parameters: ReadonlyMap<string, Value>,
    like: TorchTensor,
    batch: Shape,
    event: Shape,
  ) {
    super();
    this.name = name;
    this.parameters = parameters;
    this.like = like;
    this.batchShape = batch;
    this.eventShape = event;
  }

  override pyClass(rt: Runtime): PyClass {
    return distributionClass(rt, this.name);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const own = this.parameters.get(name);
    if (own !== undefined && own !== null) return own;
    switch (name) {
      case 'batch_shape':
        return sizeValue(rt, this.batchShape);
      case 'event_shape':
        return sizeValue(rt, this.eventShape);
      case 'has_rsample':
        return true;
      case 'sample':
      case 'rsample':
      case 'sample_n':
        return native(`${name}(sample_shape=())`, (runtime, args) =>
          guarded(runtime, true, () => this.#sample(runtime, new OpCall(runtime, args), name === 'rsample')),
        );
      case 'log_prob':
      case 'cdf':
      case 'icdf':
        return native(`${name}(value)`, (runtime, args) =>
          guarded(runtime, true, () =>
            this.#density(runtime, name, new OpCall(runtime, args).tensor('value')),
          ),
        );
      case 'entropy':
      case 'perplexity':
        return native(`${name}()`, (runtime) => this.#overBatch(runtime, name));
      case 'mean':
      case 'mode':
      case 'variance':
      case 'stddev':
      case 'probs':
      case 'logits':
        return this.#moment(rt, name);
      default:
        return undefined;
    }
  }

  #sample(rt: Runtime, call: OpCall, keepsGraph: boolean): Value {
    const shape = [...call.shape('sample_shape'), ...this.batchShape, ...this.eventShape];
    const dtype = this.name === 'Categorical' ? 'int64' : this.like.dtype;
    return emit(rt, this.name.toLowerCase(), creation({ shape, dtype }), [this.like], dtype, {
      detached: !keepsGraph,
    });
  }

  #density(rt: Runtime, name: string, value: TorchTensor): Value {
    const events = this.eventShape.length;
    const shape = broadcast(value.shape.slice(0, value.shape.length - events), this.batchShape);
    const rule = elementwise('logsigmoid', [value, this.like].slice(0, 1), this.like.dtype);
    return emit(
      rt,
      name,
      { ...rule, outputs: [shape], kind: 'elementwise' },
      [value, this.like],
      this.like.dtype,
    );
  }

  #overBatch(rt: Runtime, name: string): Value {
    const rule = elementwise('log', [this.like]);
    return emit(
      rt,
      name,
      { ...rule, outputs: [this.batchShape], kind: 'elementwise' },
      [this.like],
      this.like.dtype,
    );
  }

  #moment(rt: Runtime, name: string): Value {
    const shape =
      name === 'probs' || name === 'logits' ? this.like.shape : [...this.batchShape, ...this.eventShape];
    const rule = elementwise('exp', [this.like]);
    return emit(rt, name, { ...rule, outputs: [shape], kind: 'elementwise' }, [this.like], this.like.dtype);
  }
}

function distributionClass(rt: Runtime, name: string): PyClass {
  return ownClass(rt, `distributions.${name}`, () => {
    const base = name === 'Distribution' ? rt.builtinClass('object') : distributionClass(rt, 'Distribution');
    const family = FAMILIES[name];
    if (family === undefined) return nativeClass(name, [base], []);
    const create = native(`__new__(cls, ${family.parameters}, validate_args=None)`, (runtime, args) =>
      guarded(runtime, false, () => construct(name, family, (parameter) => args.value(parameter))),
    );
    return nativeClass(name, [base], [['__new__', new StaticMethod(create)]]);
  });
}

function construct(name: string, family: Family, value: (name: string) => Value): Value {
  const names = family.parameters.split(', ').map((parameter) => parameter.replace(/=.*/, ''));
  const parameters = new Map<string, Value>();
  let shape: Shape = [];
  let like: TorchTensor | null = null;
  for (const parameter of names) {
    const given = value(parameter);
    if (given instanceof Unknown) throw new UnknownInput(given);
    const operand = given === null ? undefined : toOperand(settled(given));
    parameters.set(parameter, given);
    if (operand instanceof TorchTensor) {
      const isMatrix = /matrix|tril/.test(parameter);
      shape = broadcast(shape, isMatrix ? operand.shape.slice(0, -1) : operand.shape);
      like ??= operand;
    }
  }
  const source = like ?? new TorchTensor([], 'float32');
  const cut = shape.length - family.eventAxes;
  const event = family.isIndex === true ? [] : shape.slice(cut);
  return new Distribution(name, parameters, source, shape.slice(0, cut), event);
}

/** Takes the last batch axes as parts of one event. */
const independent = native(
  'Independent(base_distribution, reinterpreted_batch_ndims, validate_args=None)',
  (rt, args) => {
    const base = args.known('base_distribution');
    if (!(base instanceof Distribution)) {
      return rt.unknown('an Independent of something that is not modelled');
    }
    const cut = base.batchShape.length - args.int('reinterpreted_batch_ndims');
    return new Distribution(base.name, base.parameters, base.like, base.batchShape.slice(0, cut), [
      ...base.batchShape.slice(cut),
      ...base.eventShape,
    ]);
  },
);

const divergence = native('kl_divergence(p, q)', (rt, args) => {
  const [p, q] = [args.known('p'), args.known('q')];
  if (!(p instanceof Distribution) || !(q instanceof Distribution)) {
    return rt.unknown('a divergence of distributions that are not modelled');
  }
  const shape = broadcast(p.batchShape, q.batchShape);
  const rule = elementwise('logaddexp', [p.like], p.like.dtype);
  return emit(
    rt,
    'kl_divergence',
    { ...rule, outputs: [shape], kind: 'elementwise' },
    [p.like, q.like],
    p.like.dtype,
  );
});

const find = (rt: Runtime, name: string): Value | undefined =>
  name === 'Distribution' || Object.hasOwn(FAMILIES, name) ? distributionClass(rt, name) : undefined;

export const distributionModules: readonly LibraryModule[] = [
  torchModule({ name: 'torch.distributions', functions: [independent, divergence], find }),
  ...[
    'normal',
    'categorical',
    'bernoulli',
    'uniform',
    'beta',
    'distribution',
    'multivariate_normal',
    'independent',
  ].map((part) => torchModule({ name: `torch.distributions.${part}`, functions: [independent], find })),
  torchModule({ name: 'torch.distributions.kl', functions: [divergence] }),
];
