/** Where an operation can be called: `torch.f(x)`, `x.f()`, `F.f(x)` and the smaller namespaces. */
import type { NativeFunction } from '../../python/runtime/values.ts';

export type Namespace = 'torch' | 'Tensor' | 'functional' | 'linalg' | 'fft' | 'special';

export interface OpEntry {
  readonly name: string;
  readonly fn: NativeFunction;
  readonly places: readonly Namespace[];
}

/** An operation, under its own name and perhaps further ones, in some namespaces. */
function entries(places: readonly Namespace[], fn: NativeFunction, aliases: readonly string[]): OpEntry[] {
  return [fn.name, ...aliases].map((name) => ({ name, fn, places }));
}

export const inTorch = (fn: NativeFunction, ...aliases: string[]): OpEntry[] =>
  entries(['torch'], fn, aliases);
export const onTensor = (fn: NativeFunction, ...aliases: string[]): OpEntry[] =>
  entries(['Tensor'], fn, aliases);
export const inFunctional = (fn: NativeFunction, ...aliases: string[]): OpEntry[] =>
  entries(['functional'], fn, aliases);
/** `torch.f(x)` and `x.f()`. */
export const both = (fn: NativeFunction, ...aliases: string[]): OpEntry[] =>
  entries(['torch', 'Tensor'], fn, aliases);
export const everywhere = (fn: NativeFunction, ...aliases: string[]): OpEntry[] =>
  entries(['torch', 'Tensor', 'functional'], fn, aliases);
export const within = (places: readonly Namespace[], fn: NativeFunction, ...aliases: string[]): OpEntry[] =>
  entries(places, fn, aliases);
