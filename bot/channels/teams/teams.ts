/** The channels behind the Bot Connector: Teams, and what local testing sends. Open on this machine in local mode, proven and signed otherwise. */
import { TEAMS, createTeamsChannel } from './teamsChannel';
import { createBearerCheck, type BearerCheck } from './bearer';
import { createConnector } from './connector';
import { createCredentials, type CredentialSettings } from './credentials';
import { createTeamsFetch } from './files';
import { createKeysRefresh } from './keysRefresh';
import { createHubChannel } from './hubChannel';
import { createMessagesRoute } from './messages';
import type { ChannelParts, Installation } from '../installation';

export interface TeamsSettings extends Omit<CredentialSettings, 'timeoutMs' | 'loginUrl'> {
  readonly openIdUrl: string;
  readonly loginUrl: string | undefined;
  readonly serviceHosts: readonly string[];
  /** Tenants that may write; empty means all. */
  readonly tenants: readonly string[];
  readonly keysRefreshMinutes: number;
  readonly sendTimeoutMs: number;
  /** Where files that are shared in Teams lie. */
  readonly fileHosts: readonly string[];
  readonly fileTimeoutMs: number;
  /** Channels of the Bot Framework behind which an engagement hub is. */
  readonly hubs: readonly string[];
}

/** What local testing may call its channel: anything. */
const TESTING = 'emulator';

export function installTeams(teams: TeamsSettings, parts: ChannelParts): Installation {
  const { isLocal, network, clock, log } = parts;
  const { openIdUrl, loginUrl, tenants, sendTimeoutMs: timeoutMs } = teams;
  const rule = { isLocal, hosts: teams.serviceHosts };
  const bearer = isLocal ? undefined : createBearerCheck(network, clock, { appId: teams.appId, openIdUrl, timeoutMs });
  const credentials = isLocal ? { token: async () => undefined, forget: () => {} } : createCredentials(network, clock, { ...teams, timeoutMs, loginUrl });
  const connector = createConnector(network, { rule, token: credentials.token, forgetToken: credentials.forget, timeoutMs, now: () => clock.now() });
  // What was said has been said: where the move cannot be noted, the next message moves again.
  const moved = (from: string, to: string, address: string) => parts.services.routes.move(from, to, address).catch((error: unknown) => log.error('move not noted', { conversation: from, error }));
  const fetchFile = createTeamsFetch(network, { rule, hosts: teams.fileHosts, token: credentials.token, forgetToken: credentials.forget, timeoutMs: teams.fileTimeoutMs });
  const [channel, testing] = [createTeamsChannel(TEAMS, connector, { moved, fetchFile }), createTeamsChannel(TESTING, connector, { moved, fetchFile })];
  const hub = { channel: createHubChannel(connector, { fetchFile }), ids: teams.hubs };
  const keys = bearer && createKeysRefresh(bearer, log, teams.keysRefreshMinutes);
  return {
    channels: [channel, hub.channel, testing],
    serve: (turns) => ({
      doors: [{ method: 'post', path: '/api/messages', gate: 'work', route: createMessagesRoute({ ...parts, turns, channel, hub, testing, rule, bearer, tenants }) }],
      ...(bearer && keys && { checks: [checkOf(bearer)], begin: keys.begin, end: keys.end }),
    }),
  };
}

function checkOf(bearer: BearerCheck) {
  return { name: 'signingKeys', find: async () => (bearer.hasKeys() ? undefined : 'The signing keys of the Bot Framework are not known yet.') };
}
