/** Node's own modules and the packages that read command lines. */
import type { Value } from '../../python/runtime/values.ts';
import { InertObject } from './builtins/globals.ts';
import { known, textArg } from './builtins/helpers.ts';
import { Namespace, scriptFunction } from './native.ts';
import { commandLinePackage } from './packages/commandLine.ts';
import { environmentValue } from './page.ts';
import type { Script } from './script.ts';

const FILES = [
  'fs',
  'fs/promises',
  'os',
  'child_process',
  'http',
  'https',
  'net',
  'stream',
  'zlib',
  'crypto',
  'readline',
  'worker_threads',
  'perf_hooks',
  'url',
  'events',
  'buffer',
  'timers',
  'cluster',
  'vm',
];

/** Null: it is none of them. */
export function nodeModule(js: Script, specifier: string): Value | null {
  const name = specifier.replace(/^node:/, '');
  if (name === 'path') return PATH;
  if (name === 'process') return js.globals.find('process')?.vars.get('process') ?? null;
  if (name === 'util') return UTIL;
  if (name === 'assert') return ASSERT;
  if (FILES.includes(name)) return environmentValue(name, js.rt.here());
  return commandLinePackage(js, specifier);
}

function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + (parts.join('/') || (path.startsWith('/') ? '' : '.'));
}

const PATH: Value = new Namespace('path', (_js, name) => {
  switch (name) {
    case 'join':
    case 'resolve':
      return scriptFunction(name, (call) => normalised(call.args.map((_, i) => textArg(call, i)).join('/')));
    case 'basename':
      return scriptFunction(name, (call) => {
        const base = textArg(call, 0).replace(/\/+$/, '').split('/').at(-1) ?? '';
        const suffix = call.given(1) ? textArg(call, 1) : '';
        return suffix !== '' && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
      });
    case 'dirname':
      return scriptFunction(name, (call) => textArg(call, 0).replace(/\/[^/]*$/, '') || '.');
    case 'extname':
      return scriptFunction(name, (call) => /[^/](\.[^./]*)$/.exec(textArg(call, 0))?.[1] ?? '');
    case 'sep':
      return '/';
    default:
      return undefined;
  }
});

/** `promisify(fn)`: promises are transparent, but what a callback would get is not known. */
const UTIL: Value = new Namespace('util', (_js, name) => {
  if (name === 'promisify') return scriptFunction(name, (call) => call.arg(0));
  if (name === 'format' || name === 'inspect') {
    return scriptFunction(name, (call) => known(call.js.unknown('a formatted text')));
  }
  return undefined;
});

/** Assertions are taken to hold. */
const ASSERT: Value = new InertObject();
