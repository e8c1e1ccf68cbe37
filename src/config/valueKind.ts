/** What an entry's value may be: how it is checked, read as text, and written into files. */
import * as v from 'valibot';
import type { NamedInput } from './configuration.ts';
import { ConfigurationError, formatInputSpec, inputsFromJson, parseNamedInput } from './inputSpec.ts';
import { parseQuantity, type Units } from './quantityText.ts';

export interface ChoiceValue {
  readonly value: string;
  /** What it means. */
  readonly help: string;
}

export type ValueKind =
  | { readonly kind: 'count'; readonly units: Units }
  | {
      readonly kind: 'number';
      readonly units: Units;
      readonly least: number;
      /** The least itself is not allowed. */
      readonly isOpen: boolean;
      readonly most: number | null;
    }
  | { readonly kind: 'choice'; readonly values: readonly ChoiceValue[] }
  | { readonly kind: 'name'; readonly of: 'device' | 'region' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'input' };

/** A value as files hold it: texts and numbers; several for several inputs. */
export type PlainValue = string | number | boolean | readonly string[];

function numberIn(units: Units): v.GenericSchema<unknown, number> {
  return v.pipe(
    v.union([v.number(), v.string()], 'must be a number'),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const { value } = dataset;
      if (typeof value === 'number') return value;
      try {
        return parseQuantity(value, units);
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        addIssue({ message: error.message });
        return NEVER;
      }
    }),
    v.number('must be a number'),
    v.finite('must be a number'),
  );
}

export function countSchema(units: Units): v.GenericSchema<unknown, number> {
  return v.pipe(
    numberIn(units),
    v.safeInteger('must be a whole number'),
    v.minValue(1, 'must be at least 1'),
  );
}

export function numberSchema({
  units,
  least,
  isOpen,
  most,
}: Extract<ValueKind, { kind: 'number' }>): v.GenericSchema<unknown, number> {
  const tooSmall = least === 0 && !isOpen ? 'must not be negative' : `must be at least ${least}`;
  const share = most === 1 ? ': a share, not per cent' : '';
  return v.pipe(
    numberIn(units),
    v.check(
      (value) => (isOpen ? value > least : value >= least),
      isOpen ? `must be more than ${least}` : tooSmall,
    ),
    v.check((value) => most === null || value <= most, `must be at most ${most}${share}`),
  );
}

export function choiceSchema<T extends string>(
  values: readonly { readonly value: T }[],
): v.GenericSchema<unknown, T> {
  const names = values.map(({ value }) => value);
  return v.picklist(names, `must be one of ${names.join(', ')}`);
}

export const nameSchema: v.GenericSchema<unknown, string> = v.pipe(
  v.string('must be a text'),
  v.trim(),
  v.minLength(1, 'must not be empty'),
);

const SWITCH = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['on', true],
  [false, false],
  ['false', false],
  ['off', false],
]);
export const switchSchema: v.GenericSchema<unknown, boolean> = v.pipe(
  v.unknown(),
  v.transform((value) => SWITCH.get(value)),
  v.boolean('must be on or off'),
);

/** Throws `ConfigurationError`. Several inputs stand beside one another: `1x128:int64 mask=1x128:bool`. */
export function inputsOf(value: unknown): readonly NamedInput[] {
  if (typeof value !== 'string') return inputsFromJson(value);
  // Blanks inside brackets belong to a list, those around a `=` or `x` to nothing.
  const items = value.trim().match(/(?:\[[^\]]*\]+|[^\s[]|\[)+/g) ?? [value];
  return items.map(parseNamedInput);
}

export function formatInputs(inputs: readonly NamedInput[]): readonly string[] {
  return inputs.map(({ name, spec }) => `${name === null ? '' : `${name}=`}${formatInputSpec(spec)}`);
}
