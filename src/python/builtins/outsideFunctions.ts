/** Functions that reach outside: output is inert, input is unknown, imports go through the runtime. */
import { native } from '../runtime/native.ts';
import type { NativeFunction } from '../runtime/values.ts';
import { openFile } from './files.ts';

export const outsideFunctions: readonly NativeFunction[] = [
  native('print(*values, **options)', () => null),
  native('breakpoint(*args, **kwargs)', () => null),
  native('help(object=None)', () => null),
  native("input(prompt='')", (rt) => rt.unknown('what is typed in when the program asks')),
  native("open(file, mode='r', *args, **kwargs)", openFile),
  native('__import__(name, globals=None, locals=None, fromlist=(), level=0)', (rt, args) =>
    rt.importModule(args.string('name')),
  ),
  native('compile(source, filename, mode, **options)', (rt) => rt.unknown('code from compile()')),
  native('exit(code=None)', (rt) => {
    throw rt.error('SystemExit', '');
  }),
  native('quit(code=None)', (rt) => {
    throw rt.error('SystemExit', '');
  }),
];
