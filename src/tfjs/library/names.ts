/** Names in JavaScript's manner as Keras writes them, and as TensorFlow.js makes them up. */

/** `recurrentActivation` as `recurrent_activation`, `conv2d` as it is. */
export function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).toLowerCase();
}

/** `toSnakeCase` of tfjs-layers' `utils/generic_utils.ts`. */
export function layerPrefix(className: string): string {
  return className
    .replaceAll(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
