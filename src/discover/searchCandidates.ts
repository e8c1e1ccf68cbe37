/** Candidates of a search that loops make: each was followed, so that none needs to stand for the others. */
import type { Recipe, Training } from '../model/recipe.ts';
import type { Found } from '../units/found.ts';
import { trainingPass, type ModelToAnalyse } from './analyseModel.ts';
import type { CandidateAnalysis, ModelAnalysis } from './modelAnalysis.ts';

/** Those of the searches of a model, equal ones together; none where all are equal. */
export function searchCandidates(
  subject: ModelToAnalyse,
  analysis: ModelAnalysis,
  followed: Recipe['candidates'],
): readonly CandidateAnalysis[] {
  return analysis.searches.flatMap((search) => {
    const groups = new Map<string, { readonly training: Training; fits: number }>();
    for (const { training, fits } of followed.get(search) ?? []) {
      const key = workOf(training);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { training, fits });
      else known.fits += fits;
    }
    if (groups.size < 2) return [];
    const found = [...groups.values()].map(({ training, fits }) => {
      const own = candidateOf(subject, analysis, training);
      return own === null ? null : { search, analysis: own, fits };
    });
    const all = found.filter((one) => one !== null);
    return all.length < found.length ? [] : all;
  });
}

/** Trainings with the same are equal in cost. */
function workOf({
  stepEvents,
  samples,
  epochs,
  batch,
  steps,
  validationSamples,
  optimizer,
}: Training): string {
  let macs = 0;
  let bytes = 0;
  let weights = 0;
  let operations = 0;
  let elements = 0;
  for (const event of stepEvents) {
    if (event.type !== 'op') continue;
    operations += 1;
    const { work } = event;
    macs += work.macs;
    bytes += work.bytesRead + work.bytesWritten;
    elements += work.elementwise + work.transcendental;
    for (const weight of event.weights) weights += weight.trainable ? weight.elements : 0;
  }
  const counts = [samples, epochs, batch, steps, validationSamples].map((one) => numberOf(one));
  return [operations, macs, bytes, elements, weights, ...counts, optimizer?.name].join(' ');
}

function numberOf(found: Found<number> | null): string {
  return found?.known === true ? `${found.value}` : '?';
}

function candidateOf(
  subject: ModelToAnalyse,
  analysis: ModelAnalysis,
  training: Training,
): ModelAnalysis | null {
  const made = subject.history.find(
    (event) => event.type === 'construct' && event.object.serial === training.model.serial,
  );
  if (made?.type !== 'construct') return null;
  const own: ModelToAnalyse = { ...subject, model: made.object, trainings: [training] };
  const inventory = subject.framework.inventory(subject.it, made.object);
  const pass = trainingPass(own, inventory);
  if (pass === null) return null;
  const { params, trainableParams } = subject.buildGraph(inventory, []);
  return { ...analysis, inference: null, training: pass, params, trainableParams, trainings: [training] };
}
