/** Which kind of activity goes where: the router of Teams AI, with its state, mentions and timers left out (docs/decisions/005). */
// The deep path loads neither a language model's client nor its tokenizer; the version is pinned, the package is final.
import { Application } from '@microsoft/teams-ai/lib/Application';
import type { Dialogs } from '../dialogs';

/** The conversation's state is Lotse's own; teams-ai only needs something that loads and saves nothing. */
const noState = () => ({ user: {}, temp: {}, load: async () => true, save: async () => {} });

export function createRouter(dialogs: Dialogs): Application {
  const router = new Application({ removeRecipientMention: false, startTypingTimer: false, turnStateFactory: noState as never });
  router.activity('message', (context) => dialogs.answer(context));
  router.activity('conversationUpdate', (context) => dialogs.greet(context));
  return router;
}
