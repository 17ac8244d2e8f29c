/** The language of a first message: by script, by words that only one language has, by its small words. */
import fc from 'fast-check';
import { languageOfFirstMessage } from '../../dialogs/languageOfText';
import { LANGUAGES } from '../../locales';

const FIRST = {
  en: [
    'hello', 'hi, I did not get the activation mail', 'How do I register as a Cisco partner?', 'I want to renew our agreement', 'what can you do', 'thank you', 'where am I?', 'My order is not in the Smart Account', 'we need help with Webex please',
    'The code is refused', 'I have a question about my registration', 'good morning', 'can you help me with this order', 'start again', 'there is no mail from Cisco',
  ],
  de: [
    'Grüezi', 'Ich habe das Aktivierungsmail nicht erhalten', 'Wie werde ich Cisco-Partner?', 'Wir möchten die Vereinbarung verlängern', 'hallo zäme, wie kann ich Webex einrichten?', 'guten Tag', 'Hilfe', 'Meine Bestellung ist nicht im Smart Account', 'zurück zum Menü',
    'ich brauche hilfe bitte', 'Der Code wird nicht akzeptiert', 'Wo stehe ich', 'Wie muss ich die Bestellung zuweisen', 'Vielen Dank', 'wo gebe ich den code ein',
  ],
  fr: [
    'Bonjour', 'Je n’ai pas reçu le mail d’activation', 'Comment devenir partenaire Cisco ?', 'Nous voudrions renouveler notre contrat', 'au secours, le code est refusé', 'Bonsoir', 'aide', 'Ma commande n’est pas dans le Smart Account', 'je voudrais configurer Webex pour un client',
    'où en suis-je', 'Je ne sais pas comment faire', 'Merci beaucoup', "j'ai besoin d'un compte Cisco", 'Qui peut nous aider avec une commande ?', 'parler à une personne',
  ],
  ru: [
    'Здравствуйте', 'Не пришло письмо активации', 'Как стать партнёром Cisco?', 'Хотим продлить договор', 'привет', 'помощь', 'Где мой заказ в Smart Account?', 'код не подходит, Cisco пишет error', 'да', 'продление Registered Partner',
  ],
  ar: [
    'مرحبا', 'لم تصلني رسالة التنشيط', 'كيف أصبح شريكًا لدى Cisco؟', 'نريد تجديد الاتفاقية', 'السلام عليكم', 'مساعدة', 'أين طلبي في Smart Account؟', 'الرمز مرفوض من Cisco', 'نعم', 'أريد إعداد Webex لعميل',
  ],
} as const;
/** Says nothing about who writes: the client's locale counts then. */
const UNTOLD = ['', '   ', '👋', '1', '٣', '481516', 'Cisco', 'Webex', 'Smart Account', 'ok', 'stop', 'https://www.cisco.com/go/scm', 'ana@example.com', '???', 'CCW', 'Registered Partner', '\ud800', 'x'.repeat(5000)];

it('the table is long enough to mean something', () => expect(Object.values(FIRST).flat().length).toBeGreaterThanOrEqual(60));
describe.each(LANGUAGES)('is %s', (language) => it.each(FIRST[language])('in "%s"', (text) => expect(languageOfFirstMessage(text)).toBe(language)));
describe('is not told', () => it.each(UNTOLD)('by "%s"', (text) => expect(languageOfFirstMessage(text)).toBeUndefined()));
it('is one of ours or none, whatever the text', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => expect([...LANGUAGES, undefined]).toContain(languageOfFirstMessage(text))), { seed: 2, numRuns: 2000 });
});
