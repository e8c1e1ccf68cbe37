import type * as vscode from 'vscode';
import { mentionsTensorflow } from '../footprint/scriptFiles.ts';

/** Languages whose files hold a model only now and then. */
export const SCRIPT_LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'html'];

const SCRIPTS = new Set(SCRIPT_LANGUAGES);

export function isScriptDocument({ languageId }: vscode.TextDocument): boolean {
  return SCRIPTS.has(languageId);
}

/** Whether the server is told of a document: of Python always, of scripts where they name TensorFlow.js. */
export function mayHoldModels(document: vscode.TextDocument): boolean {
  if (document.languageId === 'python') return true;
  return isScriptDocument(document) && mentionsTensorflow(document.getText());
}
