/** Rows of a CSV text by the names of its first line. Quoted fields may hold commas and doubled quotes. */
export function rowsOfCsv(text: string): Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = fieldsOf(header);
  return lines.map((line) => {
    const values = fieldsOf(line);
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  });
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
}
