/** What lies outside of the program: the page, the environment, the network. Their values are unknown, with their path. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import type { SourceSpan } from '../../units/span.ts';
import { scriptOf } from './api.ts';
import { OutsideValue } from './values.ts';

const PAGE = 'from the page';
const NETWORK = 'from the network';
const DEVICE = 'from the device';

const GLOBALS: ReadonlyMap<string, string> = new Map([
  ...[
    'document',
    'parent',
    'top',
    'location',
    'history',
    'localStorage',
    'sessionStorage',
    'alert',
    'confirm',
    'prompt',
    'addEventListener',
    'removeEventListener',
    'dispatchEvent',
    'postMessage',
    'innerWidth',
    'innerHeight',
    'devicePixelRatio',
    'Image',
    'ImageData',
    'Audio',
    'HTMLElement',
    'HTMLCanvasElement',
    'HTMLImageElement',
    'HTMLVideoElement',
    'Element',
    'Node',
    'Event',
    'CustomEvent',
    'MouseEvent',
    'KeyboardEvent',
    'Blob',
    'File',
    'FileReader',
    'URL',
    'URLSearchParams',
    'FormData',
    'DOMParser',
    'MutationObserver',
    'ResizeObserver',
    'IntersectionObserver',
    'getComputedStyle',
    'matchMedia',
    'createImageBitmap',
    'OffscreenCanvas',
    'customElements',
    'chrome',
    'browser',
    '$',
    'jQuery',
  ].map((name) => [name, PAGE] as const),
  ...[
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'Request',
    'Response',
    'Headers',
    'Worker',
    'importScripts',
  ].map((name) => [name, NETWORK] as const),
  ...[
    'navigator',
    'screen',
    'Date',
    'performance',
    'crypto',
    'indexedDB',
    'caches',
    'WebAssembly',
    'Intl',
    'AudioContext',
    'webkitAudioContext',
    'AbortController',
    'TextEncoder',
    'TextDecoder',
    'MessageChannel',
    'BroadcastChannel',
    'Proxy',
    'Reflect',
    'WeakRef',
    'FinalizationRegistry',
  ].map((name) => [name, DEVICE] as const),
]);

/** `window`, `globalThis`: what scripts share, and beyond that the page. */
class GlobalObject extends HostObject {
  readonly #name: string;
  constructor(name: string) {
    super();
    this.#name = name;
  }

  override pyClass(rt: Runtime): PyClass {
    return scriptOf(rt).builtinClass('Object');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const known = scriptOf(rt).globalMember(name);
    if (known !== undefined || this.#name === 'globalThis') return known;
    return new OutsideValue(`${this.#name}.${name}`, PAGE, rt.here());
  }

  /** A function that is put there is for the page to call. */
  override setAttribute(rt: Runtime, name: string, value: Value): boolean {
    const script = scriptOf(rt);
    script.setGlobal(name, value);
    script.callLater(value, []);
    return true;
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof GlobalObject;
  }
}

export const GLOBAL_OBJECT_NAMES = ['globalThis', 'window', 'self', 'global'] as const;

export function globalObject(name: string): Value {
  return new GlobalObject(name);
}

/** Undefined: nothing outside has that name either. */
export function outsideGlobal(name: string, span: SourceSpan | null): Value | undefined {
  const from = GLOBALS.get(name);
  return from === undefined ? undefined : new OutsideValue(name, from, span);
}

export function environmentValue(name: string, span: SourceSpan | null): OutsideValue {
  return new OutsideValue(name, 'from the environment', span);
}
