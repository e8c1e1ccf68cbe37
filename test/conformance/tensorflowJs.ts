/** Judges what is derived from scripts of TensorFlow.js by what TensorFlow.js itself counted. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import type { DiscoverResult } from '../../src/discover/request.ts';
import { discoverScript } from '../../src/discover/scripts.ts';
import { tensorflowLibraries } from '../../src/tfjs/library/libraries.ts';
import { createScriptParser } from '../../src/tfjs/syntax/parser.ts';
import { diskSnapshot, type Verdict } from './judge.ts';

export interface LayerCase {
  readonly id: string;
  readonly expr: string;
  /** Without the batch. */
  readonly inputs: readonly (readonly number[])[];
  readonly dtype?: string;
  /** For a batch of 2; a list of shapes where several tensors come out. */
  readonly output_shape?: readonly unknown[];
  readonly params?: number;
  readonly non_trainable_params?: number;
  readonly macs?: number;
  readonly raises?: string;
}

export interface TrainingTruth {
  readonly samples: number;
  readonly epochs: number;
  readonly batch: number;
  readonly validation: number;
  readonly trainable: number;
  /** How often it ran one after the other. */
  readonly times: number;
}

export interface ModelTruth {
  readonly name: string;
  readonly output_shape: readonly number[];
  readonly params: number;
  readonly trainable_params: number;
  readonly macs: number;
  /** Path, class, output shape, parameters. */
  readonly layers: readonly (readonly [string, string, readonly (number | null)[], number])[];
  readonly trainings: readonly TrainingTruth[];
}

export interface ProgramTruth {
  readonly file: string;
  readonly models: readonly ModelTruth[];
  /** Calls of `minimize` by each optimiser, and the batch of the first model that it runs. */
  readonly minimize?: readonly { readonly steps: number; readonly batch: number }[];
}

function truth(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../truth/${name}.json`, import.meta.url)), 'utf8'));
}

export function layerCases(): readonly LayerCase[] {
  return (truth('tfjs-layers') as { readonly cases: readonly LayerCase[] }).cases;
}

export function programTruths(): readonly ProgramTruth[] {
  return (truth('tfjs-models') as { readonly programs: readonly ProgramTruth[] }).programs;
}

const parser = createScriptParser(ts);
const NO_FILES = { get: () => null };

/** The models of a program that is nowhere on the disk. */
export function discoverText(
  text: string,
  { uri = 'file:///program.js', expr }: { readonly uri?: string; readonly expr?: string } = {},
): DiscoverResult {
  const request = { uri, text, files: NO_FILES, searchPath: [], ...(expr === undefined ? {} : { expr }) };
  return discoverScript(request, { parser, libraries: tensorflowLibraries });
}

/** The models of a file of the corpus, or the one that an expression in it gives. */
export function discoverProgram(file: string, expr?: string): DiscoverResult {
  const uri = new URL(`../corpus/tfjs/${file}`, import.meta.url).href;
  const files = diskSnapshot();
  const text = files.get(uri) ?? '';
  const request = { uri, text, files, searchPath: [], ...(expr === undefined ? {} : { expr }) };
  return discoverScript(request, { parser, libraries: tensorflowLibraries });
}

/** A model of nothing but the layer. */
function programOf({ expr, inputs, dtype }: LayerCase): string {
  const type = dtype === undefined ? '' : `, dtype: '${dtype}'`;
  const names = inputs.map((_, i) => `x${i}`);
  return [
    "import * as tf from '@tensorflow/tfjs';",
    ...inputs.map((shape, i) => `const x${i} = tf.input({ shape: [${shape.join(', ')}]${type} });`),
    `const layer = ${expr};`,
    `const y = layer.apply(${names.length === 1 ? 'x0' : `[${names.join(', ')}]`});`,
    `const model = tf.model({ inputs: [${names.join(', ')}], outputs: y });`,
  ].join('\n');
}

type Check = (what: string, ours: unknown, theirs: unknown) => void;

function compare(differences: string[]): Check {
  return (what, ours, theirs) => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) differences.push(`${what}: ${a}, true is ${b}`);
  };
}

function verdictOf(id: string, model: ModelAnalysis, differences: string[]): Verdict {
  const { level, reasons } = model.completeness;
  if (level === 'exact') return { id, grade: differences.length === 0 ? 'exact' : 'wrong', differences };
  return { id, grade: level, differences: [...reasons.map(({ text }) => text), ...differences] };
}

export function judgeLayer(layer: LayerCase): Verdict {
  const { id } = layer;
  const { models, problems } = discoverText(programOf(layer), { expr: 'model' });
  const [model] = models;
  const isRefused = (model?.inference ?? null) === null;
  if (layer.raises !== undefined) {
    const differences = isRefused ? [] : ['tfjs raises, this does not'];
    return { id, grade: isRefused ? 'exact' : 'wrong', differences };
  }
  if (model === undefined || model.inference === null) {
    const reasons = model?.completeness.reasons.map(({ text }) => text) ?? [];
    return { id, grade: 'partial', differences: [...problems.map(({ message }) => message), ...reasons] };
  }
  const differences: string[] = [];
  const check = compare(differences);
  const { graph, outputs } = model.inference;
  const several = Array.isArray(layer.output_shape?.[0]);
  const shapes = (several ? layer.output_shape : [layer.output_shape]) as readonly (readonly number[])[];
  check('params', model.params, layer.params);
  check('trainable', model.trainableParams, (layer.params ?? 0) - (layer.non_trainable_params ?? 0));
  check('MACs', graph.work.macs * 2, layer.macs);
  check(
    'output',
    outputs.map((shape) => shape?.slice(1)),
    shapes.map((shape) => shape.slice(1)),
  );
  return verdictOf(id, model, differences);
}

/** Models that one function of a program makes one after the other: they share a lens, so each is asked for by itself. */
const EXPRESSIONS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'sentiment/train.js': [
    "buildModel('multihot', 100, 1000, 64)",
    "buildModel('cnn', 100, 1000, 64)",
    "buildModel('bidirectionalLSTM', 100, 1000, 64)",
  ],
};

const WRAPPERS = new Set(['TimeDistributed', 'Bidirectional']);

/** Layers are counted through: what is built once more has the next number. */
const withoutNumber = (name: string): string => name.replace(/\d+$/, '');

/** The models of a program; an analysis is found by its parameters. */
export function judgeProgram(program: ProgramTruth): readonly Verdict[] {
  const whole = discoverProgram(program.file);
  return program.models.map((expected, i) => {
    const id = `${program.file}#${i + 1}`;
    const expr = EXPRESSIONS[program.file]?.[i];
    const { models, problems } = expr === undefined ? whole : discoverProgram(program.file, expr);
    const found = models.find(({ params }) => params === expected.params) ?? models[i];
    if (found === undefined || found.inference === null) {
      const reasons = found?.completeness.reasons.map(({ text }) => text) ?? [];
      return { id, grade: 'partial', differences: [...problems.map(({ message }) => message), ...reasons] };
    }
    const differences: string[] = [];
    const check = compare(differences);
    const { graph, outputs } = found.inference;
    check('params', found.params, expected.params);
    check('trainable', found.trainableParams, expected.trainable_params);
    check('MACs', graph.work.macs, expected.macs);
    check('output', outputs[0], expected.output_shape);
    const rows = graph.layers.filter(({ role }) => role === 'module');
    const nameOf = expr === undefined ? (name: string): string => name : withoutNumber;
    let next = 0;
    for (const [j, [path, type, shape, params]] of expected.layers.entries()) {
      // what a wrapper runs has the rows
      const rest = rows.slice(next);
      const end = rest.findIndex((row) => !nameOf(row.path.split('/')[0] ?? '').startsWith(nameOf(path)));
      const inside = WRAPPERS.has(type) ? rest.slice(0, end === -1 ? rest.length : end) : [];
      const [row] = rest;
      if (inside.length > 0) {
        const sum = inside.reduce((all, one) => all + one.params, 0);
        check(`layer ${j}`, sum, params);
      } else {
        const ours = [nameOf(row?.path ?? ''), row?.type, row?.outputShape?.slice(1), row?.params];
        check(`layer ${j}`, ours, [nameOf(path), type, shape.slice(1), params]);
      }
      next += Math.max(inside.length, 1);
    }
    check('number of layers', rows.length, next);
    if (expr === undefined) checkTrainings(check, found, expected.trainings);
    return verdictOf(id, found, differences);
  });
}

/** Samples, epochs and batch of each training; what is unknown is no mistake. */
function checkTrainings(check: Check, model: ModelAnalysis, expected: readonly TrainingTruth[]): void {
  for (const [i, { samples, epochs, batch, times }] of expected.entries()) {
    const training = model.trainings[i];
    const ours = [training?.samples, training?.epochs, training?.batch].map((found) =>
      found?.known === true ? found.value : null,
    );
    const theirs = [samples, epochs * times, batch];
    check(
      `training ${i}`,
      ours,
      theirs.map((value, j) => (training !== undefined && ours[j] === null ? null : value)),
    );
  }
}
