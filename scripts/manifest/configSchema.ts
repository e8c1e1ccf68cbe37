/** The JSON schema of `wattlens.toml`, from the one table of entries: completion and checks in TOML editors. */
import { listDevices } from '../../src/catalog/devices.ts';
import { listGrids } from '../../src/catalog/grids.ts';
import type { Entry } from '../../src/config/entry.ts';
import { ENTRIES } from '../../src/config/entryTable.ts';
import type { ValueKind } from '../../src/config/valueKind.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Tables that entries may stand in, by the prefix that this saves. */
const TABLES = {
  training: 'What the training of the models takes',
  inference: 'Where the trained models run',
  search: 'Where the search for the models runs',
} as const;

/** Draft 4 in what it uses: TOML editors know no later one. */
export function configSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: 'wattlens.toml',
    description:
      'What Wattlens takes for the models below this folder, over what it finds in their code. The same entries stand in [tool.wattlens] of pyproject.toml.',
    type: 'object',
    ...spelled(
      ENTRIES.map((entry) => [entry.name, schemaOf(entry)] as const),
      {
        'search-path': {
          description:
            'Folders to look for imported modules in, absolute or relative to this file. Modules are read, never run.',
          anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        },
        inputs: { ...inputSchema(), description: 'Inputs of the model, one after the other' },
        ...Object.fromEntries(
          Object.entries(TABLES).map(([prefix, description]) => [prefix, tableOf(prefix, description)]),
        ),
      },
    ),
    additionalProperties: false,
    definitions: {
      device: { anyOf: [{ type: 'string', enum: listDevices().map(({ id }) => id) }, OTHER_NAME] },
      region: { anyOf: [{ type: 'string', enum: listGrids().map(({ code }) => code) }, OTHER_NAME] },
    },
  };
}

/** Any other spelling that the catalogue finds. */
const OTHER_NAME: Schema = { type: 'string', minLength: 1 };

/** In `[training]` the prefix is left out, and what all of it is about needs none. */
function tableOf(prefix: string, description: string): Schema {
  const ofTraining = /^(?:samples|epochs|steps|trials|devices|scaling-efficiency|overhead|\w+-watts)$/;
  const entries = ENTRIES.flatMap((entry): (readonly [string, Schema])[] => {
    const short = entry.name.startsWith(`${prefix}-`) ? entry.name.slice(prefix.length + 1) : null;
    if (short !== null) return [[short, schemaOf(entry)]];
    return prefix === 'training' && ofTraining.test(entry.name) ? [[entry.name, schemaOf(entry)]] : [];
  });
  return { type: 'object', description, ...spelled(entries, {}), additionalProperties: false };
}

/** With `_` and capitals for `-`, as they are read. */
function spelled(
  entries: readonly (readonly [name: string, schema: Schema])[],
  more: Readonly<Record<string, Schema>>,
): Schema {
  const others = entries.filter(([name]) => name.includes('-'));
  const pattern = (name: string): string =>
    `^${name.replace(/-(.)/g, (_, letter: string) => `(?:_${letter}|${letter.toUpperCase()})`)}$`;
  return {
    properties: { ...Object.fromEntries(entries), ...more },
    ...(others.length === 0
      ? {}
      : { patternProperties: Object.fromEntries(others.map(([name, schema]) => [pattern(name), schema])) }),
  };
}

function schemaOf({ label, help, value }: Entry): Schema {
  return { description: `${label}: ${help}`, ...valueSchema(value) };
}

function valueSchema(value: ValueKind): Schema {
  switch (value.kind) {
    case 'count':
      return { anyOf: [{ type: 'integer', minimum: 1 }, withUnits(value.units.example)] };
    case 'number': {
      const bounds = {
        minimum: value.least,
        ...(value.isOpen ? { exclusiveMinimum: true } : {}),
        ...(value.most === null ? {} : { maximum: value.most }),
      };
      return { anyOf: [{ type: 'number', ...bounds }, withUnits(value.units.example)] };
    }
    case 'choice':
      return { type: 'string', enum: value.values.map((one) => one.value) };
    case 'switch':
      return { type: 'boolean' };
    case 'name':
      return { $ref: `#/definitions/${value.of}` };
    case 'input':
      return inputSchema();
  }
}

function withUnits(example: string): Schema {
  return { type: 'string', pattern: '[0-9]', description: `With a unit: ${example}` };
}

function inputSchema(): Schema {
  const shape = { type: 'string', pattern: '^\\s*(?:[A-Za-z_]\\w*\\s*=)?\\s*(?:\\[|\\d|scalar)' };
  return { anyOf: [shape, { type: 'array', items: {} }] };
}
