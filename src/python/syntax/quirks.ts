/**
 * Places where the grammar reads valid Python wrongly are masked before parsing, at equal length;
 * names are always taken from the true text.
 */

/** `type(x).y = z` is an assignment, not a type alias: `type` becomes a plain identifier there. */
export function maskSoftKeywords(text: string): string {
  if (!text.includes('type')) return text;
  return text.replace(/type(?=[ \t]*[(.[=])(?<=(?:^|[;:])[ \t]*type)/gm, 'typ_');
}

/**
 * The grammar takes a star without brackets only before a name (`x = *a, b`, not `x = *[1], b`).
 * Stars before anything else become `~`, which the lowering reads as a star.
 */
export function maskStars(text: string): string {
  return text.replace(
    /\*(?=\s*(?:[[({"'\d~+-]|\.\.\.|[a-z]+["']|await\b))(?<=(?:[=,]|\b(?:return|yield|in|match)|^)\s*\*)/gim,
    '~',
  );
}
