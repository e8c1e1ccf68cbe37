/** The place where something was said: a line of a text, or a setting. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { placeSchema } from '../protocol/page.ts';
import { showPlace } from './documents.ts';
import { parseUri } from './server.ts';

/** Arguments come from links, so they are checked. */
export async function showOrigin(at: unknown): Promise<void> {
  if (typeof at === 'string') {
    await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${at}`);
    return;
  }
  const parsed = v.safeParse(placeSchema, at);
  if (!parsed.success) return;
  const { uri, start, end } = parsed.output;
  await showPlace(parseUri(uri), new vscode.Range(start.line, start.character, end.line, end.character));
}
