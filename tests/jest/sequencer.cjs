/** Long suites begin first, also on a fresh clone, where jest knows no times yet: a run must not end with one of them alone. */
const { default: Sequencer } = require('@jest/test-sequencer');

/** By the processor time they take, longest first. */
const LONG = ['transcripts', 'channels/commands', 'dialogs/noticeWords', 'promises/crash', 'dialogs/continue', 'promises/year', 'dialogs/renewalReported', 'promises/canaries', 'promises/erase'];

module.exports = class LongFirstSequencer extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (LONG.findIndex((name) => path.endsWith(`/${name}.test.ts`)) + LONG.length + 1) % (LONG.length + 1);
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
