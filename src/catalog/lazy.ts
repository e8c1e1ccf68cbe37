/** A value made when it is first asked for: nothing of the catalogue is indexed before someone looks something up. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
