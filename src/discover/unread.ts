/** Models that could not be read and that the script trains all the same: what is known is how. */
import type { Training } from '../model/recipe.ts';
import { groupedBy } from '../model/timeline.ts';
import type { UnknownModel, UnreadCallEvent } from '../trace/events.ts';
import type { SourceSpan } from '../units/span.ts';
import { unknownModel } from './candidates.ts';
import type { ModelAnalysis, ModelInput } from './modelAnalysis.ts';
import type { DiscoverRequest } from './request.ts';

/** `Adam(self.model.parameters(), …)`, or the gradients of Keras' weights, as they stand in the code. */
const PARAMETERS_OF =
  /^[^(]*\(\s*(?:(?:params\s*=\s*)?([A-Za-z_][\w.]*)\.(?:named_|trainable_)?parameters\(|zip\([^()]*?([A-Za-z_][\w.]*)\.trainable_(?:variables|weights)\b)/;

/** One for each place where such a model is trained. */
export function unreadModels(
  trainings: readonly Training[],
  { uri, text }: Pick<DiscoverRequest, 'uri' | 'text'>,
): ModelAnalysis[] {
  const found: ModelAnalysis[] = [];
  const byPlace = groupedBy(trainings, ({ model, span }) => {
    const place = model.unknown === undefined ? null : placeOf(model.unknown, span, uri);
    return place === null ? '' : `${place.start.line}:${place.start.character}`;
  });
  for (const [key, group] of byPlace) {
    const { model, span } = group[0] ?? {};
    const unknown = model?.unknown;
    const range = unknown === undefined ? null : placeOf(unknown, span ?? null, uri);
    if (key === '' || unknown === undefined || range === null) continue;
    const name = unknown.name ?? nameAt(unknown.givenTo, uri, text) ?? 'model';
    const id = `${uri}#${name}@${key}`;
    const { reason } = unknown.why;
    const analysis = unknownModel(
      { id, name, range },
      uri,
      `the model could not be read: ${reason}`,
      unknown.why,
    );
    const searches = [...new Set(group.flatMap(({ search }) => (search === null ? [] : [search])))];
    found.push({ ...analysis, given: givenTo(group), trainings: group, searches });
  }
  return found;
}

/** What the first of its trainings that tells gives it. */
function givenTo(trainings: readonly Training[]): readonly ModelInput[] {
  const telling = trainings.find(({ model }) => model.unknown?.inputs !== undefined);
  const call = trainings.flatMap(onlyCall)[0];
  const inputs = telling?.model.unknown?.inputs ?? call?.inputs ?? [];
  return inputs.map(({ shape, dtype }) => ({
    name: null,
    shape,
    dtype,
    batch: shape[0] ?? null,
    evidence: telling === undefined ? 'the training step in the code' : 'the data that it is trained on',
    span: (telling ?? call)?.span ?? null,
  }));
}

/** The first call of the one network that could not be read in a step; none where there are several. */
function onlyCall({ stepEvents }: Training): UnreadCallEvent[] {
  const calls = stepEvents.filter((event) => event.type === 'unread-call');
  const [first] = calls;
  return first !== undefined && calls.every(({ birth }) => birth === first.birth) ? [first] : [];
}

/** Where it is trained, or the line of this file that leads there; null: in another file. */
function placeOf({ mainLine }: UnknownModel, span: SourceSpan | null, uri: string): SourceSpan | null {
  return [span, mainLine].find((place) => place?.uri === uri) ?? null;
}

function nameAt(span: SourceSpan | null, uri: string, text: string): string | null {
  if (span?.uri !== uri) return null;
  const { line, character } = span.start;
  const from = text
    .split('\n')
    .slice(line, span.end.line + 1)
    .join('\n')
    .slice(character);
  const [, ofParameters, ofWeights] = PARAMETERS_OF.exec(from) ?? [];
  return ofParameters ?? ofWeights ?? null;
}
