/** Names of data sets, with a configuration and a version: `glue/sst2:2.*.*`. */
import { findDataset, type Dataset } from '../../catalog/datasets.ts';

export interface Named {
  readonly name: string;
  /** Null: nothing is known about it. */
  readonly facts: Dataset | null;
}

/** By its whole name, or without a configuration where the catalogue knows no configurations of it. */
export function factsOf(text: string): Named {
  const name = text.replace(/:.*$/, '');
  const [base = name] = name.split('/');
  const whole = findDataset('tfds', name);
  if (whole.found) return { name, facts: whole.value };
  const plain = findDataset('tfds', base);
  return { name, facts: plain.found && !plain.value.name.includes('/') ? plain.value : null };
}
