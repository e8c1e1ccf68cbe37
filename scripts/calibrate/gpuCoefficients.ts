/** The coefficients of GPUs as the stages of the calibration found them. */
import { coefficientsFor, type Coefficients } from '../../src/catalog/efficiency.ts';
import { unitsOf, type Platform } from '../../src/cost/platform.ts';
import { withFormats } from './formatFits.ts';
import { withPlain, type Fits } from './fits.ts';
import { withPower } from './powerModel.ts';
import { SOURCES } from './sources.ts';
import type { SplitFit } from './split.ts';
import { withGradients, withTimes } from './timeModel.ts';

export type GpuFits = Pick<Fits, 'times' | 'formats' | 'gradients' | 'plain' | 'session'>;

/** Those of a GPU that was not measured: at the clock that its peaks are stated for. */
export function unmeasuredGpu(fits: GpuFits): (platform: Platform) => Coefficients {
  const { clock } = coefficientsFor('gpu');
  const matrix = { ...gpuCoefficients(fits), clock };
  const plain = { ...plainCoefficients(fits), clock };
  return ({ arithmetic }) => (unitsOf(arithmetic) === 'plain' ? plain : matrix);
}

/** With matrix units. */
export function gpuCoefficients({ times, formats, gradients, session }: GpuFits): Coefficients {
  const forward = withTimes(coefficientsFor('gpu'), times.all, SOURCES.timm);
  const inBothFormats = withFormats(forward, formats.all, SOURCES.formats);
  return powered(withGradients(inBothFormats, gradients.all), session);
}

/** Single precision without matrix units. */
export function plainCoefficients({ plain, session }: GpuFits): Coefficients {
  return powered(withPlain(coefficientsFor('gpu'), plain.all, SOURCES.ecnas), session);
}

/** Watts of what computes are those of the sessions of EC-NAS; a GPU that only launches idles. */
function powered(base: Coefficients, { all }: SplitFit): Coefficients {
  const [compute = NaN, memory = NaN] = all;
  return withPower(base, [compute, memory, 0], SOURCES.ecnas);
}
