/** Special functions that JavaScript lacks, to about the last bit of a double. */

/** W. J. Cody, "Rational Chebyshev approximation for the error function", Math. Comp. 23 (1969). */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) {
    const z = y * y;
    return x * ratio(z, ERF_SMALL.numerator, ERF_SMALL.denominator);
  }
  const tail =
    y > 6 ? 0 : Math.exp(-y * y) * (y <= 4 ? ratio(y, ERFC.numerator, ERFC.denominator) : largeTail(y));
  return Math.sign(x) * (1 - tail);
}

function largeTail(y: number): number {
  const z = 1 / (y * y);
  const inner = z * ratio(z, ERFC_LARGE.numerator, ERFC_LARGE.denominator);
  return (1 / Math.sqrt(Math.PI) - inner) / y;
}

/** Quotient of two polynomials, coefficients from the highest power down. */
function ratio(x: number, numerator: readonly number[], denominator: readonly number[]): number {
  const value = (coefficients: readonly number[]): number => coefficients.reduce((sum, c) => sum * x + c, 0);
  return value(numerator) / value(denominator);
}

const ERF_SMALL = {
  numerator: [
    1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
  ],
  denominator: [
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
  ],
};
const ERFC = {
  numerator: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
    2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
  ],
  denominator: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};
const ERFC_LARGE = {
  numerator: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  denominator: [
    1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2,
    2.33520497626869185e-3,
  ],
};

/** Lanczos approximation, g = 7, n = 9. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

export function gamma(x: number): number {
  if (Number.isInteger(x)) {
    if (x <= 0) return NaN;
    if (x <= 171) {
      let product = 1;
      for (let i = 2; i < x; i++) product *= i;
      return product;
    }
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const [t, sum] = lanczos(x - 1);
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum;
}

export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const [t, sum] = lanczos(x - 1);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

function lanczos(x: number): readonly [number, number] {
  const [first = 1, ...rest] = LANCZOS;
  return [x + 7.5, rest.reduce((sum, coefficient, i) => sum + coefficient / (x + i + 1), first)];
}
