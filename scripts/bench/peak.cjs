// Preloaded into a process: leaves its peak memory, in bytes, in the file that WATTLENS_BENCH_PEAK names.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env.WATTLENS_BENCH_PEAK, String(process.resourceUsage().maxRSS * 1024));
});
