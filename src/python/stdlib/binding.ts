/** Binding the arguments of generated constructors (dataclasses, named tuples) as Python does. */
import type { Runtime } from '../runtime/api.ts';
import type { BoundParam, CallArgs, Value } from '../runtime/values.ts';

/**
 * The value of every parameter by name. What an unknown `*x` or `**x` might
 * hold is that unknown. Raises TypeError as a Python function would.
 */
export function bindCall(
  rt: Runtime,
  name: string,
  params: readonly BoundParam[],
  args: CallArgs,
): Map<string, Value> {
  const values = new Map<string, Value>();
  let next = 0;
  for (const param of params) {
    const positional = param.kind === 'keyword-only' ? undefined : args.positional[next];
    if (positional !== undefined) {
      next += 1;
      if (args.keywords.has(param.name)) {
        throw rt.error('TypeError', `${name}() got multiple values for argument '${param.name}'`);
      }
      values.set(param.name, positional);
      continue;
    }
    const keyword = args.keywords.get(param.name);
    const value = keyword === undefined ? (args.unknownSpread ?? param.default) : keyword;
    if (value === undefined) {
      throw rt.error('TypeError', `${name}() missing 1 required positional argument: '${param.name}'`);
    }
    values.set(param.name, value);
  }
  if (next < args.positional.length) {
    throw rt.error(
      'TypeError',
      `${name}() takes ${next} positional arguments but ${args.positional.length} were given`,
    );
  }
  for (const keyword of args.keywords.keys()) {
    if (!values.has(keyword)) {
      throw rt.error('TypeError', `${name}() got an unexpected keyword argument '${keyword}'`);
    }
  }
  return values;
}
