/** `torch.ops`: operators registered by libraries, those of torchvision by shape and work. */
import type { LibraryModule } from '../../python/ports.ts';
import { Store } from '../../python/runtime/journal.ts';
import { PyModule, PyTuple } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { convolution } from '../../tensor/ops/convolution.ts';
import { workOf } from '../../tensor/ops/operand.ts';
import { DataDependentShape, elementCount, sizeAt, type Shape } from '../../tensor/shape.ts';
import { op, type OpCall } from '../call.ts';
import { operationsOf } from '../operations.ts';
import { assumedCount } from '../ops/dataDependent.ts';
import { emit, emitAll } from '../record.ts';
import { constant, torchModule } from './define.ts';

/** Windows of a picture resampled to a fixed size: so many samples of four neighbours each per output. */
function regions(call: OpCall, shape: Shape, samples: number): Value {
  const [input, rois] = [call.tensor('input'), call.tensor('rois')];
  const output = { shape, dtype: input.dtype };
  const work = workOf({ elementwise: elementCount(shape) * samples * 8 }, [output, rois], [output]);
  return emit(call.rt, 'roi_align', { outputs: [shape], kind: 'pooling', work }, [input, rois], input.dtype);
}

const REGION = 'input, rois, spatial_scale, pooled_height, pooled_width';

function regionShape(call: OpCall, channels: number): Shape {
  return [
    sizeAt(call.tensor('rois').shape, 0),
    channels,
    call.int('pooled_height'),
    call.int('pooled_width'),
  ];
}

/** Samples per output element; where the window decides it is taken to be two by two. */
function samplesOf(call: OpCall): number {
  const ratio = call.int('sampling_ratio');
  return ratio > 0 ? ratio * ratio : 4;
}

const positionSensitive = (call: OpCall): number =>
  sizeAt(call.tensor('input').shape, 1) / (call.int('pooled_height') * call.int('pooled_width'));

const torchvisionOps: readonly NativeFunction[] = [
  op('nms(dets, scores, iou_threshold)', (call) => {
    const boxes = call.tensor('dets');
    const count = sizeAt(boxes.shape, 0);
    const kept = assumedCount(call.rt, count);
    if (kept === null) throw new DataDependentShape('how many boxes non-maximum suppression keeps');
    const work = workOf(
      { elementwise: 10 * count * Math.ceil(Math.log2(count + 2)) },
      [boxes],
      [{ shape: [kept], dtype: 'int64' }],
    );
    return emit(call.rt, 'nms', { outputs: [[kept]], kind: 'other', work }, [boxes], 'int64');
  }),
  op(`roi_align(${REGION}, sampling_ratio, aligned)`, (call) =>
    regions(call, regionShape(call, sizeAt(call.tensor('input').shape, 1)), samplesOf(call)),
  ),
  op(`roi_pool(${REGION})`, (call) => {
    const pooled = regions(call, regionShape(call, sizeAt(call.tensor('input').shape, 1)), 1);
    return new PyTuple([pooled, pooled]);
  }),
  op(`ps_roi_align(${REGION}, sampling_ratio)`, (call) => {
    const pooled = regions(call, regionShape(call, positionSensitive(call)), samplesOf(call));
    return new PyTuple([pooled, pooled]);
  }),
  op(`ps_roi_pool(${REGION})`, (call) => {
    const pooled = regions(call, regionShape(call, positionSensitive(call)), 1);
    return new PyTuple([pooled, pooled]);
  }),
  op(
    'deform_conv2d(input, weight, offset, mask, bias, stride_h, stride_w, pad_h, pad_w, dil_h, dil_w, n_weight_grps, n_offset_grps, use_mask)',
    (call) => {
      const [input, weight, bias] = [call.tensor('input'), call.tensor('weight'), call.tensorOrNone('bias')];
      const result = convolution(input, weight, bias, {
        stride: [call.int('stride_h'), call.int('stride_w')],
        padding: [call.int('pad_h'), call.int('pad_w')],
        dilation: [call.int('dil_h'), call.int('dil_w')],
        groups: call.int('n_weight_grps'),
      });
      return (
        emitAll(
          call.rt,
          'deform_conv2d',
          result,
          [input, weight, bias, call.tensor('offset')],
          [input.dtype],
        )[0] ?? null
      );
    },
  ),
  constant('_cuda_version', -1),
];

function namespace(name: string, functions: Iterable<NativeFunction>): PyModule {
  const vars = new Store<string, Value>([...functions].map((fn) => [fn.name, fn]));
  return new PyModule(`torch.ops.${name}`, null, vars, (rt, member) =>
    member.startsWith('__') ? undefined : rt.unknown(`torch.ops.${name}.${member} is not modelled`),
  );
}

export const torchOps: LibraryModule = torchModule({
  name: 'torch.ops',
  members: {
    torchvision: () => namespace('torchvision', torchvisionOps),
    aten: () => namespace('aten', operationsOf('torch').values()),
    load_library: constant('load_library', null),
  },
  find: (_rt, name) => (name.startsWith('_') ? undefined : namespace(name, [])),
});
