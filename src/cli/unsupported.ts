/** `wattlens unsupported`: every public name of a framework that is known not to be modelled. */
import { UNSUPPORTED as OF_KERAS } from '../keras/unsupported.ts';
import { UNSUPPORTED as OF_TORCH } from '../torch/unsupported.ts';

export const FRAMEWORKS = ['torch', 'keras'] as const;
export type FrameworkName = (typeof FRAMEWORKS)[number];

/** The release whose names were gone through. */
const RELEASES: Readonly<Record<FrameworkName, string>> = { torch: 'PyTorch 2.5.1', keras: 'Keras 3.12.4' };
const NAMES: Readonly<Record<FrameworkName, ReadonlyMap<string, ReadonlySet<string>>>> = {
  torch: OF_TORCH,
  keras: OF_KERAS,
};

/** One qualified name a line, or JSON: release and names by namespace, for each framework. */
export function unsupportedText(chosen: readonly FrameworkName[], json: boolean): string {
  if (!json) {
    const lines = chosen.flatMap((framework) =>
      namespacesOf(framework).flatMap(([namespace, names]) => names.map((name) => `${namespace}.${name}`)),
    );
    return `${lines.join('\n')}\n`;
  }
  const listed = chosen.map((framework) => [
    framework,
    { release: RELEASES[framework], names: Object.fromEntries(namespacesOf(framework)) },
  ]);
  return `${JSON.stringify(Object.fromEntries(listed), null, 2)}\n`;
}

function namespacesOf(framework: FrameworkName): [namespace: string, names: string[]][] {
  return [...NAMES[framework]].map(([namespace, names]) => [namespace, [...names].sort()]);
}
