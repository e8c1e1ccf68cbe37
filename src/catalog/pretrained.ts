import { lazy } from './lazy.ts';
import file from './pretrained.json' with { type: 'json' };
import type { PretrainedFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

type Row = PretrainedFile['models'][number];

/** A published model of the transformers library, known by its configuration. */
export interface Pretrained {
  readonly id: string;
  /** The class whose parameters and multiplications are given. */
  readonly architecture: string;
  /** Tied weights once. */
  readonly params: number;
  /** Of one sample of the inputs. */
  readonly macs: number;
  /** By name, with a batch axis of 1. */
  readonly inputs: readonly (readonly [name: string, shape: readonly number[]])[];
  /** `config.json`, where it differs from its class's defaults. */
  readonly configuration: string;
  /** The type that its published weights are stored in, by its `config.json`; null: that does not say. */
  readonly storedIn: string | null;
  readonly source: string;
}

const index = lazy(
  () =>
    new Map(
      trusted<PretrainedFile>(file).models.flatMap((row) => {
        const model = toPretrained(row);
        return [row.id, ...(row.aliases ?? [])].map((name) => [name.toLowerCase(), model] as const);
      }),
    ),
);

/** By its name on the hub, the owner included where it has one. */
export function findPretrained(name: string): Pretrained | undefined {
  return index().get(name.toLowerCase());
}

export function listPretrained(): readonly Pretrained[] {
  return [...new Set(index().values())];
}

function toPretrained({ id, architecture, params, macs, inputs, config, source }: Row): Pretrained {
  const { torch_dtype: stored } = config;
  return {
    id,
    architecture,
    params,
    macs,
    inputs: Object.entries(inputs),
    configuration: JSON.stringify(config),
    storedIn: typeof stored === 'string' ? stored : null,
    source: citationOf(source),
  };
}
