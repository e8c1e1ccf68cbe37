declare const unit: unique symbol;

/** A number that carries its unit in its type, so that joules never meet grams by accident. */
export type Quantity<U extends string> = number & { readonly [unit]: U };

export type Joules = Quantity<'J'>;
export type Watts = Quantity<'W'>;
export type Seconds = Quantity<'s'>;
export type Bytes = Quantity<'B'>;
export type BytesPerSecond = Quantity<'B/s'>;
export type FlopsPerSecond = Quantity<'FLOP/s'>;
export type Grams = Quantity<'g'>;
export type GramsPerKilowattHour = Quantity<'g/kWh'>;
export type UsDollars = Quantity<'USD'>;
export type UsDollarsPerKilowattHour = Quantity<'USD/kWh'>;
/** How often a model is asked. */
export type Inferences = Quantity<'inferences'>;
/** Multiply-accumulate operations. */
export type Macs = Quantity<'MAC'>;
/** Floating-point operations; one MAC is two. */
export type Flops = Quantity<'FLOP'>;

/** The one place where a bare number is declared to be a quantity. */
function quantity<U extends string>(value: number): Quantity<U> {
  return value as Quantity<U>;
}

export const joules = (value: number): Joules => quantity<'J'>(value);
export const watts = (value: number): Watts => quantity<'W'>(value);
export const seconds = (value: number): Seconds => quantity<'s'>(value);
export const bytes = (value: number): Bytes => quantity<'B'>(value);
export const bytesPerSecond = (value: number): BytesPerSecond => quantity<'B/s'>(value);
export const flopsPerSecond = (value: number): FlopsPerSecond => quantity<'FLOP/s'>(value);
export const grams = (value: number): Grams => quantity<'g'>(value);
export const gramsPerKilowattHour = (value: number): GramsPerKilowattHour => quantity<'g/kWh'>(value);
export const usDollars = (value: number): UsDollars => quantity<'USD'>(value);
export const usDollarsPerKilowattHour = (value: number): UsDollarsPerKilowattHour =>
  quantity<'USD/kWh'>(value);
export const inferences = (value: number): Inferences => quantity<'inferences'>(value);
export const macs = (value: number): Macs => quantity<'MAC'>(value);
export const flops = (value: number): Flops => quantity<'FLOP'>(value);

export const JOULES_PER_KILOWATT_HOUR = 3.6e6;

/** FLOPs = 2 · MACs: a multiplication and an addition. */
export const flopsOfMacs = (count: Macs): Flops => flops(2 * count);

/** W · s = J. */
export const energyOf = (power: Watts, time: Seconds): Joules => joules(power * time);

/** J · g/kWh = g of CO2eq. */
export const carbonOf = (energy: Joules, intensity: GramsPerKilowattHour): Grams =>
  grams((energy / JOULES_PER_KILOWATT_HOUR) * intensity);

/** J · USD/kWh = USD. */
export const priceOf = (energy: Joules, tariff: UsDollarsPerKilowattHour): UsDollars =>
  usDollars((energy / JOULES_PER_KILOWATT_HOUR) * tariff);

/** kWh to J. */
export const kilowattHours = (value: number): Joules => joules(value * JOULES_PER_KILOWATT_HOUR);
