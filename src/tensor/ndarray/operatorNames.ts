/** The operators as host objects are asked for them. */
import type { HostObject } from '../../python/runtime/host.ts';

export type BinaryOperator = Parameters<HostObject['binary']>[1];
export type UnaryOperator = Parameters<HostObject['unary']>[1];
export type CompareOperator = Parameters<HostObject['compare']>[1];
