import * as vscode from 'vscode';
import { CHOICES } from '../protocol/server.ts';
import type { Choice } from '../protocol/server.ts';
import type { Server } from './server.ts';
import { SECTION, writeSetting } from './settings.ts';

interface Stage {
  readonly label: string;
  readonly setting: string;
}

const DEVICES: readonly Stage[] = [
  { label: 'Training, and inference unless it has its own', setting: 'device' },
  { label: 'Inference only', setting: 'inferenceDevice' },
  { label: 'Search only', setting: 'searchDevice' },
];
const REGIONS: readonly Stage[] = [
  { label: 'Training, and inference unless it has its own', setting: 'region' },
  { label: 'Inference only', setting: 'inferenceRegion' },
  { label: 'Search only', setting: 'searchRegion' },
];

/** Numbers that can be set by hand where the code does not tell them, by the name that lenses and report use. */
const NUMBERS: Readonly<
  Record<string, { readonly setting: string; readonly prompt: string; readonly least: number }>
> = {
  samples: { setting: 'training.samples', prompt: 'Training samples (D)', least: 1 },
  epochs: { setting: 'training.epochs', prompt: 'Epochs (E)', least: 1 },
  trainingBatch: { setting: 'training.batch', prompt: 'Training batch size', least: 1 },
  devices: { setting: 'training.devices', prompt: 'Accelerators of the training', least: 1 },
  trials: { setting: 'training.trials', prompt: 'Trials of the search (H)', least: 1 },
  batch: { setting: 'batch', prompt: 'Samples per inference (batch)', least: 1 },
  inferences: { setting: 'inferences', prompt: 'Inferences over the life of the model', least: 0 },
};
/** Numbers that are not counts. */
const RATIOS: typeof NUMBERS = {
  pue: { setting: 'pue', prompt: 'Power usage effectiveness (PUE)', least: 1 },
  inferencePue: {
    setting: 'inferencePue',
    prompt: 'Power usage effectiveness (PUE) of the inferences',
    least: 1,
  },
  searchPue: { setting: 'searchPue', prompt: 'Power usage effectiveness (PUE) of the search', least: 1 },
};
const LISTS: Readonly<Record<string, readonly string[]>> = {
  precision: ['fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'int8'],
  mode: ['eager', 'compiled'],
};

export async function setHardware(server: Server, setting?: string): Promise<void> {
  const stage = setting ?? (await pickStage('Hardware of what?', DEVICES));
  if (stage === undefined) return;
  const { devices } = await server.request(CHOICES, {});
  await pickValue(stage, 'Device to estimate for', devices);
}

export async function setRegion(server: Server, setting?: string): Promise<void> {
  const stage = setting ?? (await pickStage('Region of what?', REGIONS));
  if (stage === undefined) return;
  const { regions } = await server.request(CHOICES, {});
  await pickValue(stage, 'Region whose electricity is used', regions);
}

/** Asks for one factor of training and search; without a name, first for which. */
export async function setFactor(name?: string): Promise<void> {
  const chosen = name !== undefined && name in NUMBERS ? name : await pickFactor();
  const number = chosen === undefined ? undefined : NUMBERS[chosen];
  if (number !== undefined) await enterNumber(number, true);
}

/** Asks for anything that the report offers to set, by its name there. */
export async function setAnything(server: Server, name: string): Promise<void> {
  const ratio = RATIOS[name];
  // both stages compute in the same arithmetic unless the code says otherwise
  const setting = { inferencePrecision: 'precision', inferenceMode: 'mode' }[name] ?? name;
  const list = LISTS[setting];
  if (/device$/i.test(name)) {
    await setHardware(server, name);
  } else if (/region$/i.test(name)) {
    await setRegion(server, name);
  } else if (ratio !== undefined) {
    await enterNumber(ratio, false);
  } else if (list !== undefined) {
    const choices = list.map((id) => ({ id, name: id, detail: '' }));
    await pickValue(setting, setting === 'mode' ? 'Eager or compiled' : 'Arithmetic', choices);
  } else {
    await setFactor(name);
  }
}

async function pickStage(title: string, stages: readonly Stage[]): Promise<string | undefined> {
  const items = stages.map(({ label, setting }) => ({ label, setting, description: current(setting) }));
  return (await vscode.window.showQuickPick(items, { title }))?.setting;
}

function current(setting: string): string {
  const value = vscode.workspace.getConfiguration(SECTION).get<unknown>(setting);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

async function pickValue(setting: string, title: string, choices: readonly Choice[]): Promise<void> {
  const now = current(setting);
  const items = [
    { id: undefined, label: 'Default', description: '', detail: `Clears wattlens.${setting}` },
    ...choices.map(({ id, name, detail }) => ({
      id,
      label: id === now ? `$(check) ${name}` : name,
      description: id === name ? detail : [id, detail].filter(Boolean).join(', '),
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (picked !== undefined) await writeSetting(setting, picked.id);
}

async function pickFactor(): Promise<string | undefined> {
  const items = Object.entries(NUMBERS).map(([name, { setting, prompt }]) => ({
    name,
    label: prompt,
    description: current(setting),
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Factor of training and search' }))?.name;
}

async function enterNumber(
  { setting, prompt, least }: (typeof NUMBERS)[string],
  whole: boolean,
): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: prompt,
    prompt: 'Leave it empty to take what the code says.',
    value: current(setting),
    validateInput: (typed) => complaint(typed.trim(), least, whole),
  });
  if (text !== undefined) await writeSetting(setting, text.trim() === '' ? undefined : Number(text));
}

function complaint(text: string, least: number, whole: boolean): string | null {
  if (text === '') return null;
  const value = Number(text);
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) {
    return whole ? 'A whole number, please.' : 'A number, please.';
  }
  return value < least ? `At least ${least}.` : null;
}
