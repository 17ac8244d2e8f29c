/**
 * The Bot Framework SDK's own adapter, reduced to what it is good for: it makes the TurnContext and runs the turn.
 * The sender is proven before it (bearer.ts) and replies leave after the commit (connector.ts), so the connector and
 * token clients that the SDK would build in each turn, more than half of a turn's cost, are never made.
 */
import { CloudAdapter, type Activity, type TurnContext } from 'botbuilder';
import { AuthenticationConstants, BotFrameworkAuthentication, type AuthenticateRequestResult, ClaimsIdentity } from 'botframework-connector';
import type { Incoming } from './channel';

type ConnectorFactory = ReturnType<BotFrameworkAuthentication['createConnectorFactory']>;

const NOT_HERE = 'Replies are gathered and leave after the commit: nothing is sent from the middle of a turn.';
const LOTSE = 'lotse';
const nobody = { create: async () => ({}) } as unknown as ConnectorFactory;

/** Admits every request, because only proven ones come this far; reaches no other host. */
class ProvenAuthentication extends BotFrameworkAuthentication {
  override async authenticateRequest(): Promise<AuthenticateRequestResult> { throw new Error(NOT_HERE); }
  override async authenticateStreamingRequest(): Promise<AuthenticateRequestResult> { throw new Error(NOT_HERE); }
  override createConnectorFactory(): ConnectorFactory { return nobody; }
  override async createUserTokenClient(): Promise<never> { return {} as never; }
  override createBotFrameworkClient(): never { throw new Error(NOT_HERE); }
}

export class TurnAdapter extends CloudAdapter {
  constructor() {
    super(new ProvenAuthentication());
    this.onTurnError = async (_context, error) => { throw error; };
  }

  /** Runs the logic in a turn for what came in; what the logic throws is thrown. */
  async run(incoming: Incoming, channel: string, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    const claimsIdentity = new ClaimsIdentity([{ type: AuthenticationConstants.AudienceClaim, value: LOTSE }], true);
    await this.processActivity({ audience: LOTSE, claimsIdentity, connectorFactory: nobody } as AuthenticateRequestResult, activityOf(incoming, channel), logic);
  }
}

/** What was changed or taken back is no word to which anybody answers: no dialog hears of these. */
const TYPES: Readonly<Record<Incoming['kind'], string>> = { message: 'message', edit: 'messageUpdate', removal: 'messageDelete', arrival: 'conversationUpdate', departure: 'conversationUpdate', status: 'event' };

/** What the SDK must see of it to make a turn; the dialogs read what was heard, and no activity. */
function activityOf({ kind, id, conversation, heard }: Incoming, channel: string): Activity {
  return {
    type: TYPES[kind], id, channelId: channel, conversation: { id: conversation }, text: heard.text,
    from: { id: 'contact' }, recipient: { id: LOTSE }, ...(kind === 'arrival' && { membersAdded: [{ id: 'contact' }] }),
  } as unknown as Activity;
}
