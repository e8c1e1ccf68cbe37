/** Scripts beside Python: a document goes to the analyser of its language, whose compiler is loaded for the first one. */
import type { TypeScript } from '../tfjs/syntax/context.ts';
import { withoutModels } from './analyser.ts';
import type { Analyser, AnalysisRequest, AnalysisResult, FileSource } from './analyser.ts';
import { isScript, mentionsTensorflow } from './scriptFiles.ts';

export type LoadCompiler = () => Promise<TypeScript>;

export class ScriptAnalyser implements Analyser {
  readonly #python: Analyser;
  readonly #loadCompiler: LoadCompiler | null;
  #scripts: Promise<Analyser> | null = null;

  constructor(python: Analyser, loadCompiler: LoadCompiler | null) {
    this.#python = python;
    this.#loadCompiler = loadCompiler;
  }

  async analyse(request: AnalysisRequest, files: FileSource): Promise<AnalysisResult> {
    if (request.module !== undefined || !isScript(request.uri)) return this.#python.analyse(request, files);
    const text = request.text ?? (await files.read(request.uri));
    if (text !== null && !mentionsTensorflow(text)) return withoutModels();
    if (this.#loadCompiler === null) return failed(request, 'this host has no compiler for scripts');
    try {
      this.#scripts ??= this.#start(this.#loadCompiler);
      const analyser = await this.#scripts;
      return await analyser.analyse(text === null ? request : { ...request, text }, files);
    } catch (error) {
      this.#scripts = null;
      return failed(request, `the compiler could not be loaded: ${String(error)}`);
    }
  }

  close(uri: string): void {
    this.#of(uri, (analyser) => analyser.close(uri));
  }

  release(uri: string): void {
    this.#of(uri, (analyser) => analyser.release(uri));
  }

  invalidate(uri: string): void {
    this.#python.invalidate(uri);
    if (isScript(uri)) this.#of(uri, (analyser) => analyser.invalidate(uri));
  }

  /** Nothing is loaded for it. */
  #of(uri: string, action: (analyser: Analyser) => void): void {
    if (!isScript(uri)) action(this.#python);
    else void this.#scripts?.then(action, () => undefined);
  }

  async #start(load: LoadCompiler): Promise<Analyser> {
    const [compiler, { createScriptAnalyser }] = await Promise.all([load(), import('./scriptDriver.ts')]);
    return createScriptAnalyser(compiler);
  }
}

function failed({ uri }: AnalysisRequest, message: string): AnalysisResult {
  return withoutModels([{ code: 'internal', message, uri, range: null }]);
}
