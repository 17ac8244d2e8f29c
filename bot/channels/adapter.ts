/**
 * The Bot Framework SDK's own adapter, reduced to what it is good for: it makes the TurnContext and runs the turn.
 * The sender is proven before it (bearer.ts) and replies leave after the commit (connector.ts), so the connector and
 * token clients that the SDK would build in each turn, more than half of a turn's cost, are never made.
 */
import { CloudAdapter, type Activity, type TurnContext } from 'botbuilder';
import { AuthenticationConstants, BotFrameworkAuthentication, type AuthenticateRequestResult, ClaimsIdentity } from 'botframework-connector';

type ConnectorFactory = ReturnType<BotFrameworkAuthentication['createConnectorFactory']>;

const NOT_HERE = 'Replies are gathered and leave after the commit: nothing is sent from the middle of a turn.';
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
  constructor(private readonly appId: string) {
    super(new ProvenAuthentication());
    this.onTurnError = async (_context, error) => { throw error; };
  }

  /** Runs the logic in a turn of this activity; what the logic throws is thrown. */
  async run(activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    const claimsIdentity = new ClaimsIdentity([{ type: AuthenticationConstants.AudienceClaim, value: this.appId }], true);
    await this.processActivity({ audience: this.appId, claimsIdentity, connectorFactory: nobody } as AuthenticateRequestResult, activity, logic);
  }
}
