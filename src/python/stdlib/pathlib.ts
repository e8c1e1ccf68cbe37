/** `pathlib`: pure paths are exact; what lies at them is known only for files in the snapshot. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyClass, PyList, StaticMethod, Unknown } from '../runtime/values.ts';
import type { Value } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { PyFile, fileText, pathText } from '../builtins/files.ts';
import { namesIn, pathsMatching } from '../builtins/folders.ts';
import { callable, knownOr, perRuntime, tuple } from '../builtins/natives.ts';
import { libraryModule } from './module.ts';
import { absolutePath, fileExists, folderExists, workingFolder } from './os.ts';
import { joinPaths, relativePath, splitExtension } from './paths.ts';

/** Collapses separators and `.`, as `PurePosixPath` does; `..` stays. */
function clean(text: string): string {
  const root = text.startsWith('/') ? '/' : '';
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  return root + parts.join('/') || '.';
}

class Path extends HostObject {
  readonly #cls: PyClass;
  readonly text: string;

  constructor(cls: PyClass, text: string) {
    super();
    this.#cls = cls;
    this.text = clean(text);
  }

  override pyClass(): PyClass {
    return this.#cls;
  }

  #of(text: string): Path {
    return new Path(this.#cls, text);
  }

  get #parts(): string[] {
    const parts = this.text.split('/').filter((part) => part !== '' && part !== '.');
    return this.text.startsWith('/') ? ['/', ...parts] : parts;
  }

  get #name(): string {
    const last = this.#parts.at(-1) ?? '';
    return last === '/' ? '' : last;
  }

  get #parent(): Path {
    const parts = this.#parts;
    if (parts.length <= 1) return this.#of(this.text.startsWith('/') ? '/' : '.');
    return this.#of(joinPaths('', ...parts.slice(0, -1)));
  }

  #ancestors(): Path[] {
    const parent = this.#parent;
    return parent.text === this.text ? [] : [parent, ...parent.#ancestors()];
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return this.#property(name) ?? this.#pureMethod(name) ?? this.#outsideMethod(name);
  }

  #property(name: string): Value | undefined {
    const [stem, suffix] = splitExtension(this.#name);
    switch (name) {
      case 'name':
        return this.#name;
      case 'stem':
        return stem;
      case 'suffix':
        return suffix;
      case 'suffixes':
        return new PyList(
          this.#name
            .replace(/^\.+/, '')
            .split('.')
            .slice(1)
            .map((part) => `.${part}`),
        );
      case 'parent':
        return this.#parent;
      case 'parents':
        return tuple(...this.#ancestors());
      case 'parts':
        return tuple(...this.#parts);
      case 'root':
      case 'anchor':
        return this.text.startsWith('/') ? '/' : '';
      case 'drive':
        return '';
      case '__fspath__':
        return callable(name, () => this.text);
      case '__class__':
        return this.pyClass();
      default:
        return undefined;
    }
  }

  #pureMethod(name: string): Value | undefined {
    switch (name) {
      case 'joinpath':
        return callable(name, (rt, parts) =>
          this.#of(joinPaths(this.text, ...parts.map((part) => textOf(rt, part)))),
        );
      case 'with_suffix':
        return callable(name, (rt, [suffix = '']) => {
          const stem = splitExtension(this.text)[0];
          return this.#of(stem + textOf(rt, suffix));
        });
      case 'with_name':
        return callable(name, (rt, [other = '']) =>
          this.#of(joinPaths(this.#parent.text, textOf(rt, other))),
        );
      case 'with_stem':
        return callable(name, (rt, [stem = '']) =>
          this.#of(joinPaths(this.#parent.text, textOf(rt, stem) + splitExtension(this.#name)[1])),
        );
      case 'relative_to':
        return callable(name, (rt, [start = '']) => this.#of(relativePath(this.text, textOf(rt, start))));
      case 'is_relative_to':
        return callable(name, (rt, [start = '']) => {
          const base = clean(textOf(rt, start));
          return this.text === base || this.text.startsWith(base === '/' ? base : `${base}/`);
        });
      case 'as_posix':
        return callable(name, () => this.text);
      case 'as_uri':
        return callable(name, (rt) => `file://${absolutePath(rt, this.text)}`);
      case 'is_absolute':
        return callable(name, () => this.text.startsWith('/'));
      case 'resolve':
      case 'absolute':
        return callable(name, (rt) => this.#of(absolutePath(rt, this.text)));
      case 'expanduser':
        return callable(name, (rt) => (this.text.startsWith('~') ? rt.unknown('the home folder') : this));
      default:
        return undefined;
    }
  }

  #outsideMethod(name: string): Value | undefined {
    switch (name) {
      case 'exists':
      case 'is_file':
      case 'is_symlink':
        return callable(name, (rt) => fileExists(rt, this.text));
      case 'is_dir':
        return callable(name, (rt) => folderExists(rt, this.text));
      case 'mkdir':
      case 'touch':
      case 'unlink':
      case 'rmdir':
      case 'rename':
      case 'replace':
      case 'chmod':
      case 'symlink_to':
        return callable(name, () => null);
      case 'write_text':
      case 'write_bytes':
        return callable(name, (rt) => rt.unknown('how much was written'));
      case 'read_text':
        return callable(name, (rt) => fileText(rt, this.text) ?? rt.unknown(`the content of ${this.text}`));
      case 'open':
        return callable(name, (rt, [mode = 'r']) => {
          const isText = typeof mode === 'string' && !/[wax+b]/.test(mode);
          const text = isText ? fileText(rt, this.text) : undefined;
          return new PyFile(text ?? rt.unknown(`the content of ${this.text}`), this.text);
        });
      case 'iterdir':
        return callable(name, (rt) => this.#listed(namesIn(rt, this.text), joinPaths(this.text, '')));
      case 'glob':
      case 'rglob':
        return callable(name, (rt, [pattern = '*'], keywords) => {
          const below = name === 'rglob' ? '**/' : '';
          const text = textOf(rt, keywords.get('pattern') ?? pattern);
          return this.#listed(pathsMatching(rt, joinPaths(this.text, below + text), true), '');
        });
      case 'read_bytes':
      case 'stat':
      case 'owner':
        return callable(name, (rt) => rt.unknown(`what lies at ${this.text}`));
      default:
        return undefined;
    }
  }

  #listed(paths: readonly string[] | Unknown, folder: string): Value {
    return paths instanceof Unknown ? paths : new PyList(paths.map((path) => this.#of(folder + path)));
  }

  override binary(rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (op !== '/') return undefined;
    const text = pathText(rt, other);
    if (text instanceof Unknown) return text;
    return this.#of(reflected ? joinPaths(text, this.text) : joinPaths(this.text, text));
  }

  override compare(_rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    if (!(other instanceof Path)) return op === '==' ? false : op === '!=' ? true : undefined;
    const order = this.text < other.text ? -1 : this.text > other.text ? 1 : 0;
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
    return `path:${this.text}`;
  }

  override repr(): string {
    return this.text;
  }
}

function textOf(rt: Runtime, value: Value): string {
  return knownOr(pathText(rt, value));
}

const pathClasses = perRuntime((rt: Runtime): readonly PyClass[] => {
  const create = native('__new__(cls, *args, **kwargs)', (inner: Runtime, args: Args) => {
    const cls = args.value('cls');
    const texts = args.rest.map((part) => textOf(inner, part));
    return new Path(cls instanceof PyClass ? cls : inner.builtinClass('object'), joinPaths('', ...texts));
  });
  const pure = nativeClass('PurePath', [rt.builtinClass('object')], [create]);
  const posix = nativeClass('PurePosixPath', [pure], []);
  const path: PyClass = nativeClass(
    'Path',
    [pure],
    [
      [
        'cwd',
        new StaticMethod(
          native('cwd()', (inner) => {
            const folder = workingFolder(inner);
            return folder instanceof Unknown ? folder : new Path(path, folder);
          }),
        ),
      ],
      ['home', new StaticMethod(native('home()', (inner) => inner.unknown('the home folder')))],
    ],
  );
  return [
    pure,
    posix,
    nativeClass('PureWindowsPath', [pure], []),
    path,
    nativeClass('PosixPath', [path], []),
  ];
});

export const pathlib = libraryModule('pathlib', pathClasses);
