/** The quick picks of `Wattlens: Edit Factor…`. */
import * as vscode from 'vscode';
import type { Footprint } from '../footprint/schema.ts';
import type { CheckedFactor, FactorInfo, FactorSheet, FactorValue } from '../protocol/factors.ts';
import { CHOICES } from '../protocol/server.ts';
import { isOverridden, statedSource, statedValue } from '../report/factors.ts';
import { formatPlace } from '../report/figures.ts';
import type { WritableTarget } from './factorWriter.ts';
import type { Server } from './server.ts';

export async function pickModel(footprints: readonly Footprint[]): Promise<string | undefined> {
  const items = footprints.map(({ id, name, uri, range }) => ({
    id,
    label: name,
    description: formatPlace({ uri, ...range }),
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Factors of which model?' }))?.id;
}

export async function pickFactor(
  { model }: FactorSheet,
  factors: readonly FactorInfo[],
): Promise<FactorInfo | undefined> {
  const items = factors.map((factor) => ({
    factor,
    label: factor.label,
    description: statedValue(factor),
    detail: sourceOf(factor),
  }));
  const title = model === null ? 'Edit Factor' : `Edit Factor of ${model}`;
  const options = { title, matchOnDetail: true, placeHolder: 'Which factor?' };
  return (await vscode.window.showQuickPick(items, options))?.factor;
}

function sourceOf({ origin, source, range, setting }: FactorInfo): string {
  const place = range === null ? '' : formatPlace(range);
  const isSetting = origin === 'workspace-setting' || origin === 'user-setting';
  const where = place === '' && isSetting ? (setting ?? '') : place;
  return [statedSource({ origin, source }), where].filter(Boolean).join(', ');
}

interface ValueItem extends vscode.QuickPickItem {
  /** What Enter takes; null: nothing, the item only says something. */
  readonly take: { readonly typed: string } | 'remove' | null;
}

type Check = (typed: string) => Promise<CheckedFactor>;

/**
 * One list for all: what is typed, understood as it is typed; what was found and said; what there is to choose from.
 * Null: what is said is to be removed; undefined: nothing was chosen.
 */
export async function pickValue(
  server: Server,
  sheet: FactorSheet,
  factor: FactorInfo,
  check: Check,
): Promise<FactorValue | null | undefined> {
  const pick = vscode.window.createQuickPick<ValueItem>();
  const offered = [...found(factor), ...(await choices(server, factor)), ...removal(factor)];
  pick.title = sheet.model === null ? factor.label : `${factor.label} of ${sheet.model}`;
  pick.placeholder = `Type ${factor.example}. Now ${statedValue(factor)}: ${sourceOf(factor)}`;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = offered;
  let latest = 0;
  pick.onDidChangeValue((typed) => {
    const turn = ++latest;
    if (typed.trim() === '') {
      pick.items = offered;
      return;
    }
    void check(typed).then((checked) => {
      if (turn === latest) pick.items = [typedItem(typed, checked), ...offered];
    });
  });
  try {
    return await new Promise<FactorValue | null | undefined>((resolve) => {
      pick.onDidHide(() => resolve(undefined));
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        const take = item?.take ?? null;
        if (take === 'remove') resolve(null);
        // Enter may come before the answer to the last key
        else if (take !== null || (item === undefined && pick.value.trim() !== '')) {
          const typed = take === null ? pick.value : take.typed;
          void check(typed).then((checked) => {
            if ('value' in checked) resolve(checked.value);
            else pick.items = [typedItem(typed, checked), ...offered];
          });
        }
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function typedItem(typed: string, checked: CheckedFactor): ValueItem {
  if ('error' in checked) {
    return { label: `$(error) ${checked.error}`, description: typed, alwaysShow: true, take: null };
  }
  const description = checked.text === typed.trim() ? 'as typed' : `as typed: ${typed.trim()}`;
  return { label: checked.text, description, alwaysShow: true, take: { typed } };
}

function separator(label: string): ValueItem {
  return { label, kind: vscode.QuickPickItemKind.Separator, take: null };
}

/** The value that holds, and what else was found in the code or said elsewhere. */
function found(factor: FactorInfo): ValueItem[] {
  const { value, origin, source, alternatives, range } = factor;
  const now = value === null || origin === null ? [] : [{ value, origin, source, range: range ?? undefined }];
  const items = [...now, ...alternatives].map((said, index): ValueItem => {
    const place = said.range === undefined ? '' : `, ${formatPlace(said.range)}`;
    const mark = index === 0 && now.length > 0 ? '$(check) ' : '';
    return {
      label: `${mark}${statedValue(said)}`,
      description: `${statedSource(said)}${place}`,
      take: { typed: String(said.value) },
    };
  });
  return items.length === 0 ? [] : [separator('found and said'), ...items];
}

async function choices(server: Server, { choices: listed, catalogue }: FactorInfo): Promise<ValueItem[]> {
  const items: ValueItem[] = listed.map(({ value, detail }) => ({
    label: value,
    description: detail,
    take: { typed: value },
  }));
  if (catalogue !== null) {
    const { devices, regions } = await server.request(CHOICES, {});
    for (const { id, name, detail } of catalogue === 'device' ? devices : regions) {
      const description = [id, detail].filter(Boolean).join(', ');
      items.push({ label: name, description, take: { typed: id } });
    }
  }
  return items.length === 0 ? [] : [separator('to choose from'), ...items];
}

function removal(factor: FactorInfo): ValueItem[] {
  if (!isOverridden(factor)) return [];
  const label = '$(discard) Remove what was said, and take the next';
  return [separator(''), { label, alwaysShow: true, take: 'remove' }];
}

/** Where to write; where it is said now comes first, and what would change nothing says so. */
export async function pickTarget(
  targets: readonly WritableTarget[],
  title: string,
): Promise<WritableTarget | undefined> {
  const useful = (target: WritableTarget): number => (target.outweighedBy !== null ? 2 : target.says ? 0 : 1);
  const items = [...targets]
    .sort((a, b) => useful(a) - useful(b))
    .map((target) => ({
      target,
      label: target.label,
      description: target.says ? 'says it now' : '',
      ...(target.outweighedBy === null ? {} : { detail: `changes nothing here: ${target.outweighedBy}` }),
    }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.target;
}
