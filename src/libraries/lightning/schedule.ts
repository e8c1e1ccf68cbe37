/** How often a trainer of Lightning updates and validates, by its arguments. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber } from '../../python/runtime/native.ts';
import { PyDict, PyFloat, PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyObject, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { batchesOf, type Batches } from '../trainers/batches.ts';
import {
  callWithAsMany,
  isOwn,
  limited,
  over,
  setAttributes,
  times,
  type Count,
  type Schedule,
} from '../trainers/fitting.ts';
import { stoppingBy } from '../trainers/stopping.ts';

/** A trainer with the module and the data that it was given. */
export class Run {
  readonly rt: Runtime;
  readonly trainer: PyObject;
  readonly model: Value;
  readonly data: Value;

  constructor(rt: Runtime, trainer: PyObject, model: Value, data: Value) {
    this.rt = rt;
    this.trainer = trainer;
    this.model = model;
    this.data = data;
  }

  option(name: string): Value {
    return this.trainer.attrs.get(name) ?? null;
  }

  /** A hook of the module, or of the data module; only those that the program defines are called. */
  hook(owner: Value, name: string, args: readonly Value[] = []): Value {
    if (!isOwn(this.rt, owner, name)) return null;
    return callWithAsMany(this.rt, this.rt.getAttribute(owner, name), args);
  }

  prepare(): void {
    const { rt, trainer, model, data } = this;
    setAttributes(rt, model, [['trainer', trainer]]);
    setAttributes(rt, data, [['trainer', trainer]]);
    setAttributes(rt, trainer, [
      ['model', model],
      ['lightning_module', model],
      ['datamodule', data],
    ]);
    for (const owner of [data, model]) {
      this.hook(owner, 'prepare_data');
      this.hook(owner, 'setup', ['fit']);
    }
    this.hook(model, 'configure_model');
  }

  loader(given: Value, hook: string): Value {
    if (given !== null) return given;
    if (isOwn(this.rt, this.data, hook)) return this.hook(this.data, hook);
    return this.hook(this.model, hook);
  }
}

export interface Batching {
  readonly batches: Batches;
  /** Limits by `fast_dev_run` and `overfit_batches` hold for the validation as well. */
  readonly limit: Value;
}

/** A share of the batches, or so many. */
export function limitedBy(batches: Batches, limit: Value): Batches {
  if (limit === null) return batches;
  const number = asNumber(limit);
  const { count } = batches;
  if (number === undefined) return { ...batches, count: limit instanceof Unknown ? limit : count };
  if (!(limit instanceof PyFloat)) return limited(batches, number);
  return count instanceof Unknown ? batches : limited(batches, Math.floor(count * number));
}

export function devRun(option: Value): number | null {
  if (option === true) return 1;
  const batches = asInteger(option);
  return batches === undefined || batches === 0 ? null : batches;
}

export function trainingBatches(run: Run, loader: Value): Batching {
  const dev = devRun(run.option('fast_dev_run'));
  const overfit = run.option('overfit_batches');
  const limit = dev ?? (asNumber(overfit) === 0 ? run.option('limit_train_batches') : overfit);
  return { batches: limitedBy(batchesOf(run.rt, loader), limit), limit };
}

function passesOf(run: Run): Count {
  const given = run.option('accumulate_grad_batches');
  if (given === null) return 1;
  if (given instanceof Unknown) return given;
  const listed = callbacksOf(run).some(
    (one) => one instanceof Inert && /GradientAccumulationScheduler/.test(one.path),
  );
  if (given instanceof PyDict || listed) {
    return run.rt.unknown('the gradients of a changing number of batches are accumulated');
  }
  return asInteger(given) ?? 1;
}

function callbacksOf(run: Run): readonly Value[] {
  const { rt, model } = run;
  const own = isOwn(rt, model, 'configure_callbacks') ? run.hook(model, 'configure_callbacks') : null;
  return [run.option('callbacks'), own].flatMap((given) => {
    if (given instanceof PyList || given instanceof PyTuple) return given.items;
    return given === null ? [] : [given];
  });
}

function countOf(value: Value): Count | null {
  if (value instanceof Unknown) return value;
  const count = asInteger(value);
  return count === undefined || count < 0 ? null : count;
}

/** The limit that is reached first. */
export function scheduleOf(run: Run, batches: Batches): Schedule {
  const { rt } = run;
  const passes = passesOf(run);
  const mayEnd = callbacksOf(run).flatMap((callback) => stoppingBy(callback) ?? []);
  if (run.option('max_time') !== null) mayEnd.push('max_time may end the training sooner');
  const dev = devRun(run.option('fast_dev_run'));
  if (dev !== null) return { epochs: 1, updates: null, passes: 1, mayEnd };
  const steps = countOf(run.option('max_steps'));
  const epochs = countOf(run.option('max_epochs'));
  if (steps === null) {
    return {
      epochs: epochs ?? rt.unknown('max_epochs=-1: the training goes on until something ends it'),
      updates: null,
      passes,
      mayEnd,
    };
  }
  const updatesBy = 'max_steps counts the updates, not epochs';
  if (epochs === null) return { epochs: 1, updates: steps, updatesBy, passes, mayEnd };
  const { count } = batches;
  if (
    steps instanceof Unknown ||
    epochs instanceof Unknown ||
    count instanceof Unknown ||
    passes instanceof Unknown
  ) {
    return { epochs, updates: null, passes, mayEnd: [...mayEnd, 'max_steps may end the training sooner'] };
  }
  return Math.ceil(count / passes) * epochs <= steps
    ? { epochs, updates: null, passes, mayEnd }
    : { epochs, updates: steps, updatesBy, passes, mayEnd };
}

/** Validations in the whole training. */
export function validationsOf(run: Run, batches: Batches, { epochs, updates, passes }: Schedule): Count {
  const interval = run.option('val_check_interval');
  const every = run.option('check_val_every_n_epoch');
  if (interval instanceof Unknown) return interval;
  if (every instanceof Unknown) return every;
  const turns = updates === null ? epochs : over(times(updates, passes), batches.count);
  if (interval instanceof PyFloat) return times(turns, Math.round(1 / interval.value));
  const each = asInteger(interval);
  if (each !== undefined && each > 0) {
    const inAll = over(times(turns, batches.count), each);
    return inAll instanceof Unknown ? inAll : Math.floor(inAll);
  }
  const period = asInteger(every) ?? 1;
  const total = over(turns, Math.max(period, 1));
  return total instanceof Unknown ? total : Math.floor(total);
}
