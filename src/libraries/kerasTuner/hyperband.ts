/** The schedule of Hyperband as Keras Tuner runs it (keras_tuner/src/tuners/hyperband.py, 1.4.7). */

/** What one training of the schedule does. */
export interface HyperbandRound {
  /** Candidates that reach it. */
  readonly trials: number;
  /** Epochs that it adds to those that a candidate has behind it. */
  readonly epochs: number;
}

/** Brackets from the most candidates to the fewest; in each, ever fewer are trained on for ever longer. */
export function hyperbandRounds(maxEpochs: number, factor: number, iterations: number): HyperbandRound[] {
  let brackets = 0;
  for (let epochs = maxEpochs; epochs >= 1; epochs /= factor) brackets += 1;
  const endSize = Math.ceil(1 + Math.log(maxEpochs) / Math.log(factor));
  const rounds: HyperbandRound[] = [];
  for (let bracket = brackets - 1; bracket >= 0; bracket--) {
    let before = 0;
    for (let round = 0; round <= bracket; round++) {
      const trials = Math.ceil((endSize / (bracket + 1)) * factor ** (bracket - round));
      const epochs = Math.ceil(maxEpochs / factor ** (bracket - round));
      rounds.push({ trials: trials * iterations, epochs: epochs - before });
      before = epochs;
    }
  }
  return rounds;
}
