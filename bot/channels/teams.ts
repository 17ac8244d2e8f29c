/** The channels behind the Bot Connector: Teams, and what local testing sends. Open on this machine in local mode, proven and signed otherwise. */
import type { Clock } from '../../services/clock';
import type { Network } from '../../services/network';
import { createBearerCheck, type BearerCheck } from './bearer';
import { createBotFrameworkChannel } from './botFramework';
import type { Channel } from './channel';
import { createConnector } from './connector';
import { createCredentials } from './credentials';
import type { ServiceUrlRule } from './serviceUrl';

export interface TeamsSettings {
  readonly appId: string;
  readonly password: string;
  readonly type: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI';
  readonly tenantId: string;
  readonly openIdUrl: string;
  readonly loginUrl: string | undefined;
  readonly serviceHosts: readonly string[];
  readonly sendTimeoutMs: number;
}

export interface Teams {
  readonly channels: readonly Channel[];
  readonly rule: ServiceUrlRule;
  /** Undefined in local mode, which takes unsigned activities from this machine. */
  readonly bearer: BearerCheck | undefined;
}

export function createTeams(isLocal: boolean, teams: TeamsSettings, network: Network, clock: Clock): Teams {
  const { appId, password, type, tenantId, openIdUrl, loginUrl, sendTimeoutMs: timeoutMs } = teams;
  const rule = { isLocal, hosts: teams.serviceHosts };
  const bearer = isLocal ? undefined : createBearerCheck(network, clock, { appId, openIdUrl, timeoutMs });
  const credentials = isLocal ? { token: async () => undefined, forget: () => {} } : createCredentials(network, clock, { appId, password, type, tenantId, timeoutMs, ...(loginUrl && { loginUrl }) });
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const connector = createConnector(network, { rule, token: credentials.token, forgetToken: credentials.forget, timeoutMs, pause, now: () => clock.now() });
  return { rule, bearer, channels: ['msteams', 'emulator'].map((id) => createBotFrameworkChannel(id, connector)) };
}
