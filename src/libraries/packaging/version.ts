/**
 * `packaging.version`: which version of a package comes before which.
 * Grammar and order: https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, nativeClass, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import type { CompareOperator } from '../../python/syntax/ast.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { lazyModule } from '../module.ts';

const GRAMMAR =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)[-_.]?(?:(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:(?:-(\d+))|(?:[-_.]?(?:post|rev|r)[-_.]?(\d*)))?(?:[-_.]?dev[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

const PRE_RELEASES: Readonly<Record<string, string>> = {
  alpha: 'a',
  beta: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
};

interface Parts {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly pre: readonly [letter: string, number: number] | null;
  readonly post: number | null;
  readonly dev: number | null;
  readonly local: string | null;
}

/** Null where the text is no version. */
function partsOf(text: string): Parts | null {
  const found = GRAMMAR.exec(text);
  if (found === null) return null;
  const [, epoch, release = '', letter, preNumber, implicitPost, post, dev, local] = found;
  const name = letter?.toLowerCase();
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    pre: name === undefined ? null : [PRE_RELEASES[name] ?? name, Number(preNumber)],
    post: implicitPost === undefined && post === undefined ? null : Number(implicitPost ?? post),
    dev: dev === undefined ? null : Number(dev),
    local: local?.toLowerCase().replaceAll(/[-_]/g, '.') ?? null,
  };
}

class Version extends HostObject {
  readonly parts: Parts;

  constructor(parts: Parts) {
    super();
    this.parts = parts;
  }

  override pyClass(rt: Runtime): PyClass {
    return versionClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    const { epoch, release, pre, post, dev, local } = this.parts;
    switch (name) {
      case 'epoch':
        return epoch;
      case 'release':
        return new PyTuple(release);
      case 'major':
        return release[0] ?? 0;
      case 'minor':
        return release[1] ?? 0;
      case 'micro':
        return release[2] ?? 0;
      case 'pre':
        return pre === null ? null : new PyTuple(pre);
      case 'post':
        return post;
      case 'dev':
        return dev;
      case 'local':
        return local;
      case 'public':
        return this.#text(false);
      case 'base_version':
        return `${epoch === 0 ? '' : `${epoch}!`}${release.join('.')}`;
      case 'is_prerelease':
        return pre !== null || dev !== null;
      case 'is_postrelease':
        return post !== null;
      case 'is_devrelease':
        return dev !== null;
      case '__str__':
        return callable(name, () => this.#text(true));
      default:
        return undefined;
    }
  }

  override compare(_rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    if (!(other instanceof Version)) return undefined;
    const order = compareParts(this.parts, other.parts);
    switch (op) {
      case '==':
        return order === 0;
      case '!=':
        return order !== 0;
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '>=':
        return order >= 0;
      default:
        return undefined;
    }
  }

  override hashKey(): string {
    return `version ${this.#text(true)}`;
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof Version && compareParts(this.parts, other.parts) === 0;
  }

  override repr(): string {
    return `<Version('${this.#text(true)}')>`;
  }

  #text(withLocal: boolean): string {
    const { epoch, release, pre, post, dev, local } = this.parts;
    return [
      epoch === 0 ? '' : `${epoch}!`,
      release.join('.'),
      pre === null ? '' : pre.join(''),
      post === null ? '' : `.post${post}`,
      dev === null ? '' : `.dev${dev}`,
      local === null || !withLocal ? '' : `+${local}`,
    ].join('');
  }
}

type Key = readonly (number | string)[];

function compareParts(a: Parts, b: Parts): number {
  const order = compareKeys([a.epoch, ...trimmed(a.release)], [b.epoch, ...trimmed(b.release)]);
  if (order !== 0) return order;
  const phase = compareKeys(phaseOf(a), phaseOf(b));
  return phase === 0 ? compareKeys(localKey(a), localKey(b)) : phase;
}

function trimmed(release: readonly number[]): readonly number[] {
  let { length } = release;
  while (length > 1 && release[length - 1] === 0) length -= 1;
  return release.slice(0, length);
}

/** Development releases come before pre-releases, these before the release, post-releases after it. */
function phaseOf({ pre, post, dev }: Parts): Key {
  const stage = pre === null ? (post === null && dev !== null ? -1 : 3) : ['a', 'b', 'rc'].indexOf(pre[0]);
  return [stage, pre?.[1] ?? 0, post ?? -1, dev ?? Infinity];
}

function localKey({ local }: Parts): Key {
  return local === null ? [] : local.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** A longer one comes after its beginning; numbers come after texts. */
function compareKeys(a: Key, b: Key): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    if (x === y) continue;
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    if (typeof x !== typeof y) return typeof x === 'number' ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return 0;
}

function parse(rt: Runtime, args: Args): Value {
  const text = args.string('version');
  const parts = partsOf(text);
  if (parts === null) throw rt.error('ValueError', `Invalid version: '${text}'`);
  return new Version(parts);
}

const versionClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass('Version', [rt.builtinClass('object')], [native('__new__(cls, version)', parse)]),
);

/** `LooseVersion('1.10.0a')` takes any text; of what is no version by today's grammar the order is not known. */
const loose = native('LooseVersion(vstring=None)', (rt, args) => {
  const parts = partsOf(args.string('vstring'));
  return parts === null ? rt.unknown('the order of a version that is written otherwise') : new Version(parts);
});

export const packagingModules: readonly LibraryModule[] = [
  lazyModule({ name: 'packaging', precedence: 'framework', members: {} }),
  lazyModule({
    name: 'packaging.version',
    precedence: 'framework',
    members: {
      parse: native('parse(version)', parse),
      Version: versionClass,
      InvalidVersion: (rt) => new PyClass({ name: 'InvalidVersion', bases: [rt.builtinClass('ValueError')] }),
    },
  }),
  lazyModule({
    name: 'distutils.version',
    precedence: 'framework',
    members: { LooseVersion: loose, StrictVersion: loose },
  }),
];
