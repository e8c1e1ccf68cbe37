/**
 * `generate` of the installed transformers: how many tokens are asked for. What it runs, token by token with a cache, is
 * the cost model's business.
 * https://huggingface.co/docs/transformers/v4.48.0/main_classes/text_generation
 */
import type { Amendment } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeMethod } from '../../python/runtime/native.ts';
import { NativeFunction, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { traceOf } from '../../trace/trace.ts';

type Keywords = ReadonlyMap<string, Value>;

/** An argument of the call, else of the generation's configuration that it is given. */
function asked(rt: Runtime, keywords: Keywords, config: Value, name: string): Value {
  const own = keywords.get(name);
  if (own !== undefined && own !== null) return own;
  if (config === null || config instanceof Unknown) return config;
  return rt.findAttribute(config, name) ?? null;
}

/** Null: it is not said, or not known. */
function wholeNumber(value: Value): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
}

const known = nativeMethod('generate(self, inputs=None, generation_config=None, **kwargs)', (rt, args) => {
  const self = args.value('self');
  const keywords = args.extra;
  const given = args.value('inputs') ?? keywords.get('input_ids') ?? null;
  const prompt = given instanceof TorchTensor && given.shape.length === 2 ? given : null;
  const promptTokens = prompt?.shape[1] ?? null;
  const config = args.value('generation_config');
  const most = wholeNumber(asked(rt, keywords, config, 'max_length'));
  const left = most === null || promptTokens === null ? null : wholeNumber(most - promptTokens);
  const newTokens = wholeNumber(asked(rt, keywords, config, 'max_new_tokens')) ?? left;
  if (self instanceof PyObject) {
    traceOf(rt).record({ type: 'generate', model: self.serial, promptTokens, newTokens, span: rt.here() });
  }
  if (prompt === null || newTokens === null) return rt.unknown('the tokens that a model generates');
  return new TorchTensor([prompt.shape[0] ?? 1, (promptTokens ?? 0) + newTokens], 'int64', {
    device: prompt.device,
  });
});

/** `generate(**encoded, max_new_tokens=100)`: what the tokenizer gave is the prompt and its mask. */
const generate = new NativeFunction(
  'generate',
  (rt, args) => known.call(rt, { ...args, unknownSpread: null }),
  true,
  () => known.params,
);

export const generationAmendments: ReadonlyMap<string, readonly Amendment[]> = new Map([
  ['transformers.generation.utils', [{ path: 'GenerationMixin.generate', make: () => generate }]],
]);
