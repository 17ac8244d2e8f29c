/** The bot's own bearer towards the connector: client credentials by HTTP, or the managed identity of the machine by the SDK. */
import { AuthenticationConstants, JwtTokenProviderFactory, ManagedIdentityServiceClientCredentialsFactory } from 'botframework-connector';
import type { Clock } from '../../../services/clock';
import type { Network } from '../../../services/network';

export interface CredentialSettings {
  readonly appId: string;
  readonly password: string;
  readonly type: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI';
  readonly tenantId: string;
  /** Another token endpoint, without the path /oauth2/v2.0/token; for other clouds and for tests. */
  readonly loginUrl?: string;
  readonly timeoutMs: number;
}

/** A bearer is renewed this long before it runs out. */
const MARGIN_MS = 300_000;

export interface Credentials {
  /** A bearer, kept until shortly before it runs out; one request at a time. */
  token(): Promise<string>;
  forget(): void;
}

export function createCredentials(network: Network, clock: Clock, settings: CredentialSettings): Credentials {
  if (settings.type === 'UserAssignedMSI') return { token: managedIdentity(settings.appId), forget: () => {} };
  let kept: { token: string; until: number } | undefined;
  let underWay: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const scope = `${AuthenticationConstants.ToChannelFromBotOAuthScope}/.default`;
    const answer = await network.request({
      method: 'POST', url: `${loginUrlOf(settings)}/oauth2/v2.0/token`, timeoutMs: settings.timeoutMs, headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: settings.appId, client_secret: settings.password, scope }).toString(),
    });
    if (answer.status !== 200) throw new Error(`The sign-in of the bot was refused (status ${answer.status}): check MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId.`);
    const { access_token: token, expires_in: seconds } = JSON.parse(answer.body) as { access_token: string; expires_in: number };
    kept = { token, until: clock.now().getTime() + seconds * 1000 - MARGIN_MS };
    return token;
  }

  return {
    token: () => {
      if (kept && kept.until > clock.now().getTime()) return Promise.resolve(kept.token);
      underWay ??= fetchToken().finally(() => { underWay = undefined; });
      return underWay;
    },
    forget: () => { kept = undefined; },
  };
}

function loginUrlOf({ loginUrl, type, tenantId }: CredentialSettings): string {
  return loginUrl ?? `https://login.microsoftonline.com/${type === 'SingleTenant' ? tenantId : AuthenticationConstants.DefaultChannelAuthTenant}`;
}

function managedIdentity(appId: string): () => Promise<string> {
  const factory = new ManagedIdentityServiceClientCredentialsFactory(appId, new JwtTokenProviderFactory());
  return async () => {
    const credentials = await factory.createCredentials(appId, AuthenticationConstants.ToChannelFromBotOAuthScope);
    return (credentials as unknown as { getToken(): Promise<string> }).getToken();
  };
}
