/** On what a stage runs and where: what was said, else the defaults, each with its source. */
import { DEFAULTS, defaultPue, type Default } from '../catalog/defaults.ts';
import type { Device, Precision } from '../catalog/device.ts';
import { findDevice } from '../catalog/devices.ts';
import { findGrid, type Grid } from '../catalog/grids.ts';
import type { Lookup } from '../catalog/lookup.ts';
import type { ExecutionMode, Overrides } from '../config/configuration.ts';
import { stronger } from '../config/precedence.ts';
import type { RangedFactor } from '../cost/band.ts';
import type { Mode } from '../cost/platform.ts';
import { given, missing, type Found, type Given } from '../units/found.ts';
import { MEMORY_FORMATS, type MemoryFormat } from '../units/memoryFormat.ts';
import type { SourceSpan } from '../units/span.ts';
import { placeOf, sourceOf } from './figures.ts';
import type { Assumption } from './schema.ts';

export interface Choice<T> {
  readonly value: T;
  readonly source: string;
  readonly span: SourceSpan | null;
  /** Nobody said it: it is listed, and widens the bands. */
  readonly assumed: boolean;
}

export interface StageSettings {
  readonly device: Choice<Device>;
  /** What the device may be instead, where it is assumed. */
  readonly otherDevices: readonly Device[];
  readonly region: Choice<Grid>;
  /** gCO2eq per kWh */
  readonly intensity: RangedFactor;
  readonly pue: Choice<RangedFactor>;
  /** Null: what the framework does by default. */
  readonly precision: Choice<Precision | null>;
  /** The weights are stored in it, as the code makes them. */
  readonly isStored: boolean;
  readonly mode: Choice<Mode>;
  /** Null: what the framework chooses. */
  readonly memoryFormat: Choice<MemoryFormat | null>;
}

/** A name that the catalogue does not know. */
export interface UnknownName {
  readonly code: 'unknown-device' | 'unknown-region';
  readonly message: string;
  readonly span: SourceSpan | null;
}

export interface ResolvedStage {
  readonly settings: StageSettings;
  readonly assumptions: readonly Assumption[];
  readonly unknownNames: readonly UnknownName[];
}

export interface CodeSettings {
  readonly precision: Found<string> | null;
  readonly mode: Found<string> | null;
  /** By default the code says nothing. */
  readonly memoryFormat?: Found<string> | null;
  /** By default the precision is asked for beside weights in single precision. */
  readonly isStored?: boolean;
}

export const NOTHING_IN_CODE: CodeSettings = { precision: null, mode: null };

export type StageName = 'inference' | 'training' | 'search';

/** Inference and search take the device, region and PUE of the training where none of their own was said. */
export function resolveStage(stage: StageName, overrides: Overrides, inCode: CodeSettings): ResolvedStage {
  return new StageResolver(stage, overrides).resolve(inCode);
}

class StageResolver {
  readonly #assumptions: Assumption[] = [];
  readonly #unknownNames: UnknownName[] = [];
  readonly #stage: StageName;
  readonly #overrides: Overrides;

  constructor(stage: StageName, overrides: Overrides) {
    this.#stage = stage;
    this.#overrides = overrides;
  }

  resolve(inCode: CodeSettings): ResolvedStage {
    const device = this.#device();
    const alternatives = this.#stage === 'inference' ? DEFAULTS.inferenceDevice : DEFAULTS.trainingDevice;
    const region = this.#region();
    const settings: StageSettings = {
      device,
      otherDevices: device.assumed ? alternatives.alternatives.flatMap(deviceNamed) : [],
      region,
      intensity: region.assumed
        ? { value: region.value.intensity, low: DEFAULTS.region.low, high: DEFAULTS.region.high }
        : sharp(region.value.intensity),
      pue: this.#pue(device.value),
      precision: this.#precision(inCode.precision),
      isStored: inCode.isStored === true && this.#isOfCode(inCode.precision),
      mode: this.#mode(inCode.mode),
      memoryFormat: this.#memoryFormat(inCode.memoryFormat ?? null),
    };
    return { settings, assumptions: this.#assumptions, unknownNames: this.#unknownNames };
  }

  #device(): Choice<Device> {
    const { device, inferenceDevice, searchDevice } = this.#overrides;
    const said = this.#own(inferenceDevice, searchDevice) ?? device;
    const fallback = this.#stage === 'inference' ? DEFAULTS.inferenceDevice : DEFAULTS.trainingDevice;
    const choice = this.#named(said, findDevice, fallback, 'unknown-device', 'device');
    if (choice === null) throw new Error(`the catalogue lacks its default device ${fallback.value}`);
    if (choice.assumed) this.#assume(this.#name('device'), choice.value.id, null, choice.source);
    for (const { property, reason } of choice.value.derived) {
      const value = property === 'idle' ? choice.value.idle : null;
      this.#assume(`${this.#name('device')}.${property}`, value, value === null ? null : 'W', reason);
    }
    return choice;
  }

  #region(): Choice<Grid> {
    const { region, inferenceRegion, searchRegion } = this.#overrides;
    const said = this.#own(inferenceRegion, searchRegion) ?? region;
    const choice = this.#named(said, findGrid, DEFAULTS.region, 'unknown-region', 'region');
    if (choice === null) throw new Error(`the catalogue lacks its default region ${DEFAULTS.region.value}`);
    if (choice.assumed) this.#assume(this.#name('region'), choice.value.code, null, choice.source);
    return choice;
  }

  #named<T>(
    said: Given<string> | undefined,
    find: (name: string) => Lookup<T>,
    fallback: Default<string>,
    code: UnknownName['code'],
    what: string,
  ): Choice<T> | null {
    let reason = provenance(fallback);
    if (said !== undefined) {
      const lookup = find(said.value);
      if (lookup.found) return chosen(lookup.value, said);
      const hint = lookup.suggestions.length === 0 ? '' : `; did you mean ${lookup.suggestions.join(', ')}?`;
      const message = `the catalogue knows no ${what} "${said.value}" (${sourceOf(said)})${hint}`;
      this.#unknownNames.push({ code, message, span: said.span });
      reason = `${message} Taken instead: ${reason}`;
    }
    const lookup = find(fallback.value);
    return lookup.found ? { value: lookup.value, source: reason, span: null, assumed: true } : null;
  }

  #pue({ site }: Device): Choice<RangedFactor> {
    const { pue, inferencePue, searchPue } = this.#overrides;
    const said = this.#own(inferencePue, searchPue) ?? pue;
    if (said !== undefined) return { ...chosen(said.value, said), value: sharp(said.value) };
    const fallback = defaultPue(site);
    const { value, low, high } = fallback;
    this.#assume(this.#name('pue'), value, null, provenance(fallback));
    return { value: { value, low, high }, source: provenance(fallback), span: null, assumed: true };
  }

  /** Nobody said another precision than the code's. */
  #isOfCode(inCode: Found<string> | null): boolean {
    const found = precisionInCode(inCode);
    const strongest = stronger(this.#overrides.precision, found);
    return found.known && strongest.known && strongest.value === found.value;
  }

  #precision(inCode: Found<string> | null): Choice<Precision | null> {
    const found = stronger(this.#overrides.precision, precisionInCode(inCode));
    if (found.known) return chosen(found.value, found);
    const source = 'the framework’s default for single-precision code';
    this.#assume('precision', 'fp32', null, source);
    return { value: null, source, span: null, assumed: true };
  }

  #mode(inCode: Found<string> | null): Choice<Mode> {
    const found = stronger(this.#overrides.mode, modeInCode(inCode));
    if (found.known) return chosen(found.value, found);
    const { mode } = DEFAULTS;
    this.#assume('mode', mode.value, null, provenance(mode));
    return { value: mode.value, source: provenance(mode), span: null, assumed: true };
  }

  /** What a framework does where the code asks for nothing is no assumption; what the code asks for may not be known. */
  #memoryFormat(inCode: Found<string> | null): Choice<MemoryFormat | null> {
    const found = stronger(this.#overrides.memoryFormat, memoryFormatInCode(inCode));
    if (found.known) return chosen(found.value, found);
    if (inCode !== null && !inCode.known) {
      this.#assume('memoryFormat', 'contiguous', null, inCode.reason);
      return { value: 'contiguous', source: inCode.reason, span: inCode.span, assumed: true };
    }
    return { value: null, source: 'the framework’s own choice', span: null, assumed: true };
  }

  /** The name by which the entry is overridden: `device` or `inferenceDevice`. */
  #name(entry: 'device' | 'region' | 'pue'): string {
    const own = entry.charAt(0).toUpperCase() + entry.slice(1);
    return this.#stage === 'training' ? entry : `${this.#stage}${own}`;
  }

  /** What was said of this stage alone. */
  #own<T>(ofInference: T | undefined, ofSearch: T | undefined): T | undefined {
    if (this.#stage === 'training') return undefined;
    return this.#stage === 'inference' ? ofInference : ofSearch;
  }

  #assume(name: string, value: string | number | null, unit: string | null, source: string): void {
    this.#assumptions.push({ name, value, unit, source });
  }
}

function chosen<T>(value: T, said: Given<unknown>): Choice<T> {
  return { value, source: sourceOf(said), span: said.span, assumed: false };
}

export function provenance({ reason, source, year }: Default<unknown>): string {
  return `default: ${reason} (${source}, ${year})`;
}

function sharp(value: number): RangedFactor {
  return { value, low: value, high: value };
}

function deviceNamed(name: string): readonly Device[] {
  const lookup = findDevice(name);
  return lookup.found ? [lookup.value] : [];
}

/** What libraries call the precisions that they can be set to. Plain single precision is the default's business. */
const PRECISION_NAMES: Readonly<Record<string, Precision>> = {
  fp64: 'fp64',
  float64: 'fp64',
  double: 'fp64',
  tf32: 'tf32',
  high: 'tf32',
  fp16: 'fp16',
  'amp-fp16': 'fp16',
  float16: 'fp16',
  half: 'fp16',
  mixed_float16: 'fp16',
  '16': 'fp16',
  '16-mixed': 'fp16',
  '16-true': 'fp16',
  bf16: 'bf16',
  bfloat16: 'bf16',
  mixed_bfloat16: 'bf16',
  'bf16-mixed': 'bf16',
  'bf16-true': 'bf16',
  int8: 'int8',
  'ieee-fp32': 'fp32',
};

export function precisionInCode(found: Found<string> | null): Found<Precision> {
  if (found === null || !found.known) return missing('the code sets no precision');
  const precision = PRECISION_NAMES[found.value.replace(/^torch\./, '')];
  if (precision === undefined) return missing(`the precision "${found.value}" is the default`, found.span);
  return given(precision, found.origin, sourceOf(found), found.span);
}

export function modeInCode(found: Found<string> | null): Found<ExecutionMode> {
  if (found === null || !found.known) return missing('the code asks for no compilation');
  const mode: ExecutionMode = found.value === 'compiled' ? 'compiled' : 'eager';
  return given(mode, found.origin, sourceOf(found), found.span);
}

export function memoryFormatInCode(found: Found<string> | null): Found<MemoryFormat> {
  const format = found?.known === true ? MEMORY_FORMATS.find((name) => name === found.value) : undefined;
  if (found === null || !found.known || format === undefined) return missing('the code asks for no format');
  return given(format, found.origin, sourceOf(found), found.span);
}

/** As an assumption that was read in the code, with its place. */
export function located(assumption: Assumption, span: SourceSpan | null): Assumption {
  return span === null ? assumption : { ...assumption, range: placeOf(span) };
}
