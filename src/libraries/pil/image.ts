/** `PIL.Image.Image`: a picture of which only the mode and the size matter. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asNumber, nativeClass, nativeMethod, settled } from '../../python/runtime/native.ts';
import type { Args } from '../../python/runtime/native.ts';
import { PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';

/** Pixels along one side; what differs from picture to picture says so. */
export type Extent = number | Unknown;

/** Bands by mode: https://pillow.readthedocs.io/en/stable/handbook/concepts.html#modes */
const BANDS: Readonly<Record<string, number>> = {
  '1': 1,
  L: 1,
  P: 1,
  I: 1,
  'I;16': 1,
  F: 1,
  LA: 2,
  PA: 2,
  RGB: 3,
  YCbCr: 3,
  LAB: 3,
  HSV: 3,
  RGBA: 4,
  RGBX: 4,
  CMYK: 4,
};

export class PilImage extends HostObject {
  readonly mode: string | Unknown;
  height: Extent;
  width: Extent;

  constructor(mode: string | Unknown, height: Extent, width: Extent) {
    super();
    this.mode = mode;
    this.height = height;
    this.width = width;
  }

  get channels(): Extent {
    if (this.mode instanceof Unknown) return this.mode;
    return BANDS[this.mode] ?? new Unknown(`the bands of mode '${this.mode}' are not known`, null);
  }

  resized(height: Extent, width: Extent): PilImage {
    return new PilImage(this.mode, height, width);
  }

  override pyClass(rt: Runtime): PyClass {
    return imageClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'mode':
        return this.mode;
      case 'size':
        return new PyTuple([this.width, this.height]);
      case 'width':
        return this.width;
      case 'height':
        return this.height;
      case 'format':
      case 'info':
      case 'filename':
        return rt.unknown('what a picture file says about itself depends on the file');
      case '__enter__':
        return callable(name, () => this);
      case '__exit__':
        return callable(name, () => null);
      default:
        return undefined;
    }
  }

  override isEquivalent(other: HostObject): boolean {
    return (
      other instanceof PilImage &&
      sameExtent(other.mode, this.mode) &&
      sameExtent(other.height, this.height) &&
      sameExtent(other.width, this.width)
    );
  }

  override repr(): string {
    return '<PIL.Image.Image>';
  }
}

function sameExtent(a: string | Extent, b: string | Extent): boolean {
  return a instanceof Unknown ? b instanceof Unknown : a === b;
}

export function receiver(rt: Runtime, args: Args): PilImage {
  const self = args.known('self');
  if (self instanceof PilImage) return self;
  throw rt.error('TypeError', `an image was expected, not ${rt.typeName(self)}`);
}

/** A side that the program states; Unknown stays Unknown. */
export function extent(value: Value): Extent {
  if (value instanceof Unknown) return value;
  const number = asNumber(settled(value));
  return number === undefined ? new Unknown('a size that is no number', null) : Math.trunc(number);
}

/** The entries of `(width, height)` and its like. */
export function pair(rt: Runtime, value: Value): readonly Value[] | Unknown {
  return rt.elements(value);
}

function method(signature: string, body: (rt: Runtime, self: PilImage, args: Args) => Value): NativeFunction {
  return nativeMethod(signature, (rt, args) => body(rt, receiver(rt, args), args));
}

/** `(left, upper, right, lower)`. */
function cropped(rt: Runtime, self: PilImage, box: Value): PilImage {
  if (box === null) return self;
  const corners = pair(rt, box);
  if (corners instanceof Unknown) return self.resized(corners, corners);
  const [left, upper, right, lower] = corners.map(extent);
  return self.resized(span(upper, lower), span(left, right));
}

function span(from: Extent | undefined, to: Extent | undefined): Extent {
  if (from instanceof Unknown) return from;
  if (to instanceof Unknown) return to;
  return (to ?? 0) - (from ?? 0);
}

const SAME_SIZE = [
  'filter',
  'copy',
  'point',
  'quantize',
  'effect_spread',
  'putalpha',
  'alpha_composite',
  'remap_palette',
];
const NOTHING = ['save', 'show', 'load', 'close', 'seek', 'paste', 'putpixel', 'verify', 'putpalette'];

export const imageClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Image',
    [rt.builtinClass('object')],
    [
      method('convert(self, mode=None, *args, **options)', (_rt, self, args) => {
        const mode = args.value('mode');
        if (mode instanceof Unknown) return new PilImage(mode, self.height, self.width);
        return mode === null ? self : new PilImage(args.string('mode'), self.height, self.width);
      }),
      method('resize(self, size, resample=None, box=None, reducing_gap=None)', (rt, self, args) => {
        const size = pair(rt, args.value('size'));
        if (size instanceof Unknown) return self.resized(size, size);
        const [width, height] = size.map(extent);
        return self.resized(height ?? self.height, width ?? self.width);
      }),
      method('crop(self, box=None)', (rt, self, args) => cropped(rt, self, args.value('box'))),
      method('rotate(self, angle, resample=None, expand=False, *args, **options)', (rt, self, args) => {
        if (!args.bool('expand')) return self;
        const size = rt.unknown('the size of a rotated and expanded picture depends on the angle');
        return self.resized(size, size);
      }),
      // ROTATE_90, ROTATE_270, TRANSPOSE and TRANSVERSE (2, 4, 5, 6) exchange the sides.
      method('transpose(self, method)', (_rt, self, args) =>
        args.int('method') === 2 || args.int('method') >= 4 ? self.resized(self.width, self.height) : self,
      ),
      method('getbands(self)', (_rt, self) =>
        self.mode instanceof Unknown ? self.mode : new PyTuple(bandNames(self.mode)),
      ),
      method('split(self)', (_rt, self) => {
        const { channels } = self;
        if (channels instanceof Unknown) return channels;
        return new PyTuple(
          Array.from({ length: channels }, () => new PilImage('L', self.height, self.width)),
        );
      }),
      method('thumbnail(self, size, *args, **options)', (rt, self) => {
        const size = rt.unknown('a thumbnail keeps the proportions of its picture');
        rt.journal.setField<PilImage, 'height'>(self, 'height', size);
        rt.journal.setField<PilImage, 'width'>(self, 'width', size);
        return null;
      }),
      ...SAME_SIZE.map((name) => method(`${name}(self, *args, **options)`, (_rt, self) => self)),
      ...NOTHING.map((name) => method(`${name}(self, *args, **options)`, () => null)),
      ...['getpixel', 'getextrema', 'getdata', 'tobytes', 'getbbox', 'histogram', 'getcolors'].map((name) =>
        method(`${name}(self, *args, **options)`, (rt) =>
          rt.unknown('the pixels of a picture are not known'),
        ),
      ),
    ],
  ),
);

function bandNames(mode: string): readonly string[] {
  return mode.length > 1 && mode === mode.toUpperCase() ? mode.split('') : [mode];
}
