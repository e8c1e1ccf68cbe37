// @ts-check
'use strict';
/**
 * Mocha's spec reporter, which also writes what passed, failed and was skipped (and why) as JSON to the file named by
 * WATTLENS_SUITE_RECORD. The file appears only when the run has come to its end.
 */
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

/** @param {any} test */
function skipReason(test) {
  for (let place = test; place; place = place.parent) {
    if (typeof place.skipReason === 'string') return place.skipReason;
  }
  return '';
}

module.exports = class RecordingReporter extends reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const passed = [];
    /** @type {{ name: string, message: string }[]} */
    const failed = [];
    /** @type {{ name: string, reason: string }[]} */
    const skipped = [];
    runner
      .on('pass', (test) => passed.push(test.fullTitle()))
      .on('fail', (test, error) =>
        failed.push({ name: test.fullTitle(), message: String(error?.stack ?? error) }),
      )
      .on('pending', (test) => skipped.push({ name: test.fullTitle(), reason: skipReason(test) }))
      .once('end', () => {
        const file = process.env['WATTLENS_SUITE_RECORD'];
        if (file) writeFileSync(file, JSON.stringify({ total: runner.total, passed, failed, skipped }));
      });
  }
};
