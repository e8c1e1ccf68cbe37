import type { Connection } from 'vscode-languageserver';
import { CHECK_FACTOR, EDIT_FACTOR, FACTORS } from '../protocol/factors.ts';
import type { CheckedFactor, EditFactorParams, FactorsParams } from '../protocol/factors.ts';
import { checkFactor, editFactor, factorSheet, type FactorContext } from './factors.ts';

/** Answers what an editor asks about factors. `contextOf` looks the model up, once its analysis is at an end. */
export function answerFactors(
  connection: Connection,
  contextOf: (params: FactorsParams) => Promise<FactorContext>,
): void {
  connection.onRequest(FACTORS.method, async (params: FactorsParams) => factorSheet(await contextOf(params)));
  connection.onRequest(
    CHECK_FACTOR.method,
    ({ name, typed }: { name: string; typed: string }): Promise<CheckedFactor> =>
      Promise.resolve(checkFactor(name, typed)),
  );
  connection.onRequest(EDIT_FACTOR.method, async (params: EditFactorParams) =>
    editFactor(params, await contextOf(params)),
  );
}
