/** Figures of the models that somebody looks at, told while the others are still being analysed. */
import type { Overrides } from '../config/configuration.ts';
import type { ModelAnalysis } from '../discover/modelAnalysis.ts';
import type { DiscoverResult, DiscoverSteps } from '../discover/request.ts';
import { Cancelled } from '../python/runtime/signals.ts';
import type { AnalysisRequest, Watched } from './analyser.ts';
import { buildFootprint } from './buildFootprint.ts';
import type { Configured } from './configured.ts';
import type { Footprint } from './schema.ts';
import { isSearched } from './searchEnds.ts';

/** Null where nobody looks at any model. */
export function previewOf(
  { watched, overrides: asked }: AnalysisRequest,
  overrides: Overrides,
  { file, measured }: Configured,
): Preview | null {
  if (watched === undefined || (watched.ids !== 'all' && watched.ids.size === 0)) return null;
  const said = [asked, file?.overrides ?? {}];
  const build = (model: ModelAnalysis): Footprint =>
    buildFootprint(model, overrides, { runs: measured?.runs ?? [], said, trainings: model.trainings })
      .footprint;
  return new Preview(watched, build);
}

export class Preview {
  readonly #watched: Watched;
  readonly #build: (model: ModelAnalysis) => Footprint;

  constructor(watched: Watched, build: (model: ModelAnalysis) => Footprint) {
    this.#watched = watched;
    this.#build = build;
  }

  /**
   * Goes through a run, tells the models that are watched before it turns to others, and lets messages in after each
   * model. Of all models it tells the first at once, then two, four and so on: each telling draws the document anew.
   * Throws what the run throws, and `Cancelled`.
   */
  async through(steps: DiscoverSteps, isCancelled: (() => boolean) | undefined): Promise<DiscoverResult> {
    const { ids, tell } = this.#watched;
    const open = new Set(ids === 'all' ? [] : ids);
    let untold: Footprint[] = [];
    let most = 1;
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      const isWatched = ids === 'all' || open.delete(value.id);
      // What a search costs is known when its other candidates have run as well.
      if (isWatched && !isSearched(value)) untold.push(this.#build(value));
      const isEnough = ids === 'all' ? untold.length === most : open.size === 0 || !isWatched;
      if (untold.length > 0 && isEnough) {
        tell(untold);
        untold = [];
        most *= 2;
      }
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (isCancelled?.() === true) throw new Cancelled();
    }
  }
}
