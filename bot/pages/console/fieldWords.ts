/** What a field of a contact or a partner holds, as people say it: a language, a country, a day, a yes. */
import { countryName, day, languageName } from './format';
import { wordFor } from './words';

export function fieldWords(field: string, value: string): string {
  if (field === 'language') return languageName(value);
  if (field === 'country') return countryName(value);
  if (field === 'expiresOn') return /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : value;
  return field === 'signatory' ? wordFor('auditSignatory', value) : value;
}
