/** The finished message to Cisco's web support (TRB-9, TRB-10): in the contact's language and in English, with what was tried. */
import { addressOf, findText, word, type Language } from '../locales';
import type { Letter } from './message';
import { withoutMarks } from './message';
import type { Journey } from './procedures/journey';

export function writeLetters(language: Language, journey: Journey): Letter[] {
  const languages: Language[] = language === 'en' ? ['en'] : [language, 'en'];
  return languages.map((written) => writeLetter(written, language, journey));
}

function writeLetter(written: Language, reader: Language, journey: Journey): Letter {
  const rungs = [...new Set(journey.trail.filter((place) => place.problem === 'missing' && place.step !== 'browsers').map((place) => place.step))];
  const tried = rungs.map((step) => `- ${findText(written, `activationMail:steps.${step}.tried`)?.text}`).join('\n');
  const to = addressOf('TRB-9');
  const subject = plain(word(written, 'letter.subjectText'));
  const values: Record<string, string> = { sender: addressOf('TRB-3'), tried, browsers: plain(journey.words.browsers ?? '') };
  const body = plain(word(written, 'letter.body')).replace(/\{(sender|tried|browsers)\}/g, (_, name: string) => plain(values[name]!));
  return {
    language: written, to, subject, body,
    mailto: `mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`,
    words: { to: word(written, 'letter.to'), subject: word(written, 'letter.subject'), open: word(reader, written === reader ? 'letter.open' : 'letter.openEnglish'), ...(written !== reader && { heading: word(reader, 'letter.english') }) },
  };
}

/** A mail program needs no marks for screens and no direction signs. */
function plain(text: string): string {
  return withoutMarks(text).toWellFormed().replace(/[\u2066-\u2069]/g, '');
}
