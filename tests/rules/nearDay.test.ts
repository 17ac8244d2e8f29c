/** Days as people name them from where they are: 23 November 2026 is a Monday. */
import { nearDaysIn } from '../../dialogs/nearDay';

const TODAY = '2026-11-23';

describe('a day that is near', () => {
  it.each([
    ['tomorrow', 'en', '2026-11-24'], ['remind me the day after tomorrow', 'en', '2026-11-25'], ['in a week', 'en', '2026-11-30'], ['in 3 days', 'en', '2026-11-26'], ['in two weeks, please', 'en', '2026-12-07'],
    ['thursday', 'en', '2026-11-26'], ['on Thursday', 'en', '2026-11-26'], ['Monday', 'en', '2026-11-30'], ['thursday next week', 'en', '2026-12-03'], ['fri', 'en', '2026-11-27'],
    ['30 November', 'en', '2026-11-30'], ['Monday 30 November 2026', 'en', '2026-11-30'], ['26.11.2026', 'en', '2026-11-26'], ['2 January', 'en', '2027-01-02'],
    ['morgen', 'de', '2026-11-24'], ['übermorgen', 'de', '2026-11-25'], ['in einer Woche', 'de', '2026-11-30'], ['nächste Woche', 'de', '2026-11-30'], ['am Donnerstag', 'de', '2026-11-26'], ['26.11.', 'de', '2026-11-26'], ['am 30. November', 'de', '2026-11-30'], ['Do', 'de', '2026-11-26'],
    ['demain', 'fr', '2026-11-24'], ['après-demain', 'fr', '2026-11-25'], ['dans une semaine', 'fr', '2026-11-30'], ['jeudi prochain', 'fr', '2026-11-26'], ['le 1er décembre', 'fr', '2026-12-01'], ['26/11', 'fr', '2026-11-26'],
    ['завтра', 'ru', '2026-11-24'], ['через неделю', 'ru', '2026-11-30'], ['через 3 дня', 'ru', '2026-11-26'], ['в среду', 'ru', '2026-11-25'], ['в пятницу', 'ru', '2026-11-27'], ['30 ноября', 'ru', '2026-11-30'],
    ['غدًا', 'ar', '2026-11-24'], ['بعد أسبوع', 'ar', '2026-11-30'], ['بعد ٣ أيام', 'ar', '2026-11-26'], ['يوم الخميس', 'ar', '2026-11-26'], ['بعد غد', 'ar', '2026-11-25'], ['٣٠ نوفمبر', 'ar', '2026-11-30'],
    ['today', 'en', TODAY],
  ] as const)('"%s" (%s) is %s', (text, language, day) => expect(nearDaysIn(text, language, TODAY)).toEqual([day]));
  it('is two where it may be two', () => expect(nearDaysIn('3/4', 'fr', TODAY)).toEqual(['2027-04-03', '2027-03-04']));
  it.each(['', 'soon', 'when I am back', '12', 'do it', 'the 45th', 'version 3.4.5.6', 'mar a lago'])('"%s" is none', (text) => expect(nearDaysIn(text, 'en', TODAY)).toEqual([]));
});
