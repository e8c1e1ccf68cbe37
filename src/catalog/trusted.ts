/**
 * JSON of this folder under its type. TypeScript widens the literals of an imported JSON file, and parsing it against
 * its schema at every start would cost more than it gives: the tests do that for every file.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names what the tests prove
export function trusted<T>(file: unknown): T {
  return file as T;
}
