/** What an editor needs to show, choose, check and write the factors that a person can set. */
import type { Place, StatedFactor } from '../footprint/schema.ts';
import type { Range } from '../units/span.ts';
import { request } from './message.ts';

/** As files and settings hold it; several texts are several inputs. */
export type FactorValue = string | number | boolean | readonly string[];

export interface ValueChoice {
  readonly value: string;
  readonly detail: string;
}

export interface FactorTarget {
  readonly kind: 'pragma' | 'file' | 'workspace' | 'user';
  /** The text that is edited, or the file that is made; null: a setting. */
  readonly uri: string | null;
  /** `above Net in train.py`, `wattlens.toml (new)` */
  readonly label: string;
  /** It says the factor now. */
  readonly says: boolean;
  /** What is stronger and says it, so that nothing changes; null: nothing is. */
  readonly outweighedBy: string | null;
}

export interface FactorInfo extends Omit<StatedFactor, 'range'> {
  readonly range: Place | null;
  readonly help: string;
  /** What is right: `90 or 90 epochs`. */
  readonly example: string;
  /** Everything that it may be, where that can be listed. */
  readonly choices: readonly ValueChoice[];
  /** What of the catalogue it may be: `CHOICES` tells them. */
  readonly catalogue: 'device' | 'region' | null;
  readonly targets: readonly FactorTarget[];
}

export interface FactorSheet {
  readonly id: string | null;
  /** The model's name; null: there is none, and only settings can be written. */
  readonly model: string | null;
  readonly factors: readonly FactorInfo[];
}

export interface FactorsParams {
  /** Null: of no document. */
  readonly uri: string | null;
  readonly id: string | null;
}

/** Server: the factors of a model with all that can be said of them. */
export const FACTORS = request<FactorsParams, FactorSheet>('wattlens/factors');

export type CheckedFactor =
  { readonly value: FactorValue; readonly text: string } | { readonly error: string };

/** Server: whether a typed text is a value of a factor, and how it is understood. */
export const CHECK_FACTOR = request<{ readonly name: string; readonly typed: string }, CheckedFactor>(
  'wattlens/checkFactor',
);

export interface EditFactorParams extends FactorsParams {
  readonly name: string;
  /** Null: what is said there is taken away. */
  readonly value: FactorValue | null;
  readonly target: FactorTarget['kind'];
}

export interface TextChange {
  readonly uri: string;
  readonly range: Range;
  readonly text: string;
  /** The file is not there yet. */
  readonly isNew: boolean;
}

export type EditedFactor =
  | { readonly changes: readonly TextChange[] }
  | { readonly setting: { readonly key: string; readonly value: FactorValue | null } }
  | { readonly error: string };

/** Server: what to change so that a factor has a value. The client makes the change, so that it can be undone. */
export const EDIT_FACTOR = request<EditFactorParams, EditedFactor>('wattlens/editFactor');
