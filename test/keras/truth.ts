/** The truth files and what a model of ours says of the same. */
import { readFileSync } from 'node:fs';

export interface LayerCase {
  readonly id: string;
  readonly expr: string;
  readonly inputs: readonly (readonly number[])[];
  readonly dtypes: readonly string[];
  readonly raises?: boolean;
  readonly error?: string;
  readonly output_shape?: unknown;
  readonly output_dtype?: string | null;
  readonly symbolic_output_shape?: unknown;
  readonly params?: number;
  readonly non_trainable_params?: number;
  /** Null: not counted. */
  readonly macs?: number | null;
  /** Where all axes but the channels are open; null where Keras wants them. */
  readonly open_output_shape?: unknown;
}

/** Path, type, input shape, output shape, parameters, MACs. */
export type LayerRow = readonly [string, string, unknown, readonly number[], number, number];

export interface ModelCase {
  readonly id: string;
  readonly file: string;
  readonly expr?: string;
  readonly builder?: string;
  readonly args?: string;
  readonly class: string;
  readonly hp?: Readonly<Record<string, unknown>>;
  readonly input_shape: readonly (readonly number[])[];
  readonly input_dtypes?: readonly string[];
  readonly output_shape: readonly number[];
  readonly params: number;
  readonly trainable_params: number;
  readonly macs: number;
  readonly layers: readonly LayerRow[];
}

function read(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../truth/${name}`, import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
}

export function layerCases(): readonly LayerCase[] {
  return read('keras-layers.json')['cases'] as readonly LayerCase[];
}

/** Drawn at random by `scripts/truth/keras_generated.py`. */
export function generatedCases(): readonly LayerCase[] {
  return read('keras-generated.json')['cases'] as readonly LayerCase[];
}

export function modelCases(name: string): readonly ModelCase[] {
  return read(name)['models'] as readonly ModelCase[];
}
