/** What a language model uses for a prompt and for each token that it generates. */
import { DEFAULTS, type Default } from '../catalog/defaults.ts';
import type { Overrides } from '../config/configuration.ts';
import { known, type Amount } from '../cost/amount.ts';
import { SHARP, spanning, withBand, type Band } from '../cost/band.ts';
import { Decoding } from '../cost/decoding.ts';
import type { Kernel } from '../cost/kernel.ts';
import { carbon, facilityEnergy } from '../cost/lifeCycle.ts';
import { passCost } from '../cost/passCost.ts';
import type { Platform } from '../cost/platform.ts';
import { withUnpacking } from '../cost/unpacking.ts';
import type { DecoderAnalysis } from '../discover/modelAnalysis.ts';
import { given, type Given } from '../units/found.ts';
import { joules, seconds } from '../units/quantity.ts';
import type { Joules, Seconds } from '../units/quantity.ts';
import { costModelOn, figureOf, placeOf, sourceOf } from './figures.ts';
import type { Assumption, DecodingFootprint, Factor } from './schema.ts';
import { provenance } from './settings.ts';
import { measuredFactor, perPlatform, stageBand, timeLabel, type Stage } from './stage.ts';

export interface DecodingPart {
  readonly decoding: DecodingFootprint;
  readonly assumptions: readonly Assumption[];
}

/** Tokens that a person wants prompt and answer to have together; null: the defaults hold. */
export function contextOf({ promptTokens, newTokens }: Overrides): number | null {
  if (promptTokens === undefined && newTokens === undefined) return null;
  return (
    (promptTokens?.value ?? DEFAULTS.promptTokens.value) + (newTokens?.value ?? DEFAULTS.newTokens.value)
  );
}

interface Lengths {
  readonly prompt: Factor & { readonly value: number };
  readonly added: Factor & { readonly value: number };
  readonly assumptions: readonly Assumption[];
}

/** Costs per sequence on one platform, before PUE. */
interface CallCost {
  readonly prefill: number;
  readonly token: number;
  readonly tokenTime: number;
  readonly energy: number;
  readonly time: number;
  readonly waits: boolean;
}

/** Contexts at which a token is costed: traffic grows with the context, near enough in a line between them. */
const CONTEXTS = 9;

/** @param sequences of the pass: its batch */
export function buildDecoding(
  decoder: DecoderAnalysis,
  sequences: number,
  stage: Stage,
  overrides: Overrides,
): DecodingPart {
  const { prompt, added, assumptions } = lengthsOf(decoder, overrides);
  const decoding = new Decoding(decoder.short, decoder.long, stage.platform.arithmetic.elementBytes);
  const prefill = decoding.prefill(prompt.value);
  const contexts = contextsOf(prompt.value, added.value);
  const passes = contexts.map((context) => decoding.decode(context));
  const costOn = perPlatform((platform) => {
    const cost = callCost({ prefill, passes, added: added.value, sequences }, platform);
    const energy = measuredFactor(stage, platform, 'energy');
    const time = measuredFactor(stage, platform, 'time');
    return {
      prefill: cost.prefill * energy,
      token: cost.token * energy,
      tokenTime: cost.tokenTime * time,
      energy: cost.energy * energy,
      time: cost.time * time,
      waits: cost.waits,
    };
  });
  const { waits } = costOn(stage.platform);
  const apart = unpackedCall(decoder, { prompt: prompt.value, contexts }, stage.platform);
  const unpacking = (
    pick: keyof CallCost & ('prefill' | 'token' | 'tokenTime' | 'energy' | 'time'),
  ): Band => {
    if (apart === null) return SHARP;
    const call = { added: added.value, sequences };
    const [own, other] = [{ prefill, passes }, apart].map(
      (kernels) => callCost({ ...kernels, ...call }, stage.platform)[pick],
    );
    return own === undefined || other === undefined ? SHARP : spanning(own, [other]);
  };
  // Where in the context a token stands is part of its band.
  const spread = (pick: 'energy' | 'time'): Band => {
    const of = (pass: readonly Kernel[] = []): number => passCost(pass, stage.platform)[pick] / sequences;
    const [first, last] = [of(passes[0]), of(passes.at(-1))];
    return spanning((first + last) / 2, [first, last]);
  };
  const energyOf = (pick: 'prefill' | 'token' | 'energy', more: readonly Band[] = []): Amount<Joules> =>
    facilityEnergy(
      known(
        withBand(
          joules(costOn(stage.platform)[pick]),
          stageBand(stage, 'energy', waits, (platform) => costOn(platform)[pick], [...more, unpacking(pick)]),
        ),
      ),
      stage.site,
    );
  const timeOf = (pick: 'tokenTime' | 'time', more: readonly Band[] = []): Amount<Seconds> =>
    known(
      withBand(
        seconds(costOn(stage.platform)[pick]),
        stageBand(stage, 'time', waits, (platform) => costOn(platform)[pick], [...more, unpacking(pick)]),
      ),
    );
  const energy = energyOf('energy');
  const { region, pue } = stage.settings;
  const by = stage.correction?.label ?? null;
  const model = costModelOn(stage.platform);
  const source = `${model}; keys and values cached; PUE ${pue.value.value}`;
  const middle = decoding.decode(prompt.value + Math.ceil(added.value / 2));
  return {
    decoding: {
      promptTokens: prompt,
      newTokens: added,
      macsPerToken: middle.reduce((sum, { macs, count }) => sum + macs * count, 0) / sequences,
      prefillEnergy: figureOf(energyOf('prefill'), source, by),
      energyPerToken: figureOf(energyOf('token', [spread('energy')]), source, by),
      timePerToken: figureOf(timeOf('tokenTime', [spread('time')]), model, timeLabel(stage)),
      energy: figureOf(energy, source, by),
      time: figureOf(timeOf('time'), model, timeLabel(stage)),
      carbon: figureOf(carbon(energy, stage.site), `${source}; ${region.value.source}`, by),
    },
    assumptions,
  };
}

/** The same passes where packed weights are unpacked by launches of their own; null: none are packed. */
function unpackedCall(
  { short, long }: DecoderAnalysis,
  { prompt, contexts }: { readonly prompt: number; readonly contexts: readonly number[] },
  { arithmetic }: Platform,
): Pick<Call, 'prefill' | 'passes'> | null {
  const [less, more] = [withUnpacking(short.graph), withUnpacking(long.graph)];
  if (less === null || more === null) return null;
  const decoding = new Decoding(
    { tokens: short.tokens, graph: less },
    { tokens: long.tokens, graph: more },
    arithmetic.elementBytes,
  );
  return { prefill: decoding.prefill(prompt), passes: contexts.map((context) => decoding.decode(context)) };
}

/** Numbers of tokens that the decoding passes see, first to last, evenly spread; the first token comes from the prompt. */
function contextsOf(prompt: number, added: number): number[] {
  const passes = Math.max(1, added - 1);
  const count = Math.min(CONTEXTS, passes);
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? prompt + 1 : prompt + 1 + Math.round((i * (passes - 1)) / (count - 1)),
  );
}

interface Call {
  readonly prefill: readonly Kernel[];
  readonly passes: readonly (readonly Kernel[])[];
  readonly added: number;
  readonly sequences: number;
}

function callCost({ prefill, passes, added, sequences }: Call, platform: Platform): CallCost {
  const prompt = passCost(prefill, platform);
  const decoded = passes.map((pass) => passCost(pass, platform));
  const mean = (pick: 'energy' | 'time'): number =>
    decoded.reduce((sum, cost) => sum + cost[pick], 0) / decoded.length / sequences;
  const [token, tokenTime] = [mean('energy'), mean('time')];
  const further = Math.max(0, added - 1);
  return {
    prefill: prompt.energy / sequences,
    token,
    tokenTime,
    energy: prompt.energy / sequences + further * token,
    time: prompt.time / sequences + further * tokenTime,
    waits: prompt.waits || decoded.some((cost) => cost.waits),
  };
}

function placed(said: Given<number> | undefined): Pick<Factor, 'range'> {
  return said === undefined || said.span === null ? {} : { range: placeOf(said.span) };
}

/** As said, else as the code asks, else the defaults, cut to what the model takes: the prompt gives way first. */
function lengthsOf({ asked, long, isCut }: DecoderAnalysis, overrides: Overrides): Lengths {
  const inCode = (count: number | null | undefined): Given<number> | undefined =>
    count === null || count === undefined
      ? undefined
      : given(count, 'code', 'a call that generates tokens', asked?.span ?? null);
  const said = {
    prompt: overrides.promptTokens ?? inCode(asked?.promptTokens),
    added: overrides.newTokens ?? inCode(asked?.newTokens),
  };
  let prompt = said.prompt?.value ?? DEFAULTS.promptTokens.value;
  let added = said.added?.value ?? DEFAULTS.newTokens.value;
  const isOver = isCut && prompt + added > long.tokens;
  if (isOver) {
    added = Math.min(added, Math.floor(long.tokens / 2));
    prompt = long.tokens - added;
  }
  const cut = `the model takes ${long.tokens} tokens`;
  const sourced = (by: Given<number> | undefined, otherwise: Default<number>): string => {
    const source = by === undefined ? provenance(otherwise) : sourceOf(by);
    return isOver ? `${cut}; ${source}` : source;
  };
  const promptSource = sourced(said.prompt, DEFAULTS.promptTokens);
  const addedSource = sourced(said.added, DEFAULTS.newTokens);
  const assumed = (name: string, value: number, source: string): Assumption => ({
    name,
    value,
    unit: 'tokens',
    source,
  });
  return {
    prompt: { value: prompt, source: promptSource, ...placed(said.prompt) },
    added: { value: added, source: addedSource, ...placed(said.added) },
    assumptions: [
      ...(said.prompt === undefined || isOver ? [assumed('promptTokens', prompt, promptSource)] : []),
      ...(said.added === undefined ? [assumed('newTokens', added, addedSource)] : []),
    ],
  };
}
