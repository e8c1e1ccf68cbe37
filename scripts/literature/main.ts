/** Published figures beside ours: `npm run literature`. */
import { strubellReport } from './strubell.ts';

console.log(await strubellReport());
