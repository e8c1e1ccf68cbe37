/** As much of a page as the programs touch: inputs with the values that the page gives them, and a network of zeros. */

const BYTES = { 'images.bin': 65000 * 784, 'labels.bin': 65000 * 10 };

function elementOf(html, id) {
  const [tag = ''] = new RegExp(`<input[^>]*id="${id}"[^>]*>`).exec(html) ?? [];
  const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? [];
  return {
    value,
    valueAsNumber: Number(value),
    // nobody is there to click
    addEventListener: (_event, listener) => void listener(),
  };
}

export const pageOf = (html) => ({ getElementById: (id) => elementOf(html, id) });

export function fetchZeros(url) {
  const size = BYTES[String(url).split('/').at(-1)] ?? 0;
  return Promise.resolve({ arrayBuffer: () => Promise.resolve(new ArrayBuffer(size)) });
}
