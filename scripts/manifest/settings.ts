/** The settings of the manifest that are entries of the configuration, as the one table of entries has them. */
import type { Entry } from '../../src/config/entry.ts';
import { ENTRIES } from '../../src/config/entryTable.ts';
import type { ValueKind } from '../../src/config/valueKind.ts';

export type SettingProperty = Readonly<Record<string, unknown>>;

/** By their full names, in the order of the table. */
export function settingProperties(): Record<string, SettingProperty> {
  const named = ENTRIES.filter(({ setting }) => setting !== null);
  return Object.fromEntries(
    named.map((entry, index) => [`wattlens.${entry.setting?.key ?? ''}`, propertyOf(entry, index + 1)]),
  );
}

function propertyOf({ value, setting, inUserSettings }: Entry, order: number): SettingProperty {
  const scope = inUserSettings
    ? ''
    : ' Describes one project: taken from workspace and folder settings, not from the user’s own.';
  return {
    ...valueOf(value),
    markdownDescription: `${setting?.text ?? ''}${scope}`,
    scope: 'resource',
    order,
  };
}

function valueOf(value: ValueKind): SettingProperty {
  switch (value.kind) {
    case 'count':
      return { type: ['integer', 'null'], default: null, minimum: 1 };
    case 'number': {
      const least = value.isOpen ? { exclusiveMinimum: value.least } : { minimum: value.least };
      const most = value.most === null ? {} : { maximum: value.most };
      return { type: ['number', 'null'], default: null, ...least, ...most };
    }
    case 'choice':
      return {
        type: ['string', 'null'],
        enum: [null, ...value.values.map((one) => one.value)],
        enumItemLabels: ['not set', ...value.values.map((one) => one.value)],
        markdownEnumDescriptions: [
          'What the code says, else the default.',
          ...value.values.map(({ help }) => help),
        ],
        default: null,
      };
    case 'switch':
      return { type: ['boolean', 'null'], default: null };
    case 'name':
    case 'input':
      return { type: 'string', default: '' };
  }
}

/**
 * The manifest with these settings in place of those that it had; what is no entry keeps its text and comes after them.
 * @param manifest the parsed `package.json`; not changed
 */
export function manifestWithSettings(manifest: Manifest): Manifest {
  const made = settingProperties();
  const first = Object.keys(made).length + 1;
  const [configuration, ...others] = manifest.contributes.configuration;
  if (configuration === undefined) throw new Error('the manifest has no settings');
  const kept = Object.entries(configuration.properties).filter(([name]) => !(name in made));
  const properties = {
    ...made,
    ...Object.fromEntries(
      kept.map(([name, property], index) => [name, { ...property, order: first + index }]),
    ),
  };
  const contributes = {
    ...manifest.contributes,
    configuration: [{ ...configuration, properties }, ...others],
  };
  return { ...manifest, contributes };
}

export interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, SettingProperty>>;
    }[];
  };
}
