import type { Factor, Footprint, LayerFootprint } from '../footprint/schema.ts';
import { significant } from '../units/format.ts';
import {
  asBytes,
  asEnergy,
  asFlops,
  asPercent,
  atLeast,
  formatFigure,
  formatFullCount,
  formatShape,
  formatValue,
  shareOf,
  sumCounts,
} from './figures.ts';

/** One layer as every table shows it. */
export interface LayerRow {
  readonly layer: LayerFootprint;
  /** The module's path; work done by calls inside a `forward` is told apart from the module itself. */
  readonly name: string;
  /** Of the IT energy of one inference, 0…1; null where either is unknown. */
  readonly share: number | null;
}

/** Columns that the hover, the report and the text tables have in common. */
export interface LayerCells {
  readonly kind: string;
  readonly output: string;
  readonly params: string;
  readonly flops: string;
  readonly bytes: string;
  readonly energy: string;
  readonly efficiency: string;
  readonly boundBy: string;
  readonly penalty: string;
  readonly share: string;
}

/** Every layer in the order of the model. */
export function layerRows({ layers, inference }: Footprint): LayerRow[] {
  return layers.map((layer) => ({
    layer,
    name: layerName(layer),
    share: shareOf(layer.energy, inference.itEnergy),
  }));
}

/** The costliest layer first; layers of unknown energy before the free ones, since they may cost anything. */
export function rowsByEnergy(footprint: Footprint): LayerRow[] {
  return layerRows(footprint).sort((a, b) => rank(b) - rank(a));
}

function rank({ layer: { energy, flops } }: LayerRow): number {
  if (energy.value !== null) return energy.value;
  if ('low' in energy) return energy.low;
  return (atLeast(flops) ?? 1) * Number.MIN_VALUE;
}

function layerName({ path, role }: LayerFootprint): string {
  if (path === '') return role === 'functional' ? '(forward)' : '(model)';
  return role === 'functional' ? `${path} (forward)` : path;
}

export function layerCells({ layer, share }: LayerRow): LayerCells {
  return {
    kind: layer.kind,
    output: formatShape(layer.outputShape),
    params: formatFullCount(layer.params),
    flops: formatValue(layer.flops, asFlops, 3),
    bytes: formatValue(sumCounts(layer.bytesRead, layer.bytesWritten), asBytes, 3),
    energy: formatFigure(layer.energy, asEnergy),
    efficiency: ofWork(layer, layer.efficiency, (value) => asPercent(value)),
    boundBy: layer.boundBy,
    penalty: ofWork(layer, layer.penalty, (value) => `${significant(value, 2)}×`),
    share: share === null ? 'unknown' : asPercent(share),
  };
}

/** Efficiency and penalty mean nothing for a layer that computes nothing: a dash, not "unknown". */
function ofWork(layer: LayerFootprint, factor: Factor, format: (value: number) => string): string {
  if (factor.value !== null) return format(factor.value);
  return layer.flops === 0 ? '–' : 'unknown';
}
