// @ts-check
/** Checks every table of the catalogue: `node scripts/catalog/check.mjs`. Exit 1 and one line per problem if any. */
import { tsImport } from 'tsx/esm/api';

const { catalogProblems } = await tsImport('./problems.ts', import.meta.url);
/** @type {string[]} */
const problems = catalogProblems();
process.stdout.write(problems.length === 0 ? 'The catalogue is sound.\n' : `${problems.join('\n')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
