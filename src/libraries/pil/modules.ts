/** Pillow: opening and making pictures; what is drawn on them does not matter. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native } from '../../python/runtime/native.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import { NdArray } from '../../tensor/ndarray/array.ts';
import { lazyModule, type Member } from '../module.ts';
import { extent, imageClass, pair, PilImage } from './image.ts';

/** Numbers of `Image.Resampling` and `Image.Transpose`, which older code reads from the module. */
const CONSTANTS: Readonly<Record<string, number>> = {
  NEAREST: 0,
  LANCZOS: 1,
  ANTIALIAS: 1,
  BILINEAR: 2,
  BICUBIC: 3,
  BOX: 4,
  HAMMING: 5,
  FLIP_LEFT_RIGHT: 0,
  FLIP_TOP_BOTTOM: 1,
  ROTATE_90: 2,
  ROTATE_180: 3,
  ROTATE_270: 4,
  TRANSPOSE: 5,
  TRANSVERSE: 6,
};

function opened(rt: Runtime): Value {
  const size = rt.unknown('the size of a picture depends on its file');
  return new PilImage(size, size, size);
}

/** Mode and size of the picture that an array holds: HW, or HW and channels. */
function fromArray(rt: Runtime, array: Value, mode: string | null): Value {
  if (array instanceof Unknown) return new PilImage(mode ?? array, array, array);
  if (!(array instanceof NdArray)) return rt.unknown('a picture made of something that is no array');
  const [height = 1, width = 1, channels] = array.shape;
  const byChannels = channels === 4 ? 'RGBA' : channels === 3 ? 'RGB' : channels === 2 ? 'LA' : 'L';
  return new PilImage(mode ?? byChannels, height, width);
}

const imageMembers: Readonly<Record<string, Member>> = {
  Image: imageClass,
  open: native("open(fp, mode='r', formats=None)", opened),
  new: native('new(mode, size, color=0)', (rt, args) => {
    const size = pair(rt, args.value('size'));
    const mode = args.value('mode');
    const named = mode instanceof Unknown ? mode : args.string('mode');
    if (size instanceof Unknown) return new PilImage(named, size, size);
    const [width = 1, height = 1] = size.map(extent);
    return new PilImage(named, height, width);
  }),
  fromarray: native('fromarray(obj, mode=None)', (rt, args) =>
    fromArray(rt, args.value('obj'), args.stringOrNone('mode')),
  ),
  ...Object.fromEntries(Object.entries(CONSTANTS).map(([name, value]) => [name, () => value])),
  Resampling: (rt) => rt.importModule('PIL.Image'),
  Transpose: (rt) => rt.importModule('PIL.Image'),
};

/** Fields of the TIFF 6.0 baseline (Adobe, 1992, section 8), which Exif takes over. */
const TIFF_FIELDS: readonly (readonly [number, string])[] = [
  [256, 'ImageWidth'],
  [257, 'ImageLength'],
  [258, 'BitsPerSample'],
  [259, 'Compression'],
  [262, 'PhotometricInterpretation'],
  [270, 'ImageDescription'],
  [271, 'Make'],
  [272, 'Model'],
  [273, 'StripOffsets'],
  [274, 'Orientation'],
  [277, 'SamplesPerPixel'],
  [278, 'RowsPerStrip'],
  [279, 'StripByteCounts'],
  [282, 'XResolution'],
  [283, 'YResolution'],
  [284, 'PlanarConfiguration'],
  [296, 'ResolutionUnit'],
  [305, 'Software'],
  [306, 'DateTime'],
  [315, 'Artist'],
  [320, 'ColorMap'],
];

const exifTags = (rt: Runtime): Value => dictOf(rt, TIFF_FIELDS);

export const pilModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'PIL',
    precedence: 'framework',
    members: { __version__: () => '11.0.0' },
    inert: ['ImageFile', 'ImageDraw', 'ImageFont', 'ImageEnhance', 'ImageFilter', 'ImageStat'],
  }),
  lazyModule({
    name: 'PIL.Image',
    precedence: 'framework',
    members: imageMembers,
    inert: ['MAX_IMAGE_PIXELS', 'UnidentifiedImageError'],
  }),
  lazyModule({ name: 'PIL.ExifTags', precedence: 'framework', members: { TAGS: exifTags } }),
];
