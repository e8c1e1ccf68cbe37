/** `enum.auto()`: a value that is made when its class is, and may be combined before that. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { PyTuple } from '../runtime/values.ts';
import type { PyClass, Value } from '../runtime/values.ts';
import type { BinaryOperator, UnaryOperator } from '../syntax/ast.ts';

/** What the autos of a class have become so far. */
export type AutoValues = ReadonlyMap<AutoValue, Value>;

export class AutoValue extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  /** `READ | WRITE` in the class body: worked out with the members. */
  override binary(_rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value {
    const [left, right]: [Value, Value] = reflected ? [other, this] : [this, other];
    return new AutoExpression((rt, values) =>
      rt.binary(op, resolved(rt, left, values), resolved(rt, right, values)),
    );
  }

  override unary(_rt: Runtime, op: Exclude<UnaryOperator, 'not'>): Value | undefined {
    if (op !== '~') return undefined;
    return new AutoExpression((rt, values) => rt.binary('-', -1, resolved(rt, this, values)));
  }

  override repr(): string {
    return 'auto()';
  }
}

class AutoExpression extends AutoValue {
  readonly evaluate: (rt: Runtime, values: AutoValues) => Value;

  constructor(evaluate: (rt: Runtime, values: AutoValues) => Value) {
    super();
    this.evaluate = evaluate;
  }
}

/** A value with the autos in it replaced by what they have become. */
export function resolved(rt: Runtime, value: Value, values: AutoValues): Value {
  if (value instanceof AutoExpression) return value.evaluate(rt, values);
  if (value instanceof AutoValue) return values.get(value) ?? value;
  if (value instanceof PyTuple && value.items.some((item) => item instanceof AutoValue)) {
    return new PyTuple(value.items.map((item) => resolved(rt, item, values)));
  }
  return value;
}

/** The `auto()` that a member's value is or has in it, if it is new. */
export function newAuto(value: Value, values: AutoValues): AutoValue | undefined {
  const candidates = value instanceof PyTuple ? value.items : [value];
  return candidates.find(
    (item): item is AutoValue =>
      item instanceof AutoValue && !(item instanceof AutoExpression) && !values.has(item),
  );
}
