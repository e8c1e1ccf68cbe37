import file from './datasets.json' with { type: 'json' };
import { lazy } from './lazy.ts';
import type { Lookup } from './lookup.ts';
import { closest, found } from './lookup.ts';
import type { DatasetsFile } from './schema.ts';
import { citationOf } from './sources.ts';
import { trusted } from './trusted.ts';

type Row = DatasetsFile['datasets'][number];

/** Whose loader it is: the same data has other shapes and split names in another library. */
export type DatasetLibrary = Row['library'];

/** A public data set as its loader gives it. */
export interface Dataset {
  readonly library: DatasetLibrary;
  /** As the loader is called; a configuration after a slash: `glue/sst2`, `EMNIST/letters`. */
  readonly name: string;
  /** Number of samples by the loader's own name of the split. */
  readonly splits: ReadonlyMap<string, number>;
  /** Of one sample, without a batch axis; null where it differs from sample to sample. */
  readonly shape: readonly (number | null)[];
  /** What the axes are: `CHW` in torchvision after `ToTensor`, `HWC` in Keras and TFDS. */
  readonly layout: Row['layout'];
  /** As stored, before any transform. */
  readonly dtype: Row['dtype'];
  readonly classes: number | null;
  readonly source: string;
}

const index = lazy(() => {
  const byName = new Map<string, Dataset>();
  for (const row of trusted<DatasetsFile>(file).datasets) {
    const dataset = toDataset(row);
    for (const name of [row.name, ...(row.aliases ?? [])]) byName.set(keyOf(row.library, name), dataset);
  }
  return byName;
});

/** A data set by the library that loads it and the name it is loaded by; case does not count. */
export function findDataset(library: DatasetLibrary, name: string): Lookup<Dataset> {
  const match = index().get(keyOf(library, name));
  if (match !== undefined) return found(match);
  const names = trusted<DatasetsFile>(file).datasets.filter((row) => row.library === library);
  return {
    found: false,
    suggestions: closest(
      name,
      names.map((row) => row.name),
    ),
  };
}

export function listDatasets(): readonly Dataset[] {
  return [...new Set(index().values())];
}

function keyOf(library: DatasetLibrary, name: string): string {
  return `${library}:${name.trim().toLowerCase()}`;
}

function toDataset({ library, name, splits, shape, layout, dtype, classes, source }: Row): Dataset {
  return {
    library,
    name,
    splits: new Map(Object.entries(splits)),
    shape,
    layout,
    dtype,
    classes,
    source: citationOf(source),
  };
}
