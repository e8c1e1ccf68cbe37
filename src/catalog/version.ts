/** Date and content hash of the tables; written by `node scripts/catalog/version.mjs`. */
export const catalogVersion = '2026.11.21+ae991125';
