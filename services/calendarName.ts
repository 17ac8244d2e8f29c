/** The name of a calendar file: which agreement, in whose language. What the file holds is read when it is fetched. Pure. */
import { LANGUAGES, type Language } from '../locales';

/** Such as calendar-01939f4e-7a11-7c40-8d52-6e1f5b0a9c01-de.ics. */
export function nameCalendar(partnerId: string, language: Language): string {
  return `calendar-${partnerId}-${language}.ics`;
}

export function findNamedCalendar(name: string): { readonly partnerId: string; readonly language: Language } | undefined {
  const [, partnerId, tag] = /^calendar-([\w-]{1,64})-([a-z]{2})\.ics$/.exec(name) ?? [];
  const language = LANGUAGES.find((each) => each === tag);
  return partnerId !== undefined && language ? { partnerId, language } : undefined;
}
