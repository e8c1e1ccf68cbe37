/** `bytes` and `bytearray`, as far as model code uses them. */
import type { Runtime } from '../runtime/api.ts';
import { asInteger, asString, native, nativeClassMethod, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyBytes } from '../runtime/values.ts';
import type { NativeFunction, Value } from '../runtime/values.ts';
import { decode } from './strMethods.ts';
import { receiver } from './natives.ts';

function self(rt: Runtime, args: Args): PyBytes {
  return receiver(rt, args, PyBytes, 'bytes');
}

function construct(_rt: Runtime, args: Args): PyBytes {
  const source = args.known('source');
  if (source instanceof PyBytes) return source;
  const text = asString(source);
  if (text !== undefined) return new PyBytes(new TextEncoder().encode(text));
  const length = asInteger(source);
  if (length !== undefined) return new PyBytes(new Uint8Array(Math.max(0, length)));
  return new PyBytes(Uint8Array.from(args.elements('source'), (item) => asInteger(item) ?? 0));
}

export const bytesMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native("__new__(cls, source=(), encoding='utf-8', errors='strict')", construct),
  nativeMethod("decode(self, encoding='utf-8', errors='strict')", (rt, args) => decode(self(rt, args))),
  nativeMethod('hex(self)', (rt, args) =>
    Array.from(self(rt, args).value, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  ),
  nativeMethod('startswith(self, prefix)', (rt, args) => {
    const prefix = args.known('prefix');
    const bytes = self(rt, args).value;
    return prefix instanceof PyBytes && prefix.value.every((byte, i) => bytes[i] === byte);
  }),
  [
    'fromhex',
    nativeClassMethod('fromhex(cls, string)', (_rt, args) => {
      const pairs = args.string('string').replace(/\s/g, '').match(/../g) ?? [];
      return new PyBytes(Uint8Array.from(pairs, (pair) => parseInt(pair, 16)));
    }),
  ],
  nativeMethod('__len__(self)', (rt, args) => self(rt, args).value.length),
];
