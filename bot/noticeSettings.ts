/** Settings of notices, read by env.ts. */
import { LANGUAGES } from '../locales';
import { isCanton } from '../services/canton';
import type { Reader } from './settingReader';

export function readNotices(read: Reader) {
  const accountMail = read.text('ACCOUNT_MAIL', '');
  if (accountMail !== '' && !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(accountMail)) read.problems.push('ACCOUNT_MAIL is no address: expected one such as partners@also.example.');
  const [opensAt, closesAt] = [read.timeOfDay('NOTICES_FROM', '08:00'), read.timeOfDay('NOTICES_UNTIL', '18:00')];
  const isOpenAt = (time: string) => opensAt <= time && time < closesAt;
  const saysAt = read.timeOfDay('NOTICES_AT', isOpenAt('09:00') ? '09:00' : opensAt);
  if (opensAt >= closesAt) read.problems.push(`NOTICES_FROM is ${opensAt}: expected a time before NOTICES_UNTIL (${closesAt}).`);
  else if (!isOpenAt(saysAt)) read.problems.push(`NOTICES_AT is ${saysAt}: expected a time from NOTICES_FROM (${opensAt}) and before NOTICES_UNTIL (${closesAt}).`);
  const canton = read.text('CANTON', '').toUpperCase();
  if (canton !== '' && !isCanton(canton)) read.problems.push(`CANTON is "${canton}": expected the two letters of a Swiss canton, such as ZH.`);
  return {
    accountMail, opensAt, saysAt, closesAt,
    accountLanguage: read.oneOf('ACCOUNT_LANGUAGE', LANGUAGES, 'de'),
    officeZone: read.timeZone('OFFICE_ZONE', 'Europe/Zurich'),
    canton,
    holdMinutes: read.number('NOTICE_HOLD_MINUTES', 60, 1, 1440),
    perSecond: read.number('NOTICES_PER_SECOND', 25, 1, 10_000),
    atOnce: read.number('NOTICES_AT_ONCE', 8, 1, 256),
    batch: read.number('NOTICE_BATCH', 50, 1, 1000),
    tries: read.number('NOTICE_TRIES', 8, 1, 50),
    leaseMs: read.number('NOTICE_LEASE_MS', 60_000, 1000, 600_000),
    reaperWaitMs: read.number('NOTICE_REAPER_WAIT_MS', 60_000, 0, 600_000),
  };
}
