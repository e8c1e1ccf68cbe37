/**
 * What the environments of Gymnasium and Gym show of themselves and take.
 * Source: the pages of the environments, https://gymnasium.farama.org/environments (MIT licence), and for those of MuJoCo
 * the tables of their versions.
 */
import type { DType } from '../../tensor/dtype.ts';
import type { Shape } from '../../tensor/shape.ts';

/** Numbers in a box, or one of so many choices. */
export type SpaceSpec = { readonly shape: Shape; readonly dtype: DType } | { readonly choices: number };

export interface EnvironmentSpec {
  readonly observation: SpaceSpec;
  readonly action: SpaceSpec;
}

const box = (...shape: number[]): SpaceSpec => ({ shape, dtype: 'float32' });
/** Positions and velocities of a simulation. */
const exact = (...shape: number[]): SpaceSpec => ({ shape, dtype: 'float64' });
const pixels = (...shape: number[]): SpaceSpec => ({ shape, dtype: 'uint8' });
const choices = (count: number): SpaceSpec => ({ choices: count });

/** By name without version. */
const ENVIRONMENTS = new Map<string, readonly [observation: SpaceSpec, action: SpaceSpec]>(
  Object.entries({
    CartPole: [box(4), choices(2)],
    MountainCar: [box(2), choices(3)],
    MountainCarContinuous: [box(2), box(1)],
    Acrobot: [box(6), choices(3)],
    Pendulum: [box(3), box(1)],
    LunarLander: [box(8), choices(4)],
    LunarLanderContinuous: [box(8), box(2)],
    BipedalWalker: [box(24), box(4)],
    BipedalWalkerHardcore: [box(24), box(4)],
    CarRacing: [pixels(96, 96, 3), box(3)],
    FrozenLake: [choices(16), choices(4)],
    FrozenLake8x8: [choices(64), choices(4)],
    Taxi: [choices(500), choices(6)],
    CliffWalking: [choices(48), choices(4)],
    HalfCheetah: [exact(17), box(6)],
    Hopper: [exact(11), box(3)],
    Walker2d: [exact(17), box(6)],
    Ant: [exact(111), box(8)],
    'Ant-v4': [exact(27), box(8)],
    'Ant-v5': [exact(105), box(8)],
    Humanoid: [exact(376), box(17)],
    'Humanoid-v5': [exact(348), box(17)],
    HumanoidStandup: [exact(376), box(17)],
    'HumanoidStandup-v5': [exact(348), box(17)],
    Reacher: [exact(11), box(2)],
    'Reacher-v5': [exact(10), box(2)],
    Swimmer: [exact(8), box(2)],
    InvertedPendulum: [exact(4), box(1)],
    InvertedDoublePendulum: [exact(11), box(1)],
    'InvertedDoublePendulum-v5': [exact(9), box(1)],
    Pusher: [exact(23), box(7)],
  }),
);

/** Actions that a game of the Atari 2600 needs at least. Source: its page, table "Action Space". */
const GAMES = new Map<string, number>(
  Object.entries({
    Asterix: 9,
    Asteroids: 14,
    BeamRider: 9,
    Breakout: 4,
    Enduro: 9,
    Freeway: 3,
    MsPacman: 9,
    Pong: 6,
    Qbert: 6,
    Seaquest: 18,
    SpaceInvaders: 6,
  }),
);

/** `CartPole-v1`, `BreakoutNoFrameskip-v4`, `ALE/Pong-v5`; null: nothing is known of it. */
export function environmentNamed(id: string): EnvironmentSpec | null {
  const name = id.replace(/^.*\//, '');
  const [plain = name] = /^[^-]+(?=-)/.exec(name) ?? [];
  const found = ENVIRONMENTS.get(name) ?? ENVIRONMENTS.get(plain);
  if (found !== undefined) return { observation: found[0], action: found[1] };
  const game = GAMES.get(plain.replace(/(?:Deterministic|NoFrameskip)$/, ''));
  return game === undefined ? null : { observation: pixels(210, 160, 3), action: choices(game) };
}

/** Options of `make` that leave the spaces as they are; of others that is not known. */
const HARMLESS: ReadonlySet<string> = new Set(
  `render_mode max_episode_steps disable_env_checker autoreset new_step_api apply_api_compatibility frameskip
  frame_skip repeat_action_probability is_slippery gravity enable_wind wind_power turbulence_power hardcore g seed
  difficulty mode num_envs vectorization_mode`.split(/\s+/),
);

/** The first option that may change what is seen or done; undefined: there is none. */
export function changingOption(names: Iterable<string>): string | undefined {
  return [...names].find((name) => !HARMLESS.has(name));
}
