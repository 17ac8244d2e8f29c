/** Settings of codes, read by env.ts. */
import type { Reader } from './settingReader';

export function readCodes(read: Reader, isLocal: boolean) {
  const pepper = read.text('CODE_PEPPER', '');
  if (!isLocal && pepper !== '' && pepper.length < 32) read.problems.push('CODE_PEPPER is too short: expected 32 random characters or more.');
  return {
    pepper,
    lifeMinutes: read.number('CODE_LIFE_MINUTES', 60, 5, 1440),
    tries: read.number('CODE_TRIES', 5, 1, 10),
    coolDownSeconds: read.number('CODE_COOL_DOWN_SECONDS', 60, 1, 3600),
    perContactHour: read.number('CODES_PER_CONTACT_HOUR', 3, 1, 100),
    perContactDay: read.number('CODES_PER_CONTACT_DAY', 10, 1, 1000),
    perAddressHour: read.number('CODES_PER_ADDRESS_HOUR', 5, 1, 100),
    perAddressDay: read.number('CODES_PER_ADDRESS_DAY', 20, 1, 1000),
    perInstallationHour: read.number('CODES_PER_HOUR', 200, 1, 100_000),
    failuresInARow: read.number('CODE_FAILURES_IN_A_ROW', 50, 5, 100),
  };
}
