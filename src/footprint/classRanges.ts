/** Classes whose models have their lenses elsewhere, on their builders: what they make, from the smallest on. */
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { ClassFootprint } from './schema.ts';

/** One for each class, in the order of the file; none for a class that has figures of its own. */
export function classesOf(models: readonly ModelAnalysis[]): ClassFootprint[] {
  const classes = new Map<string, ClassFootprint>();
  for (const { id, uri, madeOf, params } of models.toSorted((a, b) => a.params - b.params)) {
    if (madeOf === null || params === 0 || models.some((model) => model.id === madeOf.id)) continue;
    const { start, end } = madeOf.range;
    const known = classes.get(madeOf.id) ?? { ...madeOf, uri, range: { start, end }, models: [] };
    classes.set(madeOf.id, { ...known, models: [...known.models, id] });
  }
  return [...classes.values()].sort((a, b) => a.range.start.line - b.range.start.line);
}
