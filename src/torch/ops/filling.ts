/** Methods that overwrite a tensor in place. */
import { elementwise } from '../../tensor/ops/elementwise.ts';
import { copyResult } from '../../tensor/ops/reshape.ts';
import { creation } from '../../tensor/ops/creation.ts';
import { broadcast, describeShape, sameShape, ShapeError, type Shape } from '../../tensor/shape.ts';
import { op, query, type OpCall } from '../call.ts';
import { emit } from '../record.ts';
import { TorchTensor } from '../tensor.ts';
import { broadcastValues, stored } from './concrete.ts';
import { both, inTorch, onTensor, type OpEntry } from './entry.ts';

/** Fills with something that is not known before the run. */
function randomFill(name: string, parameters: string): OpEntry[] {
  return onTensor(
    query(`${name}(self, ${parameters}, *, generator=None)`, (call) => {
      const self = call.tensor('self');
      emit(call.rt, name, creation(self), [], self.dtype);
      self.write(call.rt, null);
      return self;
    }),
  );
}

function fill(call: OpCall, value: number | null): TorchTensor {
  const self = call.tensor('self');
  emit(call.rt, 'fill_', creation(self), [], self.dtype);
  self.write(
    call.rt,
    value === null ? null : new Array<number>(self.elements).fill(stored(self.dtype, value)),
  );
  return self;
}

function copy(call: OpCall): TorchTensor {
  const self = call.tensor('self');
  const source = call.operand('src');
  const from = source instanceof TorchTensor ? source : null;
  if (from !== null && !sameShape(broadcast(from.shape, self.shape), self.shape)) {
    throw new ShapeError(
      `The size of tensor a ${describeShape(self.shape)} must match the size of tensor b ${describeShape(from.shape)}`,
    );
  }
  emit(call.rt, 'copy_', copyResult(from === null ? [] : [from], [self]), [from], self.dtype);
  const values = self.storage === null ? null : broadcastValues(source, self.shape);
  self.write(call.rt, values?.map((value) => stored(self.dtype, value)) ?? null);
  if (from?.requiresGrad === true && !self.requiresGrad) call.rt.journal.setField(self, 'requiresGrad', true);
  return self;
}

/** Takes over another tensor's shape (`set_`, `resize_`): its values are then unknown. */
function takeShape(call: OpCall, shape: Shape): TorchTensor {
  const self = call.tensor('self');
  self.write(call.rt, null);
  call.rt.journal.setField(self, 'shape', shape);
  return self;
}

export const FILLING_OPS: readonly OpEntry[] = [
  ...randomFill('normal_', 'mean=0, std=1'),
  ...randomFill('uniform_', 'from_=0, to=1'),
  ...randomFill('random_', 'from_=0, to=None'),
  ...randomFill('exponential_', 'lambd=1'),
  ...randomFill('cauchy_', 'median=0, sigma=1'),
  ...randomFill('log_normal_', 'mean=1, std=2'),
  ...randomFill('geometric_', 'p=None'),
  ...randomFill('bernoulli_', 'p=0.5'),
  ...onTensor(op('zero_(self)', (c) => fill(c, 0))),
  ...onTensor(op('fill_(self, value)', (c) => fill(c, c.number('value')))),
  ...onTensor(op('copy_(self, src, non_blocking=False)', copy)),
  ...onTensor(query('set_(self, source=None)', (c) => takeShape(c, c.tensorOrNone('source')?.shape ?? [0]))),
  ...onTensor(query('resize_(self, *sizes)', (c) => takeShape(c, c.sizes('sizes')))),
  ...onTensor(query('fill_diagonal_(self, value, wrap=False)', (c) => takeShape(c, c.tensor('self').shape))),
  ...both(
    op('bernoulli(input, p=None, *, generator=None, out=None)', (c) => {
      const input = c.tensor('input');
      return emit(c.rt, 'bernoulli', elementwise('bernoulli', [input]), [input], input.dtype, {
        detached: true,
      });
    }),
  ),
  ...both(
    op('multinomial(input, num_samples, replacement=False, *, generator=None)', (c) => {
      const input = c.tensor('input');
      const shape = [...input.shape.slice(0, -1), c.int('num_samples')];
      return emit(
        c.rt,
        'multinomial',
        { ...elementwise('multinomial', [input]), outputs: [shape] },
        [input],
        'int64',
      );
    }),
  ),
  ...inTorch(
    op('poisson(input, generator=None)', (c) => {
      const input = c.tensor('input');
      return emit(c.rt, 'poisson', elementwise('poisson', [input]), [input], input.dtype, { detached: true });
    }),
  ),
];
