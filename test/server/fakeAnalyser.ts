import type { Analyser, AnalysisRequest, AnalysisResult, FileSource } from '../../src/footprint/analyser.ts';
import type { ClassFootprint, Footprint } from '../../src/footprint/schema.ts';
import { convnet, layer, unknown } from '../report/samples.ts';

/**
 * An analyser whose figures follow from the text by rules a test can see at a glance:
 * `class A: # 5 layers` is a model `A` with five layers of 1 mJ on the lines below, and one more of its own where a
 * line is `A()`; several such on one line are several models; `import b` depends on `b.py`
 * beside it and adds a layer for each of its lines; `(((` is a syntax error that swallows all below it; `raise`
 * makes the analysis throw, `internal` lets it say that it failed; `# partial` leaves the model partial;
 * `# slow`: of a text that is new the first model is told before the others.
 */
export class FakeAnalyser implements Analyser {
  readonly requests: AnalysisRequest[] = [];
  readonly closed: string[] = [];
  readonly invalidated: string[] = [];
  cancelled = 0;
  /** While set, no analysis ends before it resolves. */
  gate: Promise<void> = Promise.resolve();

  async analyse(request: AnalysisRequest, files: FileSource): Promise<AnalysisResult> {
    this.requests.push(request);
    const ids = request.watched?.ids ?? new Set<string>();
    const early = models(request, request.text ?? '', 0).filter(({ id }, i) =>
      ids === 'all' ? i === 0 && request.text?.includes('# slow') === true : ids.has(id),
    );
    if (early.length > 0 && request.text?.includes('(((') !== true) request.watched?.tell(early);
    await this.gate;
    if (request.isCancelled?.()) this.cancelled++;
    const text = request.text ?? '';
    if (text.includes('raise')) throw new Error('raised by the text');
    if (text.includes('internal')) return failed(request.uri);
    const imported = /^import (\w+)/m.exec(text)?.[1];
    const dependency = imported === undefined ? null : new URL(`${imported}.py`, request.uri).href;
    const added = dependency === null ? 0 : ((await files.read(dependency)) ?? '').split('\n').length - 1;
    const footprints = models(request, text.split('(((')[0] ?? '', added);
    return {
      footprints,
      classes: classes(request.uri, text, footprints),
      problems: [],
      notes: [],
      dependencies: dependency === null ? [] : [dependency],
      hasSyntaxErrors: text.includes('((('),
    };
  }

  release(): void {
    // it keeps nothing
  }

  close(uri: string): void {
    this.closed.push(uri);
  }

  invalidate(uri: string): void {
    this.invalidated.push(uri);
  }
}

/** `class C: # made` stands for all models of the text. */
function classes(uri: string, text: string, footprints: readonly Footprint[]): ClassFootprint[] {
  return text.split('\n').flatMap((line, row) => {
    const name = /^class (\w+): # made/.exec(line)?.[1];
    if (name === undefined) return [];
    const range = { start: { line: row, character: 6 }, end: { line: row, character: 6 + name.length } };
    return [{ id: `${uri}#${name}`, uri, name, range, models: footprints.map(({ id }) => id) }];
  });
}

function failed(uri: string): AnalysisResult {
  const problems = [{ code: 'internal', message: 'the analysis failed', uri, range: null }];
  return { footprints: [], classes: [], problems, notes: [], dependencies: [], hasSyntaxErrors: false };
}

function models({ uri, overrides }: AnalysisRequest, text: string, added: number): Footprint[] {
  const rows = text.split('\n').flatMap((line, row) => {
    if (!line.startsWith('class ')) return [];
    const found = [...line.matchAll(/class (\w+): # (\d+) layers?(?<partial>, partial)?/g)];
    return found.map((match, nth) => ({ row, match, nth }));
  });
  return rows.map(({ row, match, nth }) => {
    const [, name = '', count = ''] = match;
    const layers = Array.from({ length: Number(count) + added }, (_, index) =>
      layer(`l${index}`, 'dense', 1000, 0.001, {
        range: {
          uri,
          start: { line: row + 1 + index, character: 4 },
          end: { line: row + 1 + index, character: 8 },
        },
      }),
    );
    const made = text.split('\n').indexOf(`${name}()`);
    if (made >= 0) {
      const range = {
        uri,
        start: { line: made, character: 0 },
        end: { line: made, character: name.length + 2 },
      };
      layers.push(layer('', 'activation', 0, 0.001, { role: 'functional', range }));
    }
    const joules = layers.length * 0.001;
    const figure = { value: joules, low: joules / 2, high: joules * 2, source: 'fake' };
    const pue = overrides.pue?.value ?? 1;
    const energy = { value: joules * pue, low: (joules * pue) / 2, high: joules * pue * 2, source: 'fake' };
    const { training } = convnet;
    const samples = overrides.samples;
    return {
      ...convnet,
      id: nth === 0 ? `${uri}#${name}` : `${uri}#${name}@${nth}`,
      uri,
      name,
      range: {
        start: { line: row, character: match.index + 6 },
        end: { line: row, character: match.index + 6 + name.length },
      },
      completeness: {
        level: match.groups?.['partial'] === undefined ? ('exact' as const) : ('partial' as const),
        reasons: [],
      },
      layers,
      inference: { ...convnet.inference, itEnergy: figure, energy },
      training: training && {
        ...training,
        energy: samples === undefined ? unknown('no samples') : energy,
        factors: {
          ...training.factors,
          samples:
            samples === undefined
              ? { value: null, reason: 'no samples', source: 'the text' }
              : { value: samples.value, source: samples.detail },
        },
      },
    };
  });
}
