/** What lies outside of the program: the page, the environment, the network. Their values are unknown, with their path. */
import type { Value } from '../../python/runtime/values.ts';
import type { SourceSpan } from '../../units/span.ts';
import { OutsideValue } from './values.ts';

const PAGE = 'from the page';
const NETWORK = 'from the network';
const DEVICE = 'from the device';

const GLOBALS: ReadonlyMap<string, string> = new Map([
  ...[
    'document',
    'window',
    'self',
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
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'Request', 'Response', 'Headers', 'Worker', 'importScripts'].map(
    (name) => [name, NETWORK] as const,
  ),
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

/** Undefined: nothing outside has that name either. */
export function outsideGlobal(name: string, span: SourceSpan | null): Value | undefined {
  const from = GLOBALS.get(name);
  return from === undefined ? undefined : new OutsideValue(name, from, span);
}

export function environmentValue(name: string, span: SourceSpan | null): OutsideValue {
  return new OutsideValue(name, 'from the environment', span);
}
