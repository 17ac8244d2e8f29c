/** How a day is taken that a contact gives for their agreement: as theirs, as a renewal that they report, or as ALSO's to say. */
import { addDays, type Day } from '../../services/day';
import { isAlsos, isRefused, takeDay, type PartnerRecordOf } from '../../dialogs/identity/record';
import type { Contact } from '../../services/contacts';
import type { PartnerRecord } from '../../services/partners';

const DAY = '2026-12-31';
const NEXT = '2027-12-31';
const PARTNER: PartnerRecord = {
  id: 'p', company: 'Muster AG', country: 'CH', customerNumber: '1001', isListed: false, expiresOn: DAY, isExpiryListed: false, claimedAt: undefined, previousExpiresOn: undefined,
  isSignatory: undefined, signatoryName: undefined,
};
const recordOf = (fields: Partial<PartnerRecord>): PartnerRecordOf => ({ contact: {} as Contact, partner: { ...PARTNER, ...fields }, others: [] });
const LISTED = { isListed: true, isExpiryListed: true };
const CLAIMED = { isListed: true, expiresOn: NEXT, previousExpiresOn: DAY, claimedAt: new Date('2026-12-01') };

it.each<readonly [string, Partial<PartnerRecord>, Day, Day, object]>([
  ['the first day is theirs', { expiresOn: undefined }, '2026-12-01', NEXT, { kind: 'set' }],
  ['their own day is theirs to change', {}, '2026-12-01', NEXT, { kind: 'set' }],
  ['ALSO\'s day is not', LISTED, '2026-12-01', '2027-03-31', { kind: 'alsos' }],
  ['but a renewal they know first', LISTED, '2026-12-01', NEXT, { kind: 'renewal', from: DAY }],
  ['from the day on which it may be renewed', LISTED, addDays(DAY, -90), NEXT, { kind: 'renewal', from: DAY }],
  ['not before', LISTED, addDays(DAY, -91), NEXT, { kind: 'alsos' }],
  ['also when the list has long been behind', LISTED, '2027-03-01', NEXT, { kind: 'renewal', from: DAY }],
  ['once it is over it may be a new one, a year from today', LISTED, '2027-03-01', '2028-03-01', { kind: 'renewal', from: DAY }],
  ['13 months from today at the most', LISTED, '2027-03-01', '2028-04-02', { kind: 'alsos' }],
  ['a slip in the day of a new one is corrected', { ...CLAIMED, expiresOn: '2028-03-01', claimedAt: new Date('2027-03-01T10:00:00Z') }, '2027-03-03', '2028-02-28', { kind: 'renewal', from: DAY, instead: '2028-03-01' }],
  ['11 months later at the least', LISTED, '2026-12-01', '2027-11-29', { kind: 'alsos' }],
  ['13 months later at the most', LISTED, '2026-12-01', '2028-02-01', { kind: 'alsos' }],
  ['never on a day that is over', LISTED, '2028-01-05', NEXT, { kind: 'alsos' }],
  ['the same day changes nothing', LISTED, '2026-12-01', DAY, { kind: 'set' }],
  ['a slip is corrected', CLAIMED, '2026-12-02', '2028-01-15', { kind: 'renewal', from: DAY, instead: NEXT }],
  ['a mistake is taken back', CLAIMED, '2026-12-02', DAY, { kind: 'set' }],
  ['any other day is ALSO\'s while a renewal waits', CLAIMED, '2026-12-02', '2027-03-31', { kind: 'alsos' }],
  ['or theirs where no list names the partner', { ...CLAIMED, isListed: false }, '2026-12-02', '2027-03-31', { kind: 'set' }],
  ['a year later the next renewal follows on one that nobody has confirmed', CLAIMED, '2027-12-01', '2028-12-31', { kind: 'renewal', from: NEXT }],
])('%s', (_name, fields, today, day, taken) => {
  const record = recordOf(fields);
  expect(takeDay(record, day, today)).toEqual(taken);
  expect(isRefused(record, { field: 'expiry', day }, today)).toBe('kind' in taken && taken.kind === 'alsos');
});

it.each([[addDays(DAY, -91), true], [addDays(DAY, -90), false], ['2027-01-05', false], ['2027-06-01', false]])('on %s a day of the list is closed to corrections: %s', (today, isClosed) => {
  expect(isAlsos(recordOf(LISTED), 'expiry', today)).toBe(isClosed);
});
