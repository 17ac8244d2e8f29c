/**
 * What Lotse's notices are compared with: proactive messages written the way the SDK's documentation shows, sample 16: conversation
 * references kept in memory, for each continueConversationAsync and sendActivity. AT_ONCE of them go on side by side. No ledger, no
 * limit, no second try of its own. MESSAGES: the file with what was heard of each conversation, and what is said to it.
 */
import { readFileSync } from 'node:fs';
import { CardFactory, CloudAdapter, ConfigurationBotFrameworkAuthentication, MessageFactory, TurnContext } from 'botbuilder';

const AT_ONCE = Number(process.env.AT_ONCE);
const { activities, text, card } = JSON.parse(readFileSync(process.env.MESSAGES, 'utf8'));
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
adapter.onTurnError = async (_context, error) => { throw error; };
// As sample 16 keeps them: one for each conversation that was heard of.
const references = activities.map((activity) => TurnContext.getConversationReference(activity));

const next = references.values();
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (const reference of next) {
    await adapter.continueConversationAsync('', reference, async (context) => {
      await context.sendActivity(MessageFactory.attachment(CardFactory.adaptiveCard({ ...card }), text));
    });
  }
}));
// Until the bench has read what it has cost.
setInterval(() => {}, 60_000);
