import type { Count, Factor, Figure, Footprint, FootprintReport } from '../footprint/schema.ts';

/** The report as it is, indented, keys in schema order. */
export function reportJson(report: FootprintReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** One model as it is, indented. */
export function footprintJson(footprint: Footprint): string {
  return `${JSON.stringify(footprint, null, 2)}\n`;
}

type Value = string | number | null;

/** One line per model; an unknown value is an empty cell, its band tells a lower bound. RFC 4180. */
export function modelsCsv(models: readonly Footprint[]): string {
  const head = [
    ...['uri', 'line', 'name', 'framework', 'completeness', 'params', 'trainable_params', 'macs', 'flops'],
    ...['device', 'region', 'training_device', 'training_region'],
    ...[
      'inference_j',
      'training_j',
      'search_j',
      'lifecycle_j',
      'carbon_g',
      'cost_usd',
      'cloud_usd',
      'break_even',
    ].flatMap((name) => [name, `${name}_low`, `${name}_high`]),
    ...['samples', 'epochs', 'training_batch', 'overhead', 'devices', 'trials', 'fits'],
  ];
  return csv(head, models.map(modelCells));
}

function modelCells(model: Footprint): Value[] {
  const { training, search } = model;
  return [
    ...[model.uri, model.range.start.line + 1, model.name, model.framework, model.completeness.level],
    ...[model.params, model.trainableParams, model.macs, model.flops].map(count),
    ...[model.inference.device.name, model.inference.region.code],
    ...[training?.device.name ?? null, training?.region.code ?? null],
    ...band(model.inference.energy),
    ...band(training?.energy),
    ...band(search?.energy),
    ...band(model.lifecycle.energy),
    ...band(model.carbon),
    ...band(model.cost),
    ...band(model.cloudCost),
    ...band(model.lifecycle.breakEven),
    ...[training?.factors.samples, training?.factors.epochs, training?.factors.batch].map(factor),
    ...[training?.factors.overhead, training?.factors.devices, search?.trials, search?.fits].map(factor),
  ];
}

/** One line per layer, in the order of the model. */
export function layersCsv({ layers }: Footprint): string {
  const head = [
    ...['path', 'role', 'type', 'kind', 'calls', 'output_shape', 'params', 'macs', 'flops'],
    ...['bytes_read', 'bytes_written', 'it_energy_j', 'it_energy_j_low', 'it_energy_j_high'],
    ...['efficiency', 'bound_by', 'penalty_vs_dense', 'uri', 'line'],
  ];
  return csv(
    head,
    layers.map((layer) => [
      ...[layer.path, layer.role, layer.type, layer.kind, layer.calls],
      layer.outputShape?.map((size) => size ?? '?').join('x') ?? null,
      ...[layer.params, layer.macs, layer.flops, layer.bytesRead, layer.bytesWritten].map(count),
      ...band(layer.energy),
      ...[factor(layer.efficiency), layer.boundBy, factor(layer.penalty)],
      ...[layer.range?.uri ?? null, layer.range ? layer.range.start.line + 1 : null],
    ]),
  );
}

const count = (value: Count): Value => (typeof value === 'number' ? value : null);
const factor = (value: Factor | undefined): Value => value?.value ?? null;

function band(figure: Figure | undefined): Value[] {
  if (figure === undefined) return [null, null, null];
  if (figure.value !== null) return [figure.value, figure.low, figure.high];
  return [null, 'low' in figure ? figure.low : null, null];
}

function csv(head: readonly string[], rows: readonly (readonly Value[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Quoted where needed; a text that a spreadsheet would run as a formula is made a text. */
function cell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
