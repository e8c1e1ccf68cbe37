/** Robust least squares over positive parameters, in log space, by Levenberg and Marquardt. Deterministic. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** A positive number to be fitted, and what is known of it beforehand. */
export interface Parameter {
  readonly name: string;
  /** Where the search begins and what the prior pulls to. */
  readonly initial: number;
  /** Standard deviation of the prior, in log space. */
  readonly spread: number;
  readonly max?: number;
  readonly min?: number;
  /** No measurement of the problem depends on it: it stays where it is. */
  readonly idle?: boolean;
}

export interface Problem {
  readonly parameters: readonly Parameter[];
  /** Logarithms of predicted over measured, one for each measurement, for values of the parameters. */
  readonly residuals: (values: readonly number[]) => readonly number[];
  /** Log error at which a measurement begins to count as an outlier; by default 0.15. */
  readonly outlier?: number;
  /** A step that gains less than this share of the objective is the last; by default 0.001. */
  readonly gain?: number;
}

/**
 * Log error at which a measurement begins to count as an outlier: the loss is quadratic below and linear above
 * (pseudo-Huber).
 */
const OUTLIER = 0.15;
/** Error that one measurement is taken to have: the weight of the priors beside the measurements. */
const NOISE = 0.1;
const STEP = 0.01;
const MOST_STEPS = 25;
/** A step that gains less than this share of the objective is the last. */
const GAIN = 1e-3;
const DAMPING = { first: 1, least: 1e-6, most: 1e8, after: { success: 0.2, failure: 8 } } as const;

/**
 * The values of the parameters that minimise the robust sum of squares of the log errors, priors included.
 * @param start where the search begins, instead of at the middle of the priors
 */
export function fit(problem: Problem, start?: readonly number[]): number[] {
  const { parameters } = problem;
  const objective = objectiveOf(problem);
  let best = (start ?? parameters.map(({ initial }) => initial)).map(Math.log);
  let values = objective(best);
  let least = sumOfSquares(values);
  let jacobian = jacobianOf(objective, best, values, parameters);
  let damping: number = DAMPING.first;
  for (let step = 0; step < MOST_STEPS && damping < DAMPING.most; step++) {
    const next = stepFrom(best, values, jacobian, damping, parameters);
    const reached = objective(next);
    const loss = sumOfSquares(reached);
    if (!(loss < least)) {
      damping *= DAMPING.after.failure;
      continue;
    }
    const gain = 1 - loss / least;
    [best, values, least] = [next, reached, loss];
    if (gain < (problem.gain ?? GAIN)) break;
    damping = Math.max(DAMPING.least, damping * DAMPING.after.success);
    jacobian = jacobianOf(objective, best, values, parameters);
  }
  return best.map(Math.exp);
}

type Objective = (logs: readonly number[]) => number[];

function objectiveOf({ parameters, residuals, outlier = OUTLIER }: Problem): Objective {
  return (logs) => [
    ...residuals(logs.map(Math.exp)).map((residual) => softened(residual, outlier)),
    ...parameters.map(({ initial, spread }, i) => (NOISE * ((logs[i] ?? 0) - Math.log(initial))) / spread),
  ];
}

/** By finite differences: a row for each parameter, a column for each value. */
function jacobianOf(
  objective: Objective,
  at: readonly number[],
  values: readonly number[],
  parameters: readonly Parameter[],
): Matrix {
  return new Matrix(
    at.map((log, k) => {
      const { idle = false, spread = 1 } = parameters[k] ?? {};
      const own = values.length - at.length + k;
      if (idle) return values.map((_, i) => (i === own ? NOISE / spread : 0));
      const moved = objective(at.with(k, log + STEP));
      return values.map((value, i) => ((moved[i] ?? 0) - value) / STEP);
    }),
  );
}

/** (JᵀJ + damping · diag(JᵀJ)) · step = −Jᵀr, within the bounds. */
function stepFrom(
  at: readonly number[],
  values: readonly number[],
  jacobian: Matrix,
  damping: number,
  parameters: readonly Parameter[],
): number[] {
  const normal = jacobian.mmul(jacobian.transpose());
  for (let k = 0; k < at.length; k++) normal.set(k, k, normal.get(k, k) * (1 + damping));
  const slope = jacobian.mmul(Matrix.columnVector([...values]));
  const step = new CholeskyDecomposition(normal).solve(slope);
  return at.map((log, k) => {
    const { min, max } = parameters[k] ?? {};
    const next = log - step.get(k, 0);
    const low = min === undefined ? -Infinity : Math.log(min);
    return Math.min(Math.max(next, low), max === undefined ? Infinity : Math.log(max));
  });
}

/** Its square is the pseudo-Huber loss of a residual. */
function softened(residual: number, outlier: number): number {
  const loss = 2 * outlier ** 2 * (Math.sqrt(1 + (residual / outlier) ** 2) - 1);
  return Math.sign(residual) * Math.sqrt(loss);
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
