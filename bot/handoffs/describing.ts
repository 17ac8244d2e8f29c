/** What people of support are told of a handoff before they open it. */
import { titleOf } from '../../dialogs/procedures/wording';
import { PROCEDURE_IDS } from '../../dialogs/procedures/procedure';
import type { Services } from '../../services';
import type { HandoffRecord } from '../../services/handoffs/handoffs';
import type { Described } from './cards';
import type { AgentTexts } from './words';

export type Describe = (handoff: HandoffRecord) => Promise<Described>;
export type Moment = (at: Date) => string;

/** `zone`: that of support. */
export function createMoment({ language }: AgentTexts, zone: string): Moment {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : `${language}-CH`, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'numeric', hour: '2-digit', minute: '2-digit' });
  return (at) => format.format(at);
}

export function createDescribe({ contacts, partners }: Pick<Services, 'contacts' | 'partners'>, texts: AgentTexts, moment: Moment): Describe {
  const languages = new Intl.DisplayNames([texts.language], { type: 'language' });
  return async ({ id, contactId, topic, language, question, askedAt, calledName }) => {
    const contact = contactId === '' ? undefined : await contacts.get(contactId);
    const [partner] = contactId === '' ? [] : await partners.of(contactId);
    return {
      id, contact: contact?.name ?? contact?.email ?? calledName, partner: partner?.company, topic: topicIn(texts, topic), language: languages.of(language) ?? language, question, since: moment(askedAt),
    };
  };
}

function topicIn({ language, words }: AgentTexts, topic: string): string {
  const procedure = PROCEDURE_IDS.find((id) => id === topic);
  return procedure ? titleOf(language, procedure) : words.other;
}
