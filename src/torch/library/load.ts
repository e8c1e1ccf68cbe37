/** `torch.load`: what a saved file holds is not known; whether there is one may be. */
import { namesIn } from '../../python/builtins/folders.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asString, native } from '../../python/runtime/native.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';

/** A script that handles the absence of its checkpoint is run from the beginning: there is none before it. */
export const load = native('load(f, *args, **kwargs)', (rt, args) => {
  const file = args.value('f');
  if (rt.wouldCatch('FileNotFoundError') && !isThere(rt, file)) {
    rt.recorder.assume('there is no checkpoint yet to go on from', rt.here());
    throw rt.error('FileNotFoundError', 'no checkpoint yet');
  }
  return rt.unknown('the content of a saved file');
});

function isThere(rt: Runtime, file: Value): boolean {
  const path = asString(file);
  if (path === undefined) return false;
  const at = path.lastIndexOf('/');
  const names = namesIn(rt, at === -1 ? '.' : path.slice(0, at));
  return !(names instanceof Unknown) && names.includes(path.slice(at + 1));
}
