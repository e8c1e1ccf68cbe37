/** What a person can do about a reason for which counts are not exact. */

/** Reasons by what they say; the first that fits counts. */
const REMEDIES: readonly (readonly [says: RegExp, remedy: string])[] = [
  [
    /the module '[^']*' was not found|is not on the search path/,
    'select the environment that has it (wattlens.python, --python), or add its folder to wattlens.searchPath',
  ],
  [
    /missing \d+ required (?:positional|keyword-only) argument/,
    'create the model with its arguments in the file, or give them with --expr',
  ],
  [
    /^the input .* is assumed|no input was found|^the forward pass raised/,
    'say the input, for instance with # wattlens: input=1x3x224x224 above the class',
  ],
  [
    / is not modelled$|^not modelled: /,
    'what it adds must be added by hand; `wattlens unsupported` lists such names',
  ],
  [/runs an unknown number of times/, 'write the count as a number, or give the argument that it comes from'],
  [/invalid syntax|was never closed|unexpected indent/i, 'correct the line'],
];

/** Null where none is known. */
export function remedyOf(reason: string): string | null {
  return REMEDIES.find(([says]) => says.test(reason))?.[1] ?? null;
}
