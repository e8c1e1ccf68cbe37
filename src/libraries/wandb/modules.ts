/** Weights & Biases: what it logs has no effect; a sweep runs the script again and again. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyModule } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet } from '../../python/builtins/hash.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { traceOf } from '../../trace/trace.ts';
import { ONE_FIT, searched } from '../search.ts';
import { configurationsFor } from '../workspace/configurations.ts';
import { Config, readConfig, Run } from './config.ts';
import { sweepOf } from './sweep.ts';

/** Names of files and folders that hold sweeps. */
const FILES = /sweep|wandb|hyper|hparam|tune|grid|random|bayes/i;
const FOLDERS = /^(sweeps?|configs?|conf|wandb|\.)$/i;

class Wandb {
  readonly config = new Config(() => this.#candidate);
  readonly #sweeps = new Map<string, Value>();
  /** What the sweep that is running sets. */
  #candidate: PyDict | null = null;
  #isLookedUp = false;

  init(rt: Runtime, args: Args): Value {
    const given = args.extra.get('config');
    if (given !== undefined && given !== null) readConfig(rt, this.config, given);
    if (this.#candidate === null) this.#lookUp(rt);
    return new Run(this.config);
  }

  sweep(config: Value): Value {
    const id = `sweep-${this.#sweeps.size + 1}`;
    this.#sweeps.set(id, config);
    return id;
  }

  agent(rt: Runtime, args: Args): Value {
    const id = args.value('sweep_id');
    const named = [...this.#sweeps].find(([name]) => typeof id === 'string' && id.endsWith(name));
    const { trials, candidate } = sweepOf(rt, named?.[1] ?? null, args.value('count'));
    const fn = args.value('function');
    if (fn === null) return null;
    searched(rt, { tool: 'wandb', trials, fitsPerTrial: ONE_FIT, includesFinalTraining: 'no' }, () => {
      const before = this.#candidate;
      this.#candidate = candidate();
      try {
        rt.call(fn, []);
      } finally {
        this.#candidate = before;
      }
    });
    return null;
  }

  /** A sweep in the workspace whose program this script is. */
  #lookUp(rt: Runtime): void {
    if (this.#isLookedUp || this.#sweeps.size > 0) return;
    this.#isLookedUp = true;
    const found = configurationsFor(rt, { files: FILES, folders: FOLDERS }, (config, script) => {
      const program = dictGet(rt, config, 'program');
      const isSweep = dictGet(rt, config, 'parameters') instanceof PyDict;
      return isSweep && typeof program === 'string' && program.split('/').at(-1) === script;
    });
    const [sweep] = found;
    if (sweep === undefined) return;
    const { trials, candidate } = sweepOf(rt, sweep.config, null);
    // What the script says itself is what a run outside of the sweep has.
    for (const [key, value] of candidate().entries) {
      if (!this.config.values.entries.has(key)) rt.journal.mapSet(this.config.values.entries, key, value);
    }
    traceOf(rt).record({
      type: 'search-begin',
      tool: 'wandb',
      trials: trials.known
        ? { ...trials, detail: `${trials.detail} in ${sweep.path}` }
        : { ...trials, reason: `${trials.reason} (${sweep.path})` },
      fitsPerTrial: ONE_FIT,
      includesFinalTraining: 'no',
      isAround: true,
      span: rt.here(),
    });
  }
}

const wandb: LibraryModule = {
  name: 'wandb',
  precedence: 'framework',
  create() {
    const state = new Wandb();
    const members: Readonly<Record<string, Value>> = {
      config: state.config,
      init: native('init(*args, **options)', (rt, args) => state.init(rt, args)),
      sweep: native('sweep(sweep, *args, **options)', (_rt, args) => state.sweep(args.value('sweep'))),
      agent: native(
        'agent(sweep_id, function=None, entity=None, project=None, count=None, **options)',
        (rt, args) => state.agent(rt, args),
      ),
    };
    return new PyModule('wandb', null, undefined, (_rt, name) => {
      const member = members[name];
      if (member !== undefined) return member;
      if (name === 'run') return new Run(state.config);
      return name.startsWith('__') ? undefined : new Inert(`wandb.${name}`);
    });
  },
};

export const wandbModules: readonly LibraryModule[] = [wandb];
