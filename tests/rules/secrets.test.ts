/** What must never be sent to Lotse is recognised, and ordinary sentences are not mistaken for it. */
import fc from 'fast-check';
import { findSecret } from '../../dialogs/secrets';
import { LANGUAGES, wordsOf } from '../../locales';

const CODES = [
  '481516', '4815', '48151623', '481 516', '48 15 16', '481-516', ' 481516 ', '٤٨١٥١٦', '۴۸۱۵۱۶', '４８１５１６', '\u2066481516\u2069', '4 8 1 5 1 6',
  'code: 481516', 'Code 481516', 'CODE=481516', 'my code is 481516', 'My activation code is: 481516', 'The code is A1B2C3', 'here is the verification code 481516, thanks', 'Activation code\n481516', 'Your activation code:\n\n481516\n\nCisco',
  'I have the code here: my code is 481516', 'I got a code, the code is 481516',
  'Aktivierungscode: 481516', 'mein Code ist 481516', 'Der Bestätigungscode lautet 481516', 'Hier der Sicherheitscode 481516', 'Min code isch da: code 481516', 'Der Code kam an, der Code ist 481516',
  'mon code est 481516', "Le code d'activation c'est 481516", 'Le code d’activation : 481516', 'code de vérification 481516', 'Voici le code : 481516', 'J’ai reçu le code ce matin, code : 481516',
  'код 481516', 'Мой код: 481516', 'код активации это 481516', 'Вот код подтверждения 481516', 'пин-код: 4815', 'Код пришёл, код: 481516',
  'الرمز 481516', 'رمز التفعيل: ٤٨١٥١٦', 'رمز التنشيط هو 481516', 'كود التحقق 481516', 'وصلني الرمز اليوم، الرمز: 481516',
];
const PASSWORDS = [
  'password: Sommer2026', 'my password is hunter22', 'Password=Tr0ub4dor&3', 'user ana, password Pa$$word', 'pwd: Winter-26', 'passcode: 99zz99', 'My password does not work, my password is Sommer2026!',
  'Passwort: Sommer2026!', 'mein Passwort ist Grüezi_26', 'Das Kennwort lautet Zürich#8005', 'pw: Abc123', 'Mein Passwort geht nicht: Passwort Sommer2026',
  'mot de passe : Été2026!', 'mon mot de passe est Soleil#1', "Le mot de passe c'est Neige-2026", 'mdp: abc12345', 'Mon mot de passe ne marche pas, mot de passe : Neige2026',
  'пароль: Зима2026', 'Мой пароль это Qwerty!1', 'пароль Лето-2026', 'Пароль не подходит, пароль: Зима2026',
  'كلمة المرور: Abc123!', 'كلمة السر هي Safwa2026', 'الباسورد Abc_1234', 'كلمة المرور الخاصة بي هي Abc12345', 'كلمة المرور لا تعمل، كلمة المرور: Abc123',
];
const ORDINARY = [
  '1', '12', '123', '3.', '812345678', '0123456789', '044 123 45 67', 'ok', 'done', '', '   ', '…', '👋',
  'I did not get a code', 'The code is refused', 'Where do I enter the activation code?', 'code accepted', 'the code does not work since yesterday', 'I need a new code in 2 days', 'the error code 10054 is shown', 'is there a dress code?', 'I have 2 codes',
  'I forgot my password', 'my password does not work', 'The password expired 30 days ago', 'How do I reset the password?', 'password please', 'Which password?', 'my password has 12 characters', 'is the password case-sensitive?',
  'my order number is 4711-0815', 'Sales order 812345678 is missing', 'Web order number 12345678', 'My customer number is 1234567', 'customer no. 4815162', 'We are 1200 people', 'it expires on 31.12.2027', 'error 403', 'call me at 15:30', 'Firefox 133, Edge 131', 'Chrome 141.0.7390.54 on Windows 11', 'Safari 26.1 (macOS 15)',
  'Ich habe keinen Code erhalten', 'Der Code wird abgelehnt', 'Wo gebe ich den Code ein?', 'Code kam nicht an', 'Fehlercode 10054', 'Bestellung 812345678 fehlt', 'Meine Kundennummer ist 1234567', 'Passwort vergessen', 'Das Passwort funktioniert nicht mehr', 'Ich brauche ein neues Passwort bis 12.01.2027', 'Unser Vertrag läuft am 31.12.2027 ab',
  'Je n’ai pas reçu de code', 'Le code est refusé', 'Où saisir le code d’activation ?', 'code postal 1003 Lausanne', 'le code d’erreur 10054', 'Mot de passe oublié', 'Le mot de passe ne fonctionne plus', 'Ma commande 812345678 est perdue', 'Mon numéro de client est le 1234567', 'le 31.12.2027 à 15 h 30',
  'Код не пришёл', 'Код не подходит', 'Куда вводить код активации?', 'код ошибки 10054', 'Забыл пароль', 'Пароль больше не работает', 'Заказ 812345678 не виден', 'Наш номер клиента 1234567', 'до 31.12.2027',
  'لم يصلني الرمز', 'الرمز مرفوض', 'أين أدخل رمز التفعيل؟', 'رمز الخطأ 10054', 'نسيت كلمة المرور', 'كلمة المرور لا تعمل', 'الطلب 812345678 مفقود', 'رقم العميل 1234567', 'حتى 31.12.2027',
];

it('the table is long enough to mean something', () => expect(CODES.length + PASSWORDS.length + ORDINARY.length).toBeGreaterThanOrEqual(80));

describe('a code of Cisco is found', () => it.each(CODES)('in "%s"', (text) => expect(findSecret(text, 'choice')).toBe('code')));
describe('a password is found', () => {
  it.each(PASSWORDS)('in "%s"', (text) => {
    expect(findSecret(text, 'choice')).toBe('password');
    expect(findSecret(text, 'words')).toBe('password');
  });
});
describe('nothing is found', () => it.each(ORDINARY)('in "%s"', (text) => expect(findSecret(text, 'choice')).toBeUndefined()));

describe('where numbers are asked for', () => {
  it.each(['481516', '4815', '1234 5678', '133', 'Firefox 133', '133 131'])('"%s" is welcome', (text) => expect(findSecret(text, 'words')).toBeUndefined());
  it.each(['code: 481516', 'Aktivierungscode 481516', 'رمز التفعيل ٤٨١٥١٦', 'Firefox 133, code 481516'])('a code that is called one is not: "%s"', (text) => expect(findSecret(text, 'words')).toBe('code'));
});

it('each noun of words.json gives its secret away, in every language', () => {
  const missed = LANGUAGES.flatMap((language) => (['code', 'password'] as const).flatMap((kind) => (wordsOf(language)[kind] as readonly string[])
    .filter((noun) => findSecret(`${noun}: Zx81!7781`, 'choice') !== kind).map((noun) => `${language} ${kind} ${noun}`)));
  expect(missed).toEqual([]);
});

it('is total on any text, and quick on long ones', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('code', 'password', ' ', ':', '4', 'is', '\n', 'كلمة', "d'", '\ud800') })), fc.constantFrom('choice' as const, 'words' as const, 'code' as const), (text, own) => {
    expect(['code', 'password', undefined]).toContain(findSecret(text, own));
  }), { seed: 2, numRuns: 3000 });
  const before = process.cpuUsage();
  for (const unit of ['code ', 'password:', '1 ', 'mot de ', 'mot de passe c ', ' ', 'code\u0301 is ']) findSecret(unit.repeat(20_000), 'choice');
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});
