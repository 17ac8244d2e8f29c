/** Loaded before Lotse by `npm run check:codes`: writes down which codes are really compared. A turn that is played again compares the same two again. */
const crypto = require('node:crypto');
const { appendFileSync } = require('node:fs');

const { timingSafeEqual } = crypto;
crypto.timingSafeEqual = (given, expected) => {
  if (expected.length === 6) appendFileSync(process.env.COMPARISONS_FILE, `${expected} ${given}\n`);
  return timingSafeEqual(given, expected);
};
