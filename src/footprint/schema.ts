/**
 * The versioned JSON that every view renders. `docs/footprint-schema.md` describes it for users.
 *
 * Counts (params, MACs, shapes) are for the inputs as given. Energies are joules, times seconds,
 * carbon grams of CO2eq, money US dollars. Unknown is `{ value: null, reason }`; a lower bound is
 * `{ value: null, low, high: null, reason }`. Nothing unknown is ever 0.
 */
import * as v from 'valibot';

/** Raised when a field changes meaning or goes away; additions keep it. */
export const SCHEMA_VERSION = 1;

const finite = v.pipe(v.number(), v.finite());
const nonNegative = v.pipe(finite, v.minValue(0));
const text = v.pipe(v.string(), v.minLength(1));

const position = v.strictObject({ line: nonNegative, character: nonNegative });
/** Zero-based lines and UTF-16 characters, as in the language server protocol. */
export const rangeSchema = v.strictObject({ start: position, end: position });
const placeSchema = v.strictObject({ uri: text, ...rangeSchema.entries });

const unknownSchema = v.strictObject({ value: v.null(), reason: text });
const lowerBoundSchema = v.strictObject({ value: v.null(), low: nonNegative, high: v.null(), reason: text });

/** An exact count, or what is known of it. */
export const countSchema = v.union([nonNegative, unknownSchema, lowerBoundSchema]);

const bandSchema = v.pipe(
  v.strictObject({
    value: nonNegative,
    low: nonNegative,
    high: nonNegative,
    source: text,
    measured: v.optional(text),
  }),
  v.check(({ value, low, high }) => low <= value && value <= high, 'low <= value <= high'),
);
/**
 * An energy (J), time (s), carbon (g), price (USD) or number of inferences with its 90 % band and the source of the
 * number. `measured` is there where runs on the device have corrected it, and says which.
 */
export const figureSchema = v.union([
  bandSchema,
  v.strictObject({ ...unknownSchema.entries, source: text }),
  v.strictObject({ ...lowerBoundSchema.entries, source: text, measured: v.optional(text) }),
]);

/** An input of the formulas: its value and where it was found. */
export const factorSchema = v.union([
  v.strictObject({ value: nonNegative, source: text, range: v.optional(placeSchema) }),
  v.strictObject({ value: v.null(), reason: text, source: text, range: v.optional(placeSchema) }),
]);

export const deviceSchema = v.strictObject({ id: text, name: text, kind: text, source: text });
export const regionSchema = v.strictObject({
  code: text,
  name: text,
  /** gCO2eq per kWh */
  carbonIntensity: nonNegative,
  source: text,
});

const dimension = v.union([nonNegative, v.null()]);
export const shapeSchema = v.array(dimension);

export const completenessSchema = v.strictObject({
  level: v.picklist(['exact', 'estimated', 'partial']),
  reasons: v.array(
    v.strictObject({
      text,
      range: v.nullable(placeSchema),
      /** What a person can do about it, where that is known. */
      remedy: v.optional(text),
    }),
  ),
});

export const inputSchema = v.strictObject({
  name: v.nullable(text),
  shape: shapeSchema,
  dtype: text,
  batch: v.nullable(nonNegative),
  evidence: text,
});

const precision = v.picklist(['fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'int8']);
const mode = v.picklist(['eager', 'compiled']);

export const layerSchema = v.strictObject({
  /** Dotted module path from the model; '' is the model itself. */
  path: v.string(),
  type: text,
  /** 'module': a leaf module. 'functional': work done by calls inside the `forward` of `path`. */
  role: v.picklist(['module', 'functional']),
  kind: text,
  /** How often it runs in one pass; the counts are for all calls together. */
  calls: nonNegative,
  outputShape: v.nullable(shapeSchema),
  params: countSchema,
  macs: countSchema,
  flops: countSchema,
  bytesRead: countSchema,
  bytesWritten: countSchema,
  /** IT energy per sample of one inference. */
  energy: figureSchema,
  /** Share of the device's peak at the precision that the layer reaches, 0…1. */
  efficiency: factorSchema,
  boundBy: v.picklist(['compute', 'memory', 'overhead', 'nothing']),
  /** Energy per FLOP relative to a dense layer of equal FLOPs on the same device. */
  penalty: factorSchema,
  /** Of the layer's own counts; left out where they are exact. */
  completeness: v.optional(completenessSchema),
  range: v.nullable(placeSchema),
});

/** One call of a language model that generates token by token, its keys and values kept. Per sequence. */
export const decodingSchema = v.strictObject({
  promptTokens: factorSchema,
  newTokens: factorSchema,
  /** Multiply-accumulates of one new token, in the middle of what is generated. */
  macsPerToken: countSchema,
  /** The pass over the prompt, which gives the first new token. PUE included, as in all of these. */
  prefillEnergy: figureSchema,
  /** Mean over the passes that give the others. */
  energyPerToken: figureSchema,
  timePerToken: figureSchema,
  /** prefillEnergy + (newTokens − 1) · energyPerToken */
  energy: figureSchema,
  time: figureSchema,
  carbon: figureSchema,
});

/** One execution of a loop in the code that runs the model again and again without training it. */
export const samplingSchema = v.strictObject({
  passes: factorSchema,
  /** Samples in each pass. */
  samples: factorSchema,
  /** Of all passes over all samples, PUE included. */
  energy: figureSchema,
  time: figureSchema,
  carbon: figureSchema,
  range: v.nullable(placeSchema),
});

export const inferenceSchema = v.strictObject({
  batch: factorSchema,
  device: deviceSchema,
  region: regionSchema,
  pue: factorSchema,
  precision: v.strictObject({ value: precision, source: text }),
  mode: v.strictObject({ value: mode, source: text }),
  /** Per sample, before PUE. */
  itEnergy: figureSchema,
  /** Per sample: pue · itEnergy. */
  energy: figureSchema,
  /** Per sample. */
  time: figureSchema,
  /** Per sample. */
  carbon: figureSchema,
  /** Left out where the model does not generate token by token. */
  decoding: v.optional(decodingSchema),
  /** Left out where the code has no such loop. */
  sampling: v.optional(v.array(samplingSchema)),
});

export const trainingSchema = v.strictObject({
  device: deviceSchema,
  region: regionSchema,
  pue: factorSchema,
  precision: v.strictObject({ value: precision, source: text }),
  mode: v.strictObject({ value: mode, source: text }),
  /** inferenceEnergyAtTrainingBatch · samples · epochs · overhead + validation.energy */
  itEnergy: figureSchema,
  /** pue · itEnergy */
  energy: figureSchema,
  time: figureSchema,
  carbon: figureSchema,
  factors: v.strictObject({
    samples: factorSchema,
    epochs: factorSchema,
    batch: factorSchema,
    /** Optimiser steps, where the code counts steps instead of epochs. */
    steps: v.nullable(factorSchema),
    /** IT energy per sample of a forward pass in train mode at the training batch. */
    inferenceEnergyAtTrainingBatch: figureSchema,
    /** The multiplier 1 + o. */
    overhead: factorSchema,
    /** Gitzel et al. 2023 measured 5; shown beside ours. */
    overheadByGitzel: factorSchema,
    /** Accelerators, data parallel; the batch is that of all of them. */
    devices: factorSchema,
    /** Throughput of all devices over that of as many single ones, 0…1. */
    scalingEfficiency: factorSchema,
    /** Strubell's formula, where it was asked for: hours · watts of the whole machine is the IT energy. */
    timeBased: v.nullable(v.strictObject({ hours: factorSchema, watts: factorSchema })),
    /** Forward passes over validation data: IT energy of all of them. */
    validation: v.strictObject({ samples: factorSchema, energy: figureSchema }),
  }),
});

export const searchSchema = v.strictObject({
  device: deviceSchema,
  region: regionSchema,
  pue: factorSchema,
  /** Sum over the groups, PUE included. */
  energy: figureSchema,
  carbon: figureSchema,
  /** Candidates. */
  trials: factorSchema,
  /** trials × folds × executions */
  fits: factorSchema,
  includesFinalTraining: v.picklist(['yes', 'no', 'unknown']),
  groups: v.array(v.strictObject({ fits: nonNegative, energyPerFit: figureSchema })),
  /** How its candidates differ in cost; absent where they are not known to differ in any number. */
  candidates: v.optional(
    v.strictObject({
      /** Ranges that a candidate's values are taken from. */
      values: v.array(
        v.strictObject({
          name: v.nullable(text),
          low: finite,
          high: finite,
          range: v.optional(placeSchema),
        }),
      ),
      /**
       * CT if all candidates were the cheapest, or the dearest, of those with all values at their lowest and all at
       * their highest, each in the largest and the smallest batch.
       */
      least: figureSchema,
      most: figureSchema,
    }),
  ),
});

export const assumptionSchema = v.strictObject({
  /** Stable key by which it can be overridden, e.g. `device`, `epochs`. */
  name: text,
  value: v.union([v.string(), v.number(), v.null()]),
  unit: v.nullable(text),
  source: text,
  range: v.optional(placeSchema),
});

const saidEntries = {
  /** As people write it: `90`, `A100-SXM-80`, `1x3x224x224`. */
  value: v.union([v.string(), v.number()]),
  /** Who says it, the strongest first; see the README's precedence. */
  origin: v.picklist([
    'flag',
    'pragma',
    'config-file',
    'workspace-setting',
    'code',
    'user-setting',
    'default',
  ]),
  source: text,
  range: v.optional(placeSchema),
};
export const saidValueSchema = v.strictObject(saidEntries);

/** An input that a person can set, under the name by which flags, pragmas and files call it. */
export const statedFactorSchema = v.strictObject({
  name: text,
  label: text,
  /** Its setting in the editor. */
  setting: v.nullable(text),
  ...saidEntries,
  /** Null: unknown; the source then is the reason. */
  value: v.nullable(saidEntries.value),
  origin: v.nullable(saidEntries.origin),
  /** It is that of another factor, by whose name it was said: the region of the inference is that of the training. */
  sameAs: v.optional(text),
  /** What else is said of it or found in the code, the strongest first. */
  alternatives: v.array(saidValueSchema),
});

/** What a file says of the machine that the script may be meant for: never taken for the device. */
export const hardwareHintSchema = v.strictObject({
  kind: v.picklist(['slurm', 'cloud', 'container', 'launcher', 'code']),
  /** As it is written there. */
  text,
  /** Of the catalogue; null: only a kind of device is named, or one that the catalogue does not have. */
  device: v.nullable(text),
  count: v.nullable(nonNegative),
  range: placeSchema,
});

export const footprintSchema = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  catalogVersion: text,
  /** Stable across edits: the document, the qualified name, the builder. */
  id: text,
  uri: text,
  name: text,
  /** Where the lens goes: the class or builder name. */
  range: rangeSchema,
  framework: v.picklist(['pytorch', 'keras', 'tfjs']),
  completeness: completenessSchema,
  inputs: v.array(inputSchema),
  outputs: v.array(v.strictObject({ shape: v.nullable(shapeSchema) })),
  params: countSchema,
  trainableParams: countSchema,
  macs: countSchema,
  flops: countSchema,
  layers: v.array(layerSchema),
  inference: inferenceSchema,
  /** Null: the code trains nothing that could be found; the reason is in `assumptions`. */
  training: v.nullable(trainingSchema),
  /** Null: no search in the code. */
  search: v.nullable(searchSchema),
  lifecycle: v.strictObject({
    /** CT + T (only if the final training is not already part of CT) + inferences · I. */
    energy: figureSchema,
    inferences: factorSchema,
    label: v.picklist(['with search', 'without search']),
    /** Inferences that use as much as search and training before them: (CT + T) / I. */
    breakEven: figureSchema,
  }),
  /**
   * Share of making the devices, gCO2eq, over the same; null unless it was asked for. Then `carbon` includes it.
   */
  embodied: v.nullable(figureSchema),
  /** Rent of the devices of search and training, USD, preemptible to on demand; unknown without a published price. */
  cloudCost: figureSchema,
  /** Of the life cycle where it is known, else of training and search. */
  carbon: figureSchema,
  /** Electricity, USD, of the same. */
  cost: figureSchema,
  assumptions: v.array(assumptionSchema),
  /** What can be set, with who says what. */
  factors: v.array(statedFactorSchema),
  /** Suggestions for the device; absent where there are none. */
  hardwareHints: v.optional(v.array(hardwareHintSchema)),
});

/** A class whose models are made by functions, each with a footprint of its own. */
export const classSchema = v.strictObject({
  id: text,
  uri: text,
  name: text,
  range: rangeSchema,
  /** Their ids, by their parameters, the smallest first. */
  models: v.pipe(v.array(text), v.minLength(1)),
});

/** What `wattlens estimate --format json` prints. */
export const reportSchema = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  catalogVersion: text,
  models: v.array(footprintSchema),
  classes: v.array(classSchema),
  /** Files that gave no figure, and why. */
  problems: v.array(v.strictObject({ uri: text, message: text, range: v.nullable(rangeSchema) })),
});

export type Footprint = v.InferOutput<typeof footprintSchema>;
export type ClassFootprint = v.InferOutput<typeof classSchema>;
export type FootprintReport = v.InferOutput<typeof reportSchema>;
export type Figure = v.InferOutput<typeof figureSchema>;
export type Factor = v.InferOutput<typeof factorSchema>;
export type Count = v.InferOutput<typeof countSchema>;
export type LayerFootprint = v.InferOutput<typeof layerSchema>;
export type DecodingFootprint = v.InferOutput<typeof decodingSchema>;
export type SamplingFootprint = v.InferOutput<typeof samplingSchema>;
export type InferenceFootprint = v.InferOutput<typeof inferenceSchema>;
export type TrainingFootprint = v.InferOutput<typeof trainingSchema>;
export type SearchFootprint = v.InferOutput<typeof searchSchema>;
export type HardwareHint = v.InferOutput<typeof hardwareHintSchema>;
export type Assumption = v.InferOutput<typeof assumptionSchema>;
export type SaidValue = v.InferOutput<typeof saidValueSchema>;
export type StatedFactor = v.InferOutput<typeof statedFactorSchema>;
export type Place = v.InferOutput<typeof placeSchema>;
