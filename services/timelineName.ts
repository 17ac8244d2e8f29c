/** The name of a timeline's picture carries what it shows, so that it is drawn without the database. Pure. */
import { LANGUAGES, type Language } from '../locales';
import { isDay, type Day } from './day';

export interface TimelineSubject {
  readonly expiresOn: Day;
  readonly today: Day;
  readonly language: Language;
}

/** Such as timeline-20261231-20261121-de.png. */
export function nameTimeline({ expiresOn, today, language }: TimelineSubject): string {
  return `timeline-${expiresOn.replaceAll('-', '')}-${today.replaceAll('-', '')}-${language}.png`;
}

export function findTimelineSubject(name: string): TimelineSubject | undefined {
  const match = /^timeline-(\d{4})(\d\d)(\d\d)-(\d{4})(\d\d)(\d\d)-([a-z]{2})\.png$/.exec(name);
  const language = LANGUAGES.find((each) => each === match?.[7]);
  if (!match || !language) return undefined;
  const [expiresOn, today] = [match.slice(1, 4).join('-'), match.slice(4, 7).join('-')];
  return isDay(expiresOn) && isDay(today) ? { expiresOn, today, language } : undefined;
}
