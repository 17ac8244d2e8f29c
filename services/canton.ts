/** The cantons of Switzerland, by their two letters: each has public holidays of its own. Pure. */
const CANTONS = new Set(['AG', 'AI', 'AR', 'BE', 'BL', 'BS', 'FR', 'GE', 'GL', 'GR', 'JU', 'LU', 'NE', 'NW', 'OW', 'SG', 'SH', 'SO', 'SZ', 'TG', 'TI', 'UR', 'VD', 'VS', 'ZG', 'ZH']);

export function isCanton(text: string): boolean {
  return CANTONS.has(text);
}
