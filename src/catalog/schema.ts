import * as v from 'valibot';
import { fraction, identifier, nonNegative, positive, text, year } from './values.ts';

/*
 * What every JSON file of the catalogue must look like. Checked by the tests and by scripts/catalog/check.mjs, never at
 * run time: only the types below reach the product.
 */

export const sourcesFile = v.strictObject({
  sources: v.record(
    identifier,
    v.strictObject({
      title: text,
      year,
      licence: v.optional(text),
      url: v.optional(v.pipe(v.string(), v.url())),
      /** Of emission factors: with or without the emissions of building plants and mining fuel. */
      scope: v.optional(v.picklist(['lifecycle', 'operational'])),
    }),
  ),
});

const peakTflops = v.strictObject({
  fp64: v.optional(positive),
  fp32: v.optional(positive),
  tf32: v.optional(positive),
  fp16: v.optional(positive),
  bf16: v.optional(positive),
  int8: v.optional(positive),
});

export const acceleratorsFile = v.strictObject({
  accelerators: v.array(
    v.strictObject({
      id: identifier,
      name: text,
      aliases: v.array(text),
      vendor: text,
      kind: v.picklist(['gpu', 'tpu', 'edge']),
      site: v.picklist(['data-centre', 'local', 'edge']),
      year,
      architecture: text,
      tdpWatts: positive,
      /** Absent: the class's idle fraction of the TDP stands in. */
      idleWatts: v.optional(positive),
      /** Without sparsity; FP16 and BF16 with FP32 accumulation; tensor cores where there are any, but FP32 never. */
      peakTflops,
      /** The datasheet has twice the matrix peaks where two of every four weights are zero. */
      structuredSparsity: v.optional(v.literal(true)),
      /** Its TDP is that of a chip, or a whole machine, with processors and memory. */
      systemOnChip: v.optional(v.literal(true)),
      bandwidthGBps: positive,
      memoryGiB: v.optional(positive),
      cacheMiB: v.optional(positive),
      source: identifier,
      checked: v.boolean(),
      /** The second listing that the figures agree with. */
      checkedWith: v.optional(identifier),
      note: v.optional(text),
    }),
  ),
});

export const cpusFile = v.strictObject({
  families: v.array(
    v.strictObject({
      id: identifier,
      site: v.picklist(['data-centre', 'local']),
      year,
      /** FP32, of one core, with its widest fused multiply-add units. */
      flopsPerCycle: positive,
      /** Of the tile-matrix units, where a core has them; INT8 is twice that. */
      bf16PerCycle: v.optional(positive),
      /** Four multiplications of 8-bit integers in place of one in FP32 (VNNI). */
      vnni: v.optional(v.literal(true)),
      /** Two kinds of cores: `flopsPerCycle` is their mean. */
      hybrid: v.optional(v.literal(true)),
      bandwidthGBps: positive,
      memory: text,
      /** Median of the members whose cores and clock are known. */
      gflopsPerWatt: positive,
      source: identifier,
      /** Name, TDP in W, cores, base clock in GHz, year of release. */
      cpus: v.array(v.strictTuple([text, positive, v.nullable(positive), v.nullable(positive), year])),
    }),
  ),
});

export const gridsFile = v.strictObject({
  grids: v.array(
    v.strictObject({
      code: text,
      /** ISO 3166-1 alpha-3, of countries. */
      iso3: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
      name: text,
      /** gCO2eq per kWh. */
      intensity: v.pipe(positive, v.maxValue(1500)),
      year,
      source: identifier,
      /** The grid whose figure this region takes, and why in `note`. */
      like: v.optional(text),
      note: v.optional(text),
    }),
  ),
});

const provenance = { reason: text, source: text, year };
const named = v.strictObject({ value: text, alternatives: v.array(text), ...provenance });
const ranged = v.strictObject({ value: positive, low: positive, high: positive, ...provenance });
const single = v.strictObject({ value: positive, ...provenance });
const precisions = v.strictObject({
  conv: v.picklist(['tf32', 'fp32', 'bf16']),
  matmul: v.picklist(['tf32', 'fp32', 'bf16']),
  ...provenance,
});

/** By state values per parameter: 0, 1, 2. */
const launches = v.strictTuple([positive, positive, positive]);

export const defaultsFile = v.strictObject({
  defaults: v.strictObject({
    trainingDevice: named,
    inferenceDevice: named,
    region: v.strictObject({ value: text, low: positive, high: positive, ...provenance }),
    pue: ranged,
    localPue: ranged,
    inferenceBatch: single,
    trainingBatch: single,
    promptTokens: single,
    newTokens: single,
    mode: v.strictObject({ value: v.picklist(['eager', 'compiled']), ...provenance }),
    inferences: v.strictObject({ value: v.null(), ...provenance }),
    optimizerState: v.strictObject({ value: positive, low: nonNegative, high: positive, ...provenance }),
    updateLaunches: v.strictObject({ pytorch: launches, keras: launches, tfjs: launches, ...provenance }),
    gradientBytes: single,
    stateBytes: single,
    flopsOfElementwise: single,
    flopsOfTranscendental: single,
    overheadByGitzel: single,
    electricityPrice: single,
    dramWattsPerGB: single,
    /** Factors of the band. */
    uncheckedDevice: single,
    derivedPeak: single,
    sharded: single,
    cpu: named,
  }),
  /** Passes over BF16 operands that a TPU makes of a product in a wider precision. */
  tpuPasses: v.strictObject({ fp32: positive, tf32: positive, source: text }),
  /** Of a framework, and on TPUs of any. */
  precision: v.strictObject({
    pytorch: precisions,
    keras: precisions,
    tfjs: precisions,
    tpu: precisions,
  }),
});

const pueValue = v.pipe(v.number(), v.minValue(1), v.maxValue(3));

export const pueFile = v.strictObject({
  /** World mean by year. */
  years: v.array(v.strictObject({ year, pue: pueValue, source: identifier })),
  providers: v.array(
    v.strictObject({ provider: identifier, name: text, pue: pueValue, year, source: identifier }),
  ),
});

export const pricesFile = v.strictObject({
  /** USD per hour of one device, preemptible to on demand. */
  deviceHours: v.array(
    v.strictObject({
      devices: v.pipe(v.array(identifier), v.minLength(1)),
      low: positive,
      high: positive,
      year,
      source: identifier,
      note: v.optional(text),
    }),
  ),
});

export const equivalencesFile = v.strictObject({
  equivalences: v.array(
    v.strictObject({
      id: identifier,
      /** In the plural, to follow a number. */
      label: text,
      quantity: v.picklist(['energy', 'carbon']),
      /** Joules or grams of CO2eq of one. */
      unitAmount: positive,
      formula: text,
      source: identifier,
      year,
    }),
  ),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const extent = v.nullable(count);

export const datasetsFile = v.strictObject({
  datasets: v.array(
    v.strictObject({
      library: v.picklist([
        'torchvision',
        'torchaudio',
        'torchtext',
        'keras',
        'tfds',
        'huggingface',
        'sklearn',
        'pyg',
        'ucimlrepo',
      ]),
      name: text,
      aliases: v.optional(v.array(text)),
      /** Samples by the library's own name of the split. */
      splits: v.record(text, count),
      /** Of one sample; null where samples differ. */
      shape: v.array(extent),
      layout: v.picklist(['CHW', 'HWC', 'HW', 'TCHW', 'CT', 'tokens', 'text', 'features', 'graph']),
      /** As stored: `ToTensor` and the like turn uint8 into float32. */
      dtype: v.picklist(['uint8', 'int64', 'float32', 'float64', 'str']),
      classes: extent,
      source: identifier,
    }),
  ),
});

/** Public files that scripts download by their URL or name. */
export const tablesFile = v.strictObject({
  tables: v.array(
    v.strictObject({
      name: text,
      /** Ends of the URLs and paths it goes by, as much of them as makes it unmistakable. */
      endings: v.pipe(v.array(v.pipe(text, v.includes('.'))), v.minLength(1)),
      /** Lines that are not blank, that of the header among them. */
      lines: count,
      /** How many, or the names of the header. */
      columns: v.union([count, v.array(v.tuple([text, v.picklist(['number', 'text'])]))]),
      source: identifier,
    }),
  ),
});

export const knownModelsFile = v.strictObject({
  models: v.array(
    v.strictObject({
      id: text,
      name: text,
      aliases: v.optional(v.array(text)),
      library: v.picklist(['torchvision', 'timm', 'keras', 'transformers']),
      params: count,
      /** Multiply-accumulates of one sample of the input below. */
      macs: count,
      /** Without the batch axis; the number of tokens for a transformer. */
      input: v.array(count),
      layout: v.picklist(['CHW', 'HWC', 'CTHW', 'tokens']),
      /** Width of what the last layer reads: with n classes it has n · (features + 1) parameters. */
      features: v.optional(count),
      /** The same without its head: parameters, multiply-accumulates at the same input, shape of the output. */
      trunk: v.optional(v.strictObject({ params: count, macs: count, output: v.array(count) })),
      source: identifier,
    }),
  ),
});

const launchRow = v.strictTuple([
  /** Of the kinds of layers, in their order. */
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  ...([nonNegative, nonNegative, nonNegative, nonNegative, nonNegative] as const),
  ...([nonNegative, nonNegative, nonNegative, nonNegative] as const),
  ...([nonNegative, nonNegative, positive] as const),
]);

/** Launches of known models by kind, means of one sample: see `PublishedLaunch`. */
export const launchesFile = v.strictObject({
  source: identifier,
  models: v.record(text, v.strictObject({ params: positive, rows: v.array(launchRow) })),
});

type ConfigValue = string | number | boolean | ConfigValue[] | { [name: string]: ConfigValue };

const configValue: v.GenericSchema<ConfigValue> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.array(configValue), v.record(v.string(), configValue)]),
);

export const pretrainedFile = v.strictObject({
  models: v.array(
    v.strictObject({
      /** On the Hugging Face hub, with its owner where it has one. */
      id: text,
      aliases: v.optional(v.array(text)),
      /** The class that was counted. */
      architecture: text,
      params: count,
      /** Multiply-accumulates of one sample of the inputs below. */
      macs: count,
      /** Shape of each input of one sample, with the batch axis. */
      inputs: v.record(v.string(), v.array(count)),
      /** What differs from the defaults of the configuration class, and `model_type`. */
      config: v.record(v.string(), configValue),
      source: identifier,
    }),
  ),
});

const link = v.strictObject({ name: text, gigabytesPerSecond: positive, source: identifier });

export const interconnectsFile = v.strictObject({
  /** One direction, of one device. */
  links: v.array(v.strictObject({ ...link.entries, devices: v.pipe(v.array(identifier), v.minLength(1)) })),
  /** For devices that are in no row. */
  fallback: link,
  /** Networks between machines with these devices; the rate is that of one machine. */
  networks: v.array(
    v.strictObject({ ...link.entries, devices: v.pipe(v.array(identifier), v.minLength(1)) }),
  ),
  /** Beyond so many devices there is a network between machines: that of all other devices. */
  node: v.strictObject({ ...link.entries, devices: positive }),
  /** What is left to reduce when the backward pass ends. */
  bucketMebibytes: v.strictObject({ value: positive, source: identifier }),
});

export const embodiedFile = v.strictObject({
  /** In which a device's making is written off, and the share of it in which the device works. */
  lifetime: v.strictObject({
    years: positive,
    low: positive,
    high: positive,
    utilisation: fraction,
    source: identifier,
    note: v.optional(text),
  }),
  /** kgCO2eq of making one device, without the server around it. */
  devices: v.array(
    v.strictObject({
      devices: v.pipe(v.array(identifier), v.minLength(1)),
      kilograms: positive,
      low: positive,
      high: positive,
      source: identifier,
      note: v.optional(text),
    }),
  ),
});

export type InterconnectsFile = v.InferOutput<typeof interconnectsFile>;
export type EmbodiedFile = v.InferOutput<typeof embodiedFile>;
export type PueFile = v.InferOutput<typeof pueFile>;
export type PricesFile = v.InferOutput<typeof pricesFile>;
export type EquivalencesFile = v.InferOutput<typeof equivalencesFile>;
export type DatasetsFile = v.InferOutput<typeof datasetsFile>;
export type TablesFile = v.InferOutput<typeof tablesFile>;
export type PretrainedFile = v.InferOutput<typeof pretrainedFile>;
export type KnownModelsFile = v.InferOutput<typeof knownModelsFile>;
export type LaunchesFile = v.InferOutput<typeof launchesFile>;
export type SourcesFile = v.InferOutput<typeof sourcesFile>;
export type AcceleratorsFile = v.InferOutput<typeof acceleratorsFile>;
export type CpusFile = v.InferOutput<typeof cpusFile>;
export type GridsFile = v.InferOutput<typeof gridsFile>;
export type DefaultsFile = v.InferOutput<typeof defaultsFile>;
