/** Finished answers that agents use again and again: at first those that Lotse itself gives, with Cisco's labels, in all languages; then whatever leads make of them. */
import { findText, LANGUAGES, type Language } from '../../locales';
import type { Database, Transaction } from '../../prisma/database';
import type { Memory } from '../memory';
import type { CannedAnswer } from './records';

export interface CannedAnswers {
  list(): Promise<readonly CannedAnswer[]>;
  /** False where it is as it was. */
  save(transaction: Transaction, answer: CannedAnswer, by: { readonly agentId: string; readonly at: Date }): Promise<boolean>;
  remove(transaction: Transaction, id: string): Promise<boolean>;
  /** At the first start of an installation; what was taken away since does not come back. */
  seed(at: Date): Promise<void>;
}

/** Where each answer stands in Lotse's own texts, which stand on the facts: nothing is written twice, and nothing is invented. */
const SEEDS: readonly { readonly id: string; readonly topic: string; readonly title: string; readonly texts: readonly string[] }[] = [
  { id: 'activation-verify', topic: 'account', title: 'account:steps.verify.title', texts: ['account:steps.verify.text'] },
  { id: 'account-private-address', topic: 'account', title: 'account:steps.privateAddress.title', texts: ['account:steps.privateAddress.warning'] },
  { id: 'activation-spam', topic: 'activationMail', title: 'activationMail:steps.spam.title', texts: ['activationMail:steps.spam.text'] },
  { id: 'activation-resend', topic: 'activationMail', title: 'activationMail:steps.resend.title', texts: ['activationMail:steps.resend.text'] },
  { id: 'activation-browser', topic: 'activationMail', title: 'activationMail:steps.clearBrowser.title', texts: ['activationMail:steps.clearBrowser.text', 'activationMail:steps.restartBrowsers.text'] },
  { id: 'activation-code-refused', topic: 'activationCode', title: 'activationCode:problems.codeRefused.title', texts: ['activationCode:steps.requestCode.text'] },
  { id: 'registration-distributor', topic: 'registration', title: 'registration:steps.distributor.title', texts: ['registration:steps.distributor.text'] },
  { id: 'renewal-accept', topic: 'renewal', title: 'renewal:steps.accept.title', texts: ['renewal:steps.accept.text', 'renewal:steps.accept.warning'] },
  { id: 'renewal-who', topic: 'renewal', title: 'renewal:steps.rightAccount.title', texts: ['renewal:steps.rightAccount.text'] },
  { id: 'order-assign', topic: 'order', title: 'order:title', texts: [...['open', 'search', 'details', 'banner', 'assign', 'find', 'select', 'virtualAccount', 'terms', 'confirm'].map((step) => `order:steps.${step}.text`), 'order:steps.confirm.warning'] },
  { id: 'order-holding-account', topic: 'order', title: 'order:problems.holdingAccount.title', texts: ['order:steps.holding.text'] },
  { id: 'order-ccw-r', topic: 'order', title: 'order:problems.ccwr.title', texts: ['ccwrOpen', 'ccwrSearch', 'ccwrDetails', 'ccwrBanner'].map((step) => `order:steps.${step}.text`) },
  { id: 'order-case', topic: 'order', title: 'order:steps.openCase.title', texts: ['order:steps.openCase.text', 'order:steps.openCase.hint'] },
  { id: 'webex-mail', topic: 'webex', title: 'webex:steps.mail.title', texts: ['webex:steps.mail.text', 'webex:steps.mail.hint'] },
  { id: 'webex-not-begun', topic: 'webex', title: 'webex:steps.oneDayLater.title', texts: ['webex:steps.oneDayLater.text', 'webex:steps.oneDayLater.hint'] },
  { id: 'webex-unknown-organisation', topic: 'webex', title: 'webex:steps.unknownOrganisation.title', texts: ['webex:steps.unknownOrganisation.text', 'webex:steps.unknownOrganisation.hint'] },
  { id: 'webex-customer-sets-up', topic: 'webex', title: 'webex:steps.customer.title', texts: ['webex:steps.customer.warning'] },
  ...(['webHelp', 'partnerSupport', 'licensing', 'ciscoRepresentative'] as const).map((route) => ({ id: `support-${route}`, topic: 'support', title: `support:steps.${route}.title`, texts: [`common:route.${route}`] })),
];
const SEEDED = 'canned.seeded';

export function createCannedAnswers(database: Pick<Database, 'prisma'>, memory: Memory, titles: Language): CannedAnswers {
  return {
    list: async () => (await database.prisma.cannedAnswer.findMany({ orderBy: [{ topic: 'asc' }, { title: 'asc' }, { id: 'asc' }] })).map(({ id, title, topic, texts }) => ({ id, title, topic, texts: texts as Record<string, string> })),
    save: async (transaction, { id, title, topic, texts }, { agentId, at }) => {
      const known = await transaction.cannedAnswer.findUnique({ where: { id } });
      if (known && JSON.stringify([known.title, known.topic, sorted(known.texts as CannedAnswer['texts'])]) === JSON.stringify([title, topic, sorted(texts)])) return false;
      const fields = { title, topic, texts: { ...texts }, updatedBy: agentId, updatedAt: at };
      await transaction.cannedAnswer.upsert({ where: { id }, create: { id, ...fields }, update: fields });
      return true;
    },
    remove: async (transaction, id) => (await transaction.cannedAnswer.deleteMany({ where: { id } })).count > 0,
    seed: async (at) => {
      if (await memory.find(SEEDED)) return;
      await database.prisma.cannedAnswer.createMany({ data: seedsIn(titles).map((answer) => ({ ...answer, texts: { ...answer.texts }, updatedAt: at })), skipDuplicates: true });
      await memory.keep(SEEDED, at.toISOString());
    },
  };
}

export function seedsIn(titles: Language): CannedAnswer[] {
  return SEEDS.map(({ id, topic, title, texts }) => ({
    id, topic, title: plain(titles, [title]), texts: Object.fromEntries(LANGUAGES.map((language) => [language, plain(language, texts)])),
  }));
}

/** As a letter sets words on a screen apart, in each language. */
const QUOTES: Readonly<Record<Language, readonly [string, string]>> = { en: ['“', '”'], de: ['«', '»'], fr: ['«\u00a0', '\u00a0»'], ru: ['«', '»'], ar: ['«', '»'] };
/** An abbreviation, such as ICPA, is seen without quotes. */
const ABBREVIATION = /^[\u2066\u2069\p{Lu}]+$/u;

/** To the letter, as a person would write it: Cisco's labels in quotes, where Lotse sets them off with marks. */
function plain(language: Language, keys: readonly string[]): string {
  return keys.map((key) => {
    const said = findText(language, key);
    if (!said) throw new Error(`No text "${key}" in ${language}: a canned answer stands on it.`);
    return said.text.replace(/\*\*(.+?)\*\*/g, (_marked, label: string) => (ABBREVIATION.test(label) ? label : QUOTES[language].join(label)));
  }).join('\n');
}

function sorted(texts: CannedAnswer['texts']): [string, string][] {
  return Object.entries(texts).sort(([one], [other]) => one.localeCompare(other));
}
