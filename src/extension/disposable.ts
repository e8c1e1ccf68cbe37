/** Anything that is taken back when the extension ends; the editor and the language client have each a class of it. */
export interface Disposable {
  dispose(): unknown;
}
