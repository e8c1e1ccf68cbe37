/** Loss and distance layers: each calls the function of the same name with its options. */
import { Unknown, type Value } from '../../python/runtime/values.ts';
import { operationsOf } from '../operations.ts';
import { layer, type LayerSpec } from './layer.ts';

interface FunctionLayer {
  readonly name: string;
  readonly base?: string;
  readonly fn: string;
  readonly inputs: string;
  /** Parameters of the constructor that are passed on by name. */
  readonly options: string;
}

const REDUCTION = 'size_average=None, reduce=None, reduction="mean"';

const LOSSES: readonly FunctionLayer[] = [
  {
    name: 'CrossEntropyLoss',
    fn: 'cross_entropy',
    inputs: 'input, target',
    options:
      'weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0',
  },
  {
    name: 'NLLLoss',
    fn: 'nll_loss',
    inputs: 'input, target',
    options: 'weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"',
  },
  {
    name: 'NLLLoss2d',
    fn: 'nll_loss',
    inputs: 'input, target',
    options: 'weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"',
  },
  { name: 'MSELoss', fn: 'mse_loss', inputs: 'input, target', options: REDUCTION },
  { name: 'L1Loss', fn: 'l1_loss', inputs: 'input, target', options: REDUCTION },
  { name: 'SmoothL1Loss', fn: 'smooth_l1_loss', inputs: 'input, target', options: `${REDUCTION}, beta=1.0` },
  { name: 'HuberLoss', fn: 'huber_loss', inputs: 'input, target', options: 'reduction="mean", delta=1.0' },
  {
    name: 'BCELoss',
    fn: 'binary_cross_entropy',
    inputs: 'input, target',
    options: `weight=None, ${REDUCTION}`,
  },
  {
    name: 'BCEWithLogitsLoss',
    fn: 'binary_cross_entropy_with_logits',
    inputs: 'input, target',
    options: `weight=None, ${REDUCTION}, pos_weight=None`,
  },
  { name: 'KLDivLoss', fn: 'kl_div', inputs: 'input, target', options: `${REDUCTION}, log_target=False` },
  {
    name: 'PoissonNLLLoss',
    fn: 'poisson_nll_loss',
    inputs: 'input, target',
    options: 'log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction="mean"',
  },
  {
    name: 'GaussianNLLLoss',
    fn: 'gaussian_nll_loss',
    inputs: 'input, target, var',
    options: '*, full=False, eps=1e-06, reduction="mean"',
  },
  { name: 'SoftMarginLoss', fn: 'soft_margin_loss', inputs: 'input, target', options: REDUCTION },
  {
    name: 'HingeEmbeddingLoss',
    fn: 'hinge_embedding_loss',
    inputs: 'input, target',
    options: `margin=1.0, ${REDUCTION}`,
  },
  {
    name: 'MultiLabelSoftMarginLoss',
    fn: 'multilabel_soft_margin_loss',
    inputs: 'input, target',
    options: `weight=None, ${REDUCTION}`,
  },
  { name: 'MultiLabelMarginLoss', fn: 'multilabel_margin_loss', inputs: 'input, target', options: REDUCTION },
  {
    name: 'MultiMarginLoss',
    fn: 'multi_margin_loss',
    inputs: 'input, target',
    options: `p=1, margin=1.0, weight=None, ${REDUCTION}`,
  },
  {
    name: 'CosineEmbeddingLoss',
    fn: 'cosine_embedding_loss',
    inputs: 'input1, input2, target',
    options: `margin=0.0, ${REDUCTION}`,
  },
  {
    name: 'MarginRankingLoss',
    fn: 'margin_ranking_loss',
    inputs: 'input1, input2, target',
    options: `margin=0.0, ${REDUCTION}`,
  },
  {
    name: 'TripletMarginLoss',
    fn: 'triplet_margin_loss',
    inputs: 'anchor, positive, negative',
    options: `margin=1.0, p=2.0, eps=1e-06, swap=False, ${REDUCTION}`,
  },
  {
    name: 'TripletMarginWithDistanceLoss',
    fn: 'triplet_margin_with_distance_loss',
    inputs: 'anchor, positive, negative',
    options: '*, distance_function=None, margin=1.0, swap=False, reduction="mean"',
  },
  {
    name: 'CTCLoss',
    fn: 'ctc_loss',
    inputs: 'log_probs, targets, input_lengths, target_lengths',
    options: 'blank=0, reduction="mean", zero_infinity=False',
  },
  {
    name: 'CosineSimilarity',
    base: '',
    fn: 'cosine_similarity',
    inputs: 'x1, x2',
    options: 'dim=1, eps=1e-08',
  },
  {
    name: 'PairwiseDistance',
    base: '',
    fn: 'pairwise_distance',
    inputs: 'x1, x2',
    options: 'p=2.0, eps=1e-06, keepdim=False',
  },
];

const namesIn = (parameters: string): string[] =>
  parameters.split(', ').flatMap((parameter) => (parameter === '*' ? [] : [parameter.replace(/=.*/, '')]));

function functionLayer({ name, base, fn, inputs, options }: FunctionLayer): LayerSpec {
  const optionNames = namesIn(options);
  const inputNames = namesIn(inputs);
  return layer(`${name}(${options})`, {
    base: base === '' ? null : (base ?? '_Loss'),
    init: (self, call) => {
      self.keep(call, ...optionNames);
    },
    parameters: `(self, ${inputs})`,
    forward(self, call) {
      const native = operationsOf('functional').get(fn);
      if (native === undefined) return self.rt.unknown(`torch.nn.functional.${fn} is not modelled`);
      const keywords = new Map<string, Value>();
      for (const option of optionNames) {
        const value = self.rt.getAttribute(self.object, option);
        if (!(value instanceof Unknown)) keywords.set(option, value);
      }
      return self.rt.call(
        native,
        inputNames.map((input) => call.args.value(input)),
        keywords,
      );
    },
  });
}

export const LOSS_LAYERS: readonly LayerSpec[] = [
  layer('_Loss()', {}),
  layer('_WeightedLoss()', { base: '_Loss' }),
  ...LOSSES.map(functionLayer),
];
