/** Places as a terminal shows them: relative to the folder that the command runs in. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../footprint/schema.ts';

/** `models/net.py:12`; without a place the file alone. Files outside the folder have their whole path. */
export function describePlace(at: Pick<Place, 'uri' | 'start'> | null, uri: string, cwd: string): string {
  const name = relative(at?.uri ?? uri, cwd);
  return at === null ? name : `${name}:${at.start.line + 1}`;
}

function relative(uri: string, cwd: string): string {
  if (!uri.startsWith('file:')) return uri;
  const [whole, cell] = [uri.replace(/#.*$/, ''), /#.*$/.exec(uri)?.[0] ?? ''];
  const file = fileURLToPath(whole);
  const short = path.relative(cwd, file);
  return (short.startsWith('..') ? file : short) + cell;
}
