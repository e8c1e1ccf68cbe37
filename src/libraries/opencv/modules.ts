/** OpenCV: pictures read from files and their sizes. What is done to their pixels does not matter. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, native, settled, type Args } from '../../python/runtime/native.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import type { Shape } from '../../tensor/shape.ts';
import { dataModule } from '../dataPackages.ts';

/** A picture of unknown size, whose last axes are known: `[3]` for one in colour, none for one in grey. */
class UnsizedPicture extends Unknown {
  readonly channels: Shape;

  constructor(size: Unknown, channels: Shape) {
    super(size.reason, size.span);
    this.channels = channels;
  }
}

/** OpenCV 4.10, imgcodecs.hpp: IMREAD_UNCHANGED = -1, IMREAD_GRAYSCALE = 0, IMREAD_COLOR = 1. */
const FLAGS: Readonly<Record<string, number>> = {
  IMREAD_UNCHANGED: -1,
  IMREAD_GRAYSCALE: 0,
  IMREAD_COLOR: 1,
};

function read(rt: Runtime, args: Args): Value {
  const size = rt.unknown('the size of a picture depends on its file');
  const flags = asInteger(settled(args.value('flags')));
  if (flags === 0) return new UnsizedPicture(size, []);
  return flags === 1 ? new UnsizedPicture(size, [3]) : size;
}

function channelsOf(picture: Value): Shape | null {
  if (picture instanceof UnsizedPicture) return picture.channels;
  return picture instanceof NdArray && picture.shape.length > 1 ? picture.shape.slice(2) : null;
}

/** `dsize` is width and height. */
function resized(rt: Runtime, args: Args): Value {
  const source = args.value('src');
  const channels = channelsOf(source);
  const size = args.value('dsize') === null ? null : rt.elements(args.value('dsize'));
  if (channels === null || size === null) return lost(rt, source, 'the size of a picture that is scaled');
  if (size instanceof Unknown) return size;
  const [width, height] = size.map((extent) => asInteger(settled(extent)));
  if (width === undefined || height === undefined) return rt.unknown('the size of a picture that is scaled');
  // OpenCV gives a picture in grey back without its axis of one channel.
  const rest = channels.length === 1 && channels[0] === 1 ? [] : channels;
  return new NdArray([height, width, ...rest], source instanceof NdArray ? source.dtype : 'uint8');
}

/** The name of the constant tells what it makes of the channels. */
const CONVERSION = /^COLOR_(?:\w+?)2(\w+)$/;

function channelsAfter(name: string): Shape {
  const [, to = ''] = CONVERSION.exec(name) ?? [];
  if (to === 'GRAY') return [];
  return /^(BGRA|RGBA)$/.test(to) ? [4] : [3];
}

function converted(rt: Runtime, args: Args): Value {
  const [source, code] = [args.value('src'), args.value('code')];
  if (typeof code !== 'string') return rt.unknown('what a picture is converted to');
  const channels = channelsAfter(code);
  if (source instanceof UnsizedPicture) return new UnsizedPicture(source, channels);
  if (!(source instanceof NdArray)) return lost(rt, source, 'the size of a picture');
  return new NdArray([...source.shape.slice(0, 2), ...channels], source.dtype);
}

function lost(rt: Runtime, source: Value, reason: string): Unknown {
  return source instanceof Unknown ? source : rt.unknown(reason);
}

/** Filters: a picture of the same size and channels. */
const KEEPING = [
  'GaussianBlur',
  'medianBlur',
  'bilateralFilter',
  'flip',
  'addWeighted',
  'equalizeHist',
  'normalize',
  'fastNlMeansDenoisingColored',
].map((name) => native(`${name}(src, *args, **kwargs)`, (_rt, args) => args.value('src')));

const FUNCTIONS = new Map(
  [
    native('imread(filename, flags=1)', read),
    native('resize(src, dsize, dst=None, fx=0, fy=0, interpolation=1)', resized),
    native('cvtColor(src, code, dst=None, dstCn=0)', converted),
    ...KEEPING,
  ].map((fn) => [fn.name, fn] as const),
);

function member(_rt: Runtime, name: string): Value | undefined {
  if (CONVERSION.test(name)) return name;
  return FUNCTIONS.get(name) ?? FLAGS[name];
}

export const opencvModules: readonly LibraryModule[] = [dataModule('cv2', member)];
