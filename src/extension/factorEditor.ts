/** `Wattlens: Edit Factor…`: which factor, which value, written where; every step by keyboard alone. */
import * as vscode from 'vscode';
import { CHECK_FACTOR, EDIT_FACTOR, FACTORS } from '../protocol/factors.ts';
import type { FactorInfo, FactorSheet, FactorValue } from '../protocol/factors.ts';
import { isOverridden, statedValue } from '../report/factors.ts';
import { pickFactor, pickModel, pickTarget, pickValue } from './factorPicks.ts';
import { applyChanges, settingTargets, writeTo, type WritableTarget } from './factorWriter.ts';
import type { FootprintStore } from './footprintStore.ts';
import type { Server } from './server.ts';

/** What is known from the start; what is not is asked for. */
export interface FactorQuestion {
  /** The document, or the notebook of a cell; null: none. */
  readonly uri: string | null;
  readonly model?: string | undefined;
  /** In any spelling: `training-batch`, `trainingBatch`. */
  readonly factor?: string | undefined;
  /** The factors to choose from; all of them where left out. */
  readonly among?: readonly string[] | undefined;
  /** As a person would type it; nothing is asked then that is known. */
  readonly value?: string | undefined;
  readonly target?: string | undefined;
}

interface Chosen {
  readonly sheet: FactorSheet;
  readonly factor: FactorInfo;
}

export class FactorEditor {
  readonly #server: Server;
  readonly #store: FootprintStore;

  constructor(server: Server, store: FootprintStore) {
    this.#server = server;
    this.#store = store;
  }

  /** Asks for a value and writes it. */
  async edit(question: FactorQuestion): Promise<void> {
    const chosen = await this.#choose(question, () => true);
    if (chosen === undefined) return;
    const { sheet, factor } = chosen;
    const value = await this.#value(question, sheet, factor);
    if (value === undefined) return;
    if (value === null) {
      await this.#remove(question.uri, chosen, question.target);
      return;
    }
    const target = await this.#target(question, factor, value);
    if (target === undefined) return;
    await this.#write(question.uri, chosen, target, value);
  }

  /** Takes back what was said of a factor. */
  async reset(question: FactorQuestion): Promise<void> {
    const chosen = await this.#choose(question, isOverridden);
    if (chosen !== undefined) await this.#remove(question.uri, chosen, question.target);
  }

  async #choose(
    { uri, model, factor, among }: FactorQuestion,
    isOffered: (factor: FactorInfo) => boolean,
  ): Promise<Chosen | undefined> {
    const id = model ?? (await this.#model(uri));
    if (id === undefined) return undefined;
    const sheet = await this.#server.request(FACTORS, { uri, id });
    const wanted = factor === undefined ? undefined : kebab(factor);
    const named = sheet.factors.find(({ name }) => name === wanted);
    if (named !== undefined) return { sheet, factor: named };
    const offered = sheet.factors.filter(
      (one) => (among === undefined || among.includes(one.name)) && isOffered(one),
    );
    if (offered.length === 0) {
      void vscode.window.showInformationMessage(
        'Wattlens: nothing was said of this model that could be removed.',
      );
      return undefined;
    }
    const picked = await pickFactor(sheet, offered);
    return picked === undefined ? undefined : { sheet, factor: picked };
  }

  /** Null: of no model; undefined: nobody chose one. */
  async #model(uri: string | null): Promise<string | null | undefined> {
    const footprints = uri === null ? [] : ((await this.#store.refresh(uri))?.footprints ?? []);
    const [first, ...others] = footprints;
    if (first === undefined) return null;
    return others.length === 0 ? first.id : pickModel(footprints);
  }

  async #value(
    { value }: FactorQuestion,
    sheet: FactorSheet,
    factor: FactorInfo,
  ): Promise<FactorValue | null | undefined> {
    const check = (typed: string) => this.#server.request(CHECK_FACTOR, { name: factor.name, typed });
    if (value === undefined) return pickValue(this.#server, sheet, factor, check);
    const checked = await check(value);
    if ('value' in checked) return checked.value;
    void vscode.window.showErrorMessage(`Wattlens: ${checked.error}`);
    return undefined;
  }

  async #target(
    { uri, target }: FactorQuestion,
    factor: FactorInfo,
    value: FactorValue,
  ): Promise<WritableTarget | undefined> {
    const targets = settingTargets(uri, factor.targets);
    const named = targets.find(({ kind }) => kind === target);
    if (named !== undefined) return named;
    if (targets.length > 0) return pickTarget(targets, `${factor.label} = ${inWords(value)}: say it where?`);
    void vscode.window.showErrorMessage(
      `Wattlens: there is no place to say "${factor.label}" in: open a folder, or a file with a model.`,
    );
    return undefined;
  }

  async #remove(uri: string | null, chosen: Chosen, kind: string | undefined): Promise<void> {
    const said = settingTargets(uri, chosen.factor.targets).filter(({ says }) => says);
    const [first, ...others] = said;
    if (first === undefined) {
      void vscode.window.showInformationMessage(
        `Wattlens: nothing was said of "${chosen.factor.label}" that could be removed.`,
      );
      return;
    }
    const named = said.find((one) => one.kind === kind);
    const target =
      named ??
      (others.length === 0 ? first : await pickTarget(said, `${chosen.factor.label}: remove it where?`));
    if (target !== undefined) await this.#write(uri, chosen, target, null);
  }

  async #write(
    uri: string | null,
    { sheet, factor }: Chosen,
    target: WritableTarget,
    value: FactorValue | null,
  ): Promise<void> {
    try {
      const edited = await this.#server.request(EDIT_FACTOR, {
        uri,
        id: sheet.id,
        name: factor.name,
        value,
        target: target.kind,
      });
      if ('error' in edited) throw new Error(edited.error);
      if ('setting' in edited) await writeTo(target, uri, edited.setting.key, edited.setting.value);
      else await applyChanges(edited.changes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`Wattlens: "${factor.label}" was not changed: ${reason}`);
      return;
    }
    const what =
      value === null ? `removed "${factor.label}" from` : `${factor.label} is ${inWords(value)} in`;
    vscode.window.setStatusBarMessage(`Wattlens: ${what} ${target.label}`, 6000);
    if (value !== null && target.outweighedBy !== null) {
      void vscode.window.showWarningMessage(
        `Wattlens: ${factor.label} in ${target.label} changes nothing here: ${target.outweighedBy}.`,
      );
    }
  }
}

/** Lenses and older callers say `trainingBatch`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

function inWords(value: FactorValue): string {
  return typeof value === 'number' ? statedValue({ value }) : String(value);
}
