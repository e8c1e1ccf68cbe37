/** Where the lens of a model goes that the code creates. */
import type { PyClass } from '../python/runtime/values.ts';
import type { ParsedModule } from '../python/syntax/ast.ts';
import type { Range, SourceSpan } from '../units/span.ts';
import { functionAround, type Created } from './candidates.ts';

interface PlaceOfModel {
  readonly name: string;
  readonly id: string;
  readonly range: Range;
}

/** Of a class of the file; that of no class is nobody's. */
export function idOf(uri: string, definition: PyClass['definition']): string {
  return `${uri}#${definition?.qualname ?? ''}`;
}

/**
 * Models that get one lens together: made by the same class or function. Of those of several classes that a function
 * makes and trains apart, each has its own.
 * @param known models that have a lens already
 * @param trained serials of the models that are trained
 */
export function byPlace(
  created: readonly Created[],
  parsed: ParsedModule,
  known: readonly { readonly id: string }[],
  trained: ReadonlySet<number>,
): Map<string, { readonly place: PlaceOfModel; readonly group: Created[] }> {
  const ids = new Set(known.map(({ id }) => id));
  const places = new Map<string, { readonly place: PlaceOfModel; readonly group: Created[] }>();
  for (const found of created) {
    const first = placeOf(found, parsed, ids);
    if (first === null) continue;
    const together = places.get(first.id);
    const isTrained = ({ model }: Created): boolean => trained.has(model.serial);
    const { model, line } = found;
    const isApart =
      isTrained(found) &&
      together?.group.some((other) => isTrained(other) && other.model.cls.name !== model.cls.name) === true;
    const place = isApart && line?.uri === parsed.uri ? onLine(found, line) : besides(first, together?.place);
    const earlier = places.get(place.id);
    if (earlier === undefined) places.set(place.id, { place, group: [found] });
    else earlier.group.push(found);
  }
  return places;
}

/** A place of its own for the second model that one line creates. */
function besides(place: PlaceOfModel, first: PlaceOfModel | undefined): PlaceOfModel {
  const { start } = place.range;
  const isOther = first !== undefined && first.range.start.character !== start.character;
  return isOther ? { ...place, id: `${place.id}:${start.character}` } : place;
}

/** On the class where it is the file's own, else on the function or line that creates it. */
function placeOf(found: Created, parsed: ParsedModule, known: ReadonlySet<string>): PlaceOfModel | null {
  const { model, line } = found;
  const { uri } = parsed;
  const around = line === null ? null : functionAround(parsed, line);
  if (around !== null && known.has(`${uri}#${around.name}`)) {
    return { ...around, id: `${uri}#${around.name}` };
  }
  const { definition } = model.cls;
  if (definition !== null && definition.origin.uri === uri) {
    return { name: model.cls.name, id: idOf(uri, definition), range: definition.span };
  }
  if (line?.uri !== uri) return null;
  if (around !== null) return { ...around, id: `${uri}#${around.name}` };
  return onLine(found, line);
}

function onLine({ model: { cls } }: Created, line: SourceSpan): PlaceOfModel {
  return { name: cls.name, id: `${line.uri}#${cls.name}@${line.start.line}`, range: line };
}
