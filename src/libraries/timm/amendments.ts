/**
 * What of the installed timm reaches for the hub: the models under `timm/` there are named as timm itself names them.
 * https://huggingface.co/timm
 */
import type { Amendment } from '../../python/ports.ts';
import { native } from '../../python/runtime/native.ts';
import { PyTuple } from '../../python/runtime/values.ts';

/** `timm/resnet50.a1_in1k@revision` → the tag of the weights, the name of the architecture, no further arguments. */
const configurationFromHub = native('load_model_config_from_hf(model_id, cache_dir=None)', (rt, args) => {
  const id = args.string('model_id');
  const [, name, tag] = /^timm\/([^.@]+)(?:\.([^@]+))?(?:@.*)?$/.exec(id) ?? [];
  if (name === undefined) return rt.unknown(`the configuration of ${id} on the hub`);
  return new PyTuple([tag ?? null, name, null]);
});

export const timmAmendments: ReadonlyMap<string, readonly Amendment[]> = new Map([
  ['timm.models._hub', [{ path: 'load_model_config_from_hf', make: () => configurationFromHub }]],
]);
