/** Which documents may hold models of TensorFlow.js: by their names, and then by a look at their text. */

const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx|html?)$/i;
const MENTION =
  /@tensorflow\/tfjs|\btfjs@|\btfjs\.js|\/tf(?:\.\w+)*(?:\.min)?\.js\b|\btf\s*\.\s*(?:sequential|model|layers|input|loadLayersModel)\b/;

/** By the name: JavaScript, TypeScript, pages. */
export function isScript(uri: string): boolean {
  return SCRIPT.test(uri.replace(/[?#].*$/, ''));
}

/** By the text: whether it is worth reading at all. */
export function mentionsTensorflow(text: string): boolean {
  return MENTION.test(text);
}
