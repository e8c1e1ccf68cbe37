/** Search spaces written as values: what stands for each, and how many points a grid has. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { PyClass, PyDict, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictItems, dictSet } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { suggest, type Suggested } from '../search.ts';

const domainClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'Domain', bases: [rt.builtinClass('object')] }),
);

/** One hyper-parameter: the value that stands for all, and the points that a grid has of it. */
export class Domain extends HostObject {
  readonly suggested: Suggested;
  readonly points: number | Unknown;

  constructor(suggested: Suggested, points: number | Unknown = 1) {
    super();
    this.suggested = suggested;
    this.points = points;
  }

  override pyClass(rt: Runtime): PyClass {
    return domainClass(rt);
  }

  /** Choices may hold spaces of their own. */
  value(rt: Runtime, name: Value = null): Value {
    return resolved(rt, suggest(rt, name, this.suggested));
  }

  override repr(): string {
    return '<search space>';
  }
}

/**
 * The candidate that stands for all: every domain in the space replaced by a value.
 * @param name of the space in another
 */
export function resolved(rt: Runtime, space: Value, name: Value = null): Value {
  if (space instanceof Domain) return space.value(rt, name);
  if (space instanceof PyDict && space.cls === null) {
    const result = new PyDict();
    for (const [key, value] of dictItems(space)) dictSet(rt, result, key, resolved(rt, value, key));
    return result;
  }
  if (space instanceof PyList && space.cls === null) {
    return new PyList(space.items.map((item) => resolved(rt, item)));
  }
  if (space instanceof PyTuple && space.cls === null) {
    return new PyTuple(space.items.map((item) => resolved(rt, item)));
  }
  return space;
}

/** Points of all grids in the space together. */
export function gridPoints(space: Value): number | Unknown {
  if (space instanceof Domain) return space.points;
  const parts =
    space instanceof PyDict
      ? [...space.entries.values()]
      : space instanceof PyList || space instanceof PyTuple
        ? space.items
        : [];
  let product = 1;
  for (const part of parts) {
    const points = gridPoints(part);
    if (points instanceof Unknown) return points;
    product *= points;
  }
  return product;
}
