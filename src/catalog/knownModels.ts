import type { Macs } from '../units/quantity.ts';
import { macs } from '../units/quantity.ts';
import file from './knownModels.json' with { type: 'json' };
import { lazy } from './lazy.ts';
import type { Lookup } from './lookup.ts';
import { closest, found, indexByName, normalise } from './lookup.ts';
import type { KnownModelsFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

type Row = KnownModelsFile['models'][number];

/** A published model to compare with; never a stand-in for counting the code at hand. */
export interface KnownModel {
  /** `torchvision/resnet50`, `keras/ResNet50`, `bert-base-uncased`. */
  readonly id: string;
  readonly name: string;
  readonly library: Row['library'];
  /** As built: auxiliary heads are in it, tied weights once. */
  readonly params: number;
  /** Of one sample of `input`. */
  readonly macs: Macs;
  /** Without the batch axis; for a transformer the number of tokens. */
  readonly input: readonly number[];
  readonly layout: Row['layout'];
  /** Width of what the last layer of a classifier reads, where it is known. */
  readonly features: number | null;
  /** The model without its head: `include_top=False`; `output` without the batch axis. */
  readonly trunk: { readonly params: number; readonly macs: Macs; readonly output: readonly number[] } | null;
  readonly source: string;
}

const models = lazy(() =>
  trusted<KnownModelsFile>(file).models.map((row) => ({
    model: toKnownModel(row),
    names: [row.id, row.name, ...(row.aliases ?? [])],
  })),
);

// torchvision comes first in the table: a bare `resnet50` is torchvision's
const index = lazy(() => indexByName(models(), ({ names }) => names));

export function findKnownModel(name: string): Lookup<KnownModel> {
  const match = index().get(normalise(name));
  if (match !== undefined) return found(match.model);
  return {
    found: false,
    suggestions: closest(name, [...new Set(models().map(({ model }) => model.name))]),
  };
}

export function listKnownModels(): readonly KnownModel[] {
  return models().map(({ model }) => model);
}

function toKnownModel(row: Row): KnownModel {
  const { id, name, library, params, input, layout, trunk, features = null } = row;
  return {
    id,
    name,
    library,
    params,
    macs: macs(row.macs),
    input,
    layout,
    features,
    trunk: trunk === undefined ? null : { ...trunk, macs: macs(trunk.macs) },
    source: citationOf(row.source),
  };
}
