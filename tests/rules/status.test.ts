/** What "My status" says of an agreement on the days that matter. */
import { wordStatus } from '../../dialogs/identity/recordWording';
import { LANGUAGES } from '../../locales';
import type { Contact } from '../../services/contacts';
import type { PartnerRecord } from '../../services/partners';

const partner = { id: 'p', company: 'Muster AG', expiresOn: '2027-04-15' } as PartnerRecord;
const lead = (today: string, language: (typeof LANGUAGES)[number] = 'en') => wordStatus({ language, today }, { contact: { timeZone: 'Europe/Zurich' } as Contact, partner, others: [] });

it.each([
  ['2027-04-14', 'The agreement can be renewed now. The current ICPA must be accepted before 15 April 2027.'], ['2027-04-15', 'The agreement expires today, 15 April 2027. Please renew it today: after this date Cisco grants at most 10 days.'],
  ['2027-04-16', 'The agreement has expired. Cisco grants at most 10 days after the expiry date, in calendar days until 25 April 2027.'],
])('on %s it says: %s', (today, text) => expect(lead(today).text.split('\n')[0]).toBe(text));
it('on the day itself it stands on the same fact in every language', () => {
  expect(LANGUAGES.map((language) => lead('2027-04-15', language).facts)).toEqual(LANGUAGES.map(() => ['REN-6']));
});
