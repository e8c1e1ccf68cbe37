/** `enum`. */
import { native } from '../runtime/native.ts';
import type { Value } from '../runtime/values.ts';
import { autoFunction, enumClasses, enumMeta } from './enumClasses.ts';
import { libraryModule } from './module.ts';
import { PySingleton } from '../runtime/values.ts';

const BOUNDARIES = ['STRICT', 'CONFORM', 'EJECT', 'KEEP', 'CONTINUOUS', 'NAMED_FLAGS', 'UNIQUE'];

export const enumModule = libraryModule('enum', (rt) => [
  ...Object.values(enumClasses(rt)),
  enumMeta(rt),
  ['EnumMeta', enumMeta(rt)],
  autoFunction,
  native('unique(enumeration)', (_rt, args) => args.value('enumeration')),
  native('verify(*checks)', () => native('verify(cls)', (_rt, args) => args.value('cls'))),
  native('global_enum(cls, update_str=False)', (_rt, args) => args.value('cls')),
  native('member(value)', (_rt, args) => args.value('value')),
  ['property', rt.builtinClass('property')],
  ...BOUNDARIES.map((name): [string, Value] => [name, new PySingleton(name)]),
]);
