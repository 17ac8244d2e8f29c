/** What happened, in a sentence; names and values of people stand isolated in it. */
import type { SayingView } from '../../../console/api';
import { own } from '../element';
import { fieldWords } from '../fieldWords';
import { agentName } from '../format';
import { topicOf } from '../queueRow';
import { word, wordFor, type WordKey } from '../words';

const ENDINGS = ['contact', 'silence', 'erased'] as const;
const RELEASES = ['silentAgent', 'signedOut', 'hubFailed', 'hubLate'] as const;

/** A sentence of locales with its values as elements of their own. */
export function sentence(key: WordKey, values: Readonly<Record<string, string | null | undefined>>): (HTMLElement | string)[] {
  return word(key).split(/(\{\w+\})/).filter(Boolean).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name === undefined ? part : own(values[name] ?? '–');
  });
}

/** An agent gives a reason; who or what else ended it is told by a word of its own. */
function ended(agent: string, reason: string | undefined): (HTMLElement | string)[] {
  if (reason !== undefined && agent !== '') return sentence('events.closed', { agent, reason: wordFor('reasons', reason) });
  const by = ENDINGS.find((each) => each === reason);
  return [word(by ? `endings.${by}` : 'events.ended')];
}

function releaseOf(reason: string | undefined): string {
  return RELEASES.find((each) => each === reason) ?? 'other';
}

function valueOf(field = '', value: string | undefined): string | undefined {
  return value === undefined ? undefined : fieldWords(field, value);
}

export function wordsOfEvent(saying: SayingView): (HTMLElement | string)[] {
  const { about, agent, text } = saying;
  const who = about.agent ?? (agent === null ? '' : agentName(agent));
  switch (about.event) {
    case 'corrected': return sentence(about.before === undefined ? 'events.set' : 'events.corrected', { agent: who, field: wordFor('fields', about.field ?? ''), before: valueOf(about.field, about.before), after: valueOf(about.field, about.after) });
    case 'moved': return sentence('events.moved', { agent: who, after: about.after ?? word('walks.formerStep') });
    case 'transferred': return sentence(about.to === undefined ? 'events.toQueue' : 'events.transferred', { agent: who, to: about.to });
    case 'invited': return sentence('events.invited', { agent: who, to: about.to });
    case 'closed': return ended(who, about.reason);
    case 'released': return who && about.reason === 'transferred' ? sentence('events.toQueue', { agent: who }) : sentence('events.released', { reason: wordFor('releases', releaseOf(about.reason)) });
    case 'rated': return sentence(about.after ?? text ? 'events.ratedWith' : 'events.rated', { rating: String(about.rating ?? ''), text: about.after ?? text });
    case 'asked': return about.reason || text ? sentence('events.asked', { topic: topicOf(about.reason ?? text) }) : [word('events.askedOnly')];
    case 'joined': return about.reason === 'hub' ? [word('events.joinedAtHub')] : sentence('events.joined', { agent: who });
    case 'started': return sentence('events.started', { agent: who });
    case 'unanswered': case 'arrived': case 'undelivered': case 'unknown': return [word(`events.${about.event}`), ...(text ? [' ', own(text)] : [])];
    case 'overheard': return sentence('events.overheard', { text });
    case 'edited': case 'removed': case undefined: return [own(text)];
  }
}
