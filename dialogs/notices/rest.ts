/** What else a message was about: kept while one of its companies is answered, and offered after that. */
import type { DialogContext } from 'botbuilder-dialogs';
import type { Conversation } from '../conversation';
import { isRenewedAlready } from './outcomes';
import { readScene, type About, type NoticeServices } from './scene';
import type { At } from './views';

/** The one that is meant of several; the others are kept until it is answered. */
export function takeOne(dc: DialogContext, abouts: readonly About[], partnerId: string): readonly About[] {
  const rest = abouts.filter((about) => about.partnerId !== partnerId).map(({ milestone, cycle, ...about }) => ({ partnerId: about.partnerId, milestone, cycle }));
  dc.activeDialog!.state = { ...(dc.activeDialog!.state as object), rest };
  return abouts.filter((about) => about.partnerId === partnerId);
}

/** Wherever the answer leads, the others go along. */
export function withRest(dc: DialogContext, at: At): At {
  const { rest } = dc.activeDialog!.state as Partial<At>;
  return rest ? { ...at, rest } : at;
}

/** One answer is given; the others that the same message was about may still need theirs. */
export async function restOf(services: NoticeServices, conversation: Conversation, abouts: readonly About[]): Promise<At | undefined> {
  const { subjects } = await readScene(services, conversation, abouts);
  const open = subjects.filter((subject) => subject.milestone !== 'renewed' && !isRenewedAlready(subject));
  return open.length === 0 ? undefined : { view: 'rest', abouts: open, choice: 'notice' };
}
