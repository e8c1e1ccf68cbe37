/** What `Dataset.apply` is given: functions of `tf.data.experimental` that stand for methods of a data set. */
import { callable } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { given, missing } from '../../units/found.ts';
import { countOrNone } from '../numbers.ts';
import { Dataset } from './dataset.ts';

type Change = (rt: Runtime, dataset: Dataset, args: Args) => Value;

/** A function that gives a function of data sets. */
function transformation(signature: string, change: Change): NativeFunction {
  const name = signature.slice(0, signature.indexOf('('));
  return native(signature, (_rt, args) =>
    callable(name, (rt, [dataset]) =>
      dataset instanceof Dataset ? change(rt, dataset, args) : rt.unknown(`what ${name} is given`),
    ),
  );
}

const same = (name: string): NativeFunction =>
  transformation(`${name}(*args, **kwargs)`, (_rt, dataset) => dataset);

/** A count that the program vouches for: of batches, where these are what the data set has. */
function counted(rt: Runtime, dataset: Dataset, args: Args): Dataset {
  const count = countOrNone(rt, args.value('expected_cardinality'), 'expected_cardinality');
  if (count === null || count instanceof Unknown) return dataset;
  const { batch } = dataset.init;
  const span = rt.here();
  const samples =
    batch === null
      ? given(count, 'code', 'assert_cardinality', span)
      : batch.known
        ? given(count * batch.value, 'code', 'assert_cardinality times the batch', span)
        : missing(batch.reason, batch.span);
  return dataset.with({ count, samples: dataset.init.samples.known ? dataset.init.samples : samples });
}

export const TRANSFORMATIONS: readonly NativeFunction[] = [
  ...['ignore_errors', 'prefetch_to_device', 'copy_to_device', 'snapshot'].map(same),
  transformation('assert_cardinality(expected_cardinality)', counted),
  transformation('unbatch()', (rt, dataset) => rt.callMethod(dataset, 'unbatch', [])),
  transformation('dense_to_ragged_batch(batch_size, drop_remainder=False, **kwargs)', (rt, dataset, args) =>
    rt.callMethod(dataset, 'batch', [args.value('batch_size'), args.value('drop_remainder')]),
  ),
  transformation('shuffle_and_repeat(buffer_size, count=None, seed=None)', (rt, dataset, args) =>
    rt.callMethod(dataset, 'repeat', [args.value('count')]),
  ),
  transformation(
    'map_and_batch(map_func, batch_size, num_parallel_batches=None, drop_remainder=False, **kwargs)',
    (rt, dataset, args) =>
      rt.callMethod(rt.callMethod(dataset, 'map', [args.value('map_func')]), 'batch', [
        args.value('batch_size'),
        args.value('drop_remainder'),
      ]),
  ),
];
