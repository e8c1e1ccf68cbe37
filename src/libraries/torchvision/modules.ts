/** torchvision but for its models, which are read from its own source. */
import type { LibraryModule } from '../../python/ports.ts';
import { lazyModule } from '../module.ts';
import { datasetModules } from './datasets.ts';
import { transformModules } from './transforms.ts';

const NO_SOURCE = "torchvision's source was not found, so its models and operations cannot be followed";

/** Only used where the source is not installed. */
const withoutSource: readonly LibraryModule[] = [
  'torchvision',
  'torchvision.models.feature_extraction',
  'torchvision.models._utils',
  'torchvision.ops',
  'torchvision.io',
].map((name) =>
  lazyModule({ name, precedence: 'facade', members: {}, otherwise: NO_SOURCE, inert: ['set_image_backend'] }),
);

export const torchvisionModules: readonly LibraryModule[] = [
  ...withoutSource,
  ...datasetModules,
  ...transformModules,
  lazyModule({
    name: 'torchvision.utils',
    precedence: 'framework',
    members: {},
    inert: ['save_image', 'make_grid', 'draw_bounding_boxes', 'draw_segmentation_masks', 'flow_to_image'],
  }),
];
