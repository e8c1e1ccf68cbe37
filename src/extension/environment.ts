/** The environment that the Python extension has selected; without that extension there is none. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';

const PYTHON = 'ms-python.python';

/** The part of its API that is used; see its `environments`. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    onDidChangeActiveEnvironmentPath(listener: () => void): Disposable;
  };
}

/** Follows the selection. It asks the Python extension, which knows the interpreter, and runs nothing itself. */
export class SelectedEnvironment implements Disposable {
  readonly #changed: () => void;
  readonly #subscriptions: Disposable[];
  #api: PythonApi | null = null;
  #isActivating = false;

  /** @param changed another environment was selected, or the selection is known now */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#subscriptions = [vscode.extensions.onDidChange(() => void this.#connect())];
    void this.#connect();
  }

  /** URI of the interpreter or of the environment's folder; null where none is selected. */
  uriFor(document: vscode.Uri): string | null {
    const path = this.#api?.environments.getActiveEnvironmentPath(document).path;
    // a bare `python` stands for: none was chosen
    if (path === undefined || !/^(?:[/\\]|[a-z]:)/i.test(path)) return null;
    const file = vscode.Uri.file(path);
    // in a browser the workspace's own file system is reached under another scheme
    const isRemote = document.scheme === 'vscode-remote';
    return (isRemote ? document.with({ path: file.path, query: '', fragment: '' }) : file).toString();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #connect(): Promise<void> {
    const extension = vscode.extensions.getExtension<unknown>(PYTHON);
    if (extension === undefined || this.#api !== null || this.#isActivating) return;
    this.#isActivating = true;
    try {
      const api = await extension.activate();
      if (!isPythonApi(api)) return;
      this.#api = api;
      this.#subscriptions.push(api.environments.onDidChangeActiveEnvironmentPath(() => this.#changed()));
      this.#changed();
    } catch {
      // its failure is its own to report: then nothing is selected
    } finally {
      this.#isActivating = false;
    }
  }
}

function isPythonApi(api: unknown): api is PythonApi {
  if (typeof api !== 'object' || api === null || !('environments' in api)) return false;
  const { environments } = api;
  return (
    typeof environments === 'object' &&
    environments !== null &&
    'getActiveEnvironmentPath' in environments &&
    'onDidChangeActiveEnvironmentPath' in environments
  );
}
