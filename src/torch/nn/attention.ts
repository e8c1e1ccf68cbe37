/** Multi-head attention and the transformer layers. */
import { PyList, PyTuple, Unknown, type Value } from '../../python/runtime/values.ts';
import { create } from '../ops/creation.ts';
import { activation } from '../ops/activation.ts';
import { multiHeadAttention } from '../ops/attention.ts';
import { transpose } from '../ops/views.ts';
import { StaticMethod } from '../../python/runtime/values.ts';
import type { OpCall } from '../call.ts';
import { TorchTensor } from '../tensor.ts';
import { free } from '../call.ts';
import { layer, type LayerSelf, type LayerSpec } from './layer.ts';
import { construct } from './registry.ts';
import { isModule } from './tree.ts';

function keywords(entries: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}

const multihead = layer(
  'MultiheadAttention(embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None)',
  {
    init(self, call) {
      const [embed, heads] = [call.int('embed_dim'), call.int('num_heads')];
      const [keys, values] = [call.intOrNone('kdim') ?? embed, call.intOrNone('vdim') ?? embed];
      const packed = keys === embed && values === embed;
      const dtype = call.dtype();
      if (embed <= 0 || heads <= 0) {
        throw self.rt.error('ValueError', 'embed_dim and num_heads must be greater than 0');
      }
      if (embed % heads !== 0) {
        throw self.rt.error('AssertionError', 'embed_dim must be divisible by num_heads');
      }
      self.keep(call, 'embed_dim', 'num_heads', 'dropout', 'batch_first', 'add_zero_attn');
      self.set('kdim', keys);
      self.set('vdim', values);
      self.set('head_dim', embed / heads);
      self.set('_qkv_same_embed_dim', packed);
      self.parameter('in_proj_weight', packed ? [3 * embed, embed] : null, dtype);
      self.parameter('q_proj_weight', packed ? null : [embed, embed], dtype);
      self.parameter('k_proj_weight', packed ? null : [embed, keys], dtype);
      self.parameter('v_proj_weight', packed ? null : [embed, values], dtype);
      self.parameter('in_proj_bias', call.bool('bias') ? [3 * embed] : null, dtype);
      self.child(
        'out_proj',
        construct(
          self.rt,
          'NonDynamicallyQuantizableLinear',
          [embed, embed],
          keywords({ bias: call.bool('bias') }),
        ),
      );
      self.parameter('bias_k', call.bool('add_bias_kv') ? [1, 1, embed] : null, dtype);
      self.parameter('bias_v', call.bool('add_bias_kv') ? [1, 1, embed] : null, dtype);
    },
    parameters:
      '(self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False)',
    forward(self, call) {
      const { rt } = self;
      let [query, key, value] = [call.tensor('query'), call.tensor('key'), call.tensor('value')];
      const turns = self.bool('batch_first') && query.shape.length === 3;
      if (turns) {
        // One tensor for all three stays one, so that one product projects it.
        const same = query === key && key === value;
        const turned = transpose(rt, query, 0, 1);
        [query, key, value] = same
          ? [turned, turned, turned]
          : [turned, transpose(rt, key, 0, 1), transpose(rt, value, 0, 1)];
      }
      const out = rt.getAttribute(self.object, 'out_proj');
      const outWeight = rt.getAttribute(out, 'weight');
      const outBias = rt.getAttribute(out, 'bias');
      if (!(outWeight instanceof TorchTensor)) return outWeight;
      const result = multiHeadAttention(
        rt,
        query,
        key,
        value,
        self.int('embed_dim'),
        {
          packed: self.tensorOrNone('in_proj_weight'),
          query: self.tensorOrNone('q_proj_weight'),
          key: self.tensorOrNone('k_proj_weight'),
          value: self.tensorOrNone('v_proj_weight'),
          bias: self.tensorOrNone('in_proj_bias'),
          keyBias: self.tensorOrNone('bias_k'),
          valueBias: self.tensorOrNone('bias_v'),
          out: outWeight,
          outBias: outBias instanceof TorchTensor ? outBias : null,
        },
        {
          heads: self.int('num_heads'),
          dropout: self.number('dropout') ?? 0,
          training: self.training,
          addZeroAttention: self.bool('add_zero_attn'),
          needWeights: call.bool('need_weights'),
          averageWeights: call.bool('average_attn_weights'),
          mask: call.tensorOrNone('attn_mask'),
          paddingMask: call.tensorOrNone('key_padding_mask'),
        },
      );
      return new PyTuple([turns ? transpose(rt, result.output, 0, 1) : result.output, result.weights]);
    },
    methods: { '_reset_parameters(self)': () => null },
  },
);

/** Attention with residual, without weights: the first of the results. */
function attend(
  self: LayerSelf,
  name: string,
  query: Value,
  key: Value,
  options: Readonly<Record<string, Value>>,
): Value {
  const { rt } = self;
  const result = rt.call(
    rt.getAttribute(self.object, name),
    [query, key, key],
    keywords({ ...options, need_weights: false }),
  );
  if (result instanceof Unknown) return result;
  return rt.getItem(result, 0);
}

function feedForward(self: LayerSelf, x: Value): Value {
  const { rt } = self;
  const inner = self.call('linear1', x);
  const activated = rt.call(rt.getAttribute(self.object, 'activation'), [inner]);
  return self.call('linear2', self.call('dropout', activated));
}

const LAYER_PARAMETERS =
  'd_model, nhead, dim_feedforward=2048, dropout=0.1, activation="relu", layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None';

/** Children in PyTorch's order, which is that of the parameters. */
function declareLayer(self: LayerSelf, call: OpCall, attentions: readonly string[]): void {
  const { rt } = self;
  const [model, heads, inner] = [call.int('d_model'), call.int('nhead'), call.int('dim_feedforward')];
  const [dropout, bias] = [call.args.value('dropout'), call.bool('bias')];
  for (const name of attentions) {
    self.child(
      name,
      construct(
        rt,
        'MultiheadAttention',
        [model, heads],
        keywords({ dropout, bias, batch_first: call.bool('batch_first') }),
      ),
    );
  }
  self.child('linear1', construct(rt, 'Linear', [model, inner], keywords({ bias })));
  self.child('dropout', construct(rt, 'Dropout', [dropout]));
  self.child('linear2', construct(rt, 'Linear', [inner, model], keywords({ bias })));
  self.set('norm_first', call.bool('norm_first'));
  const norms = attentions.length + 1;
  for (let i = 1; i <= norms; i++) {
    self.child(
      `norm${i}`,
      construct(rt, 'LayerNorm', [model], keywords({ eps: call.args.value('layer_norm_eps'), bias })),
    );
  }
  for (let i = 1; i <= norms; i++) self.child(`dropout${i}`, construct(rt, 'Dropout', [dropout]));
  const given = call.args.known('activation');
  if (typeof given !== 'string') {
    if (isModule(rt, given)) self.child('activation', given);
    else self.set('activation', given);
    return;
  }
  if (given !== 'relu' && given !== 'gelu') {
    throw rt.error('RuntimeError', `activation should be relu/gelu, not ${given}`);
  }
  self.set(
    'activation',
    free(`${given}(input)`, (inner2) => activation(rt, given, inner2.tensor('input'))),
  );
}

/** x + part(norm(x)), or norm(x + part(x)). */
function residual(self: LayerSelf, x: Value, norm: string, part: (input: Value) => Value): Value {
  const { rt } = self;
  if (self.bool('norm_first')) return rt.binary('+', x, part(self.call(norm, x)));
  return self.call(norm, rt.binary('+', x, part(x)));
}

const encoderLayer = layer(`TransformerEncoderLayer(${LAYER_PARAMETERS})`, {
  init: (self, call) => {
    declareLayer(self, call, ['self_attn']);
  },
  parameters: '(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False)',
  forward(self, call) {
    const options = {
      attn_mask: call.args.value('src_mask'),
      key_padding_mask: call.args.value('src_key_padding_mask'),
    };
    const attended = residual(self, call.args.value('src'), 'norm1', (x) =>
      self.call('dropout1', attend(self, 'self_attn', x, x, options)),
    );
    return residual(self, attended, 'norm2', (x) => self.call('dropout2', feedForward(self, x)));
  },
});

const decoderLayer = layer(`TransformerDecoderLayer(${LAYER_PARAMETERS})`, {
  init: (self, call) => {
    declareLayer(self, call, ['self_attn', 'multihead_attn']);
  },
  parameters:
    '(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False)',
  forward(self, call) {
    const memory = call.args.value('memory');
    const own = {
      attn_mask: call.args.value('tgt_mask'),
      key_padding_mask: call.args.value('tgt_key_padding_mask'),
    };
    const other = {
      attn_mask: call.args.value('memory_mask'),
      key_padding_mask: call.args.value('memory_key_padding_mask'),
    };
    let x = residual(self, call.args.value('tgt'), 'norm1', (y) =>
      self.call('dropout1', attend(self, 'self_attn', y, y, own)),
    );
    x = residual(self, x, 'norm2', (y) =>
      self.call('dropout2', attend(self, 'multihead_attn', y, memory, other)),
    );
    return residual(self, x, 'norm3', (y) => self.call('dropout3', feedForward(self, y)));
  },
});

/** Copies of one layer in a list. */
function declareStack(self: LayerSelf, call: OpCall, name: string): void {
  const template = call.args.known(name);
  const count = call.int('num_layers');
  const copies = Array.from({ length: count }, () => self.rt.deepCopy(template));
  self.child('layers', construct(self.rt, 'ModuleList', [new PyList(copies)]));
  self.set('num_layers', count);
  const norm = call.args.known('norm');
  self.child('norm', norm);
}

function runStack(
  self: LayerSelf,
  first: Value,
  further: readonly Value[],
  options: Readonly<Record<string, Value>>,
): Value {
  const { rt } = self;
  const layers = rt.elements(rt.getAttribute(self.object, 'layers'));
  if (layers instanceof Unknown) return layers;
  let x = first;
  for (const each of layers) x = rt.call(each, [x, ...further], keywords(options));
  return self.value('norm') === null ? x : self.call('norm', x);
}

const encoder = layer(
  'TransformerEncoder(encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True)',
  {
    init: (self, call) => {
      declareStack(self, call, 'encoder_layer');
    },
    parameters: '(self, src, mask=None, src_key_padding_mask=None, is_causal=None)',
    forward: (self, call) =>
      runStack(self, call.args.value('src'), [], {
        src_mask: call.args.value('mask'),
        src_key_padding_mask: call.args.value('src_key_padding_mask'),
      }),
  },
);

const decoder = layer('TransformerDecoder(decoder_layer, num_layers, norm=None)', {
  init: (self, call) => {
    declareStack(self, call, 'decoder_layer');
  },
  parameters:
    '(self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False)',
  forward: (self, call) =>
    runStack(self, call.args.value('tgt'), [call.args.value('memory')], {
      tgt_mask: call.args.value('tgt_mask'),
      memory_mask: call.args.value('memory_mask'),
      tgt_key_padding_mask: call.args.value('tgt_key_padding_mask'),
      memory_key_padding_mask: call.args.value('memory_key_padding_mask'),
    }),
});

const squareMask = new StaticMethod(
  free('generate_square_subsequent_mask(sz, device=None, dtype=None)', (call) => {
    const size = call.int('sz');
    const full = create(call.rt, 'full', [size, size], call.dtype());
    const { dtype, device } = full;
    return new TorchTensor(full.shape, dtype, { device, isTriangular: true });
  }),
);

const transformer = layer(
  'Transformer(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation="relu", custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)',
  {
    init(self, call) {
      const { rt } = self;
      const options = keywords(
        Object.fromEntries(
          [
            'dim_feedforward',
            'dropout',
            'activation',
            'layer_norm_eps',
            'batch_first',
            'norm_first',
            'bias',
          ].map((name) => [name, call.args.value(name)]),
        ),
      );
      const stack = (kind: 'Encoder' | 'Decoder', custom: Value): Value => {
        if (custom !== null) return custom;
        const one = construct(
          rt,
          `Transformer${kind}Layer`,
          [call.int('d_model'), call.int('nhead')],
          options,
        );
        const norm = construct(rt, 'LayerNorm', [call.int('d_model')], keywords({ bias: call.bool('bias') }));
        return construct(rt, `Transformer${kind}`, [one, call.int(`num_${kind.toLowerCase()}_layers`), norm]);
      };
      self.child('encoder', stack('Encoder', call.args.value('custom_encoder')));
      self.child('decoder', stack('Decoder', call.args.value('custom_decoder')));
      self.keep(call, 'd_model', 'nhead', 'batch_first');
    },
    parameters:
      '(self, src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, memory_is_causal=False)',
    forward(self, call) {
      const { rt } = self;
      const value = (name: string): Value => call.args.value(name);
      const memory = rt.call(
        rt.getAttribute(self.object, 'encoder'),
        [value('src')],
        keywords({ mask: value('src_mask'), src_key_padding_mask: value('src_key_padding_mask') }),
      );
      const options = ['tgt_mask', 'memory_mask', 'tgt_key_padding_mask', 'memory_key_padding_mask'];
      return rt.call(
        rt.getAttribute(self.object, 'decoder'),
        [value('tgt'), memory],
        keywords(Object.fromEntries(options.map((name) => [name, value(name)]))),
      );
    },
    members: [['generate_square_subsequent_mask', squareMask]],
  },
);

export const ATTENTION_LAYERS: readonly LayerSpec[] = [
  multihead,
  encoderLayer,
  decoderLayer,
  encoder,
  decoder,
  transformer,
];
