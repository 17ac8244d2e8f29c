import { understandAnswer } from '../../dialogs/identity/answers';

describe('a time zone', () => {
  it.each([
    ['Europe/Zurich', 'Europe/Zurich'], ['zürich', 'Europe/Zurich'], ['Genf', 'Europe/Zurich'], ['زيورخ', 'Europe/Zurich'], ['москва', 'Europe/Moscow'], ['دبي', 'Asia/Dubai'], ['tokyo', 'Asia/Tokyo'], ['utc', 'UTC'],
  ])('is understood in "%s"', (text, zone) => {
    expect(understandAnswer(text, { field: 'timeZone', language: 'de', today: '2026-12-01', previous: undefined })).toEqual({ kind: 'change', change: { field: 'timeZone', zone } });
  });
});
