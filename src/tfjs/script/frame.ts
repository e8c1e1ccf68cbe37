import { Frame } from '../../python/runtime/frame.ts';
import { Scope } from '../../python/runtime/values.ts';
import type { CodeOrigin, PyClass, Value } from '../../python/runtime/values.ts';
import type { JsScope } from './scope.ts';
import { UNDEFINED, type JsClass, type JsFunction } from './values.ts';

/** A `break` or `continue` that names a loop further out. */
export interface PendingJump {
  readonly label: string;
  readonly kind: 'break' | 'continue';
}

/** One activation of a script: its top level, a function, the fields of a class. */
export class JsFrame extends Frame {
  /** The innermost block that is running. */
  names: JsScope;
  /** `this`; before `super()` has made it, `UNINITIALISED`. */
  thisValue: Value;
  readonly running: JsFunction | null;
  /** Whose `this` it has: of an arrow function, that of the code around it. */
  readonly owner: JsFrame;
  /** The class in whose body the code stands. */
  readonly home: JsClass | null;
  readonly isStatic: boolean;
  /** What `new` was applied to. */
  readonly newTarget: PyClass | null;
  pending: PendingJump | null = null;

  constructor(
    names: JsScope,
    origin: CodeOrigin,
    init: {
      readonly running?: JsFunction | null;
      readonly self?: Value;
      readonly home?: JsClass | null;
      readonly isStatic?: boolean;
      readonly newTarget?: PyClass | null;
    } = {},
  ) {
    const isTop = names.kind === 'module' || names.kind === 'global';
    super(new Scope(isTop ? 'module' : 'function', null, names.vars), origin, 0);
    this.names = names;
    this.thisValue = init.self ?? UNDEFINED;
    this.running = init.running ?? null;
    this.owner = this.running?.around?.owner ?? this;
    this.home = init.home ?? null;
    this.isStatic = init.isStatic ?? false;
    this.newTarget = init.newTarget ?? null;
    this.result = UNDEFINED;
  }

  override get isTopLevel(): boolean {
    return this.running === null;
  }
}
