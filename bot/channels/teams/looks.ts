/** Whether Teams knows this bot, and Lotse knows who signs for Teams: with the parts that Lotse itself uses. */
import type { Clock } from '../../../services/clock';
import type { Network } from '../../../services/network';
import { createBearerCheck } from './bearer';
import { createCredentials } from './credentials';
import type { Settings } from '../../env';
import { notSet, ok, wrong, type Look } from '../../doctor/finding';
import { reasonOf } from '../../doctor/reason';

const SIGN_IN = 'Teams sign-in';
const KEYS = 'Signing keys';
const GUIDE = 'See "The Azure Bot" in docs/connecting.md.';

export function teamsLooks(network: Network, clock: Clock, { loginUrl, ...teams }: Settings['teams']): Look[] {
  if (teams.appId === '') return [async () => [notSet('Teams', 'MicrosoftAppId is empty, so Lotse is not on Teams.', GUIDE)]];
  const timeoutMs = teams.sendTimeoutMs;
  const credentials = createCredentials(network, clock, { ...teams, timeoutMs, ...(loginUrl !== undefined && { loginUrl }) });
  const bearer = createBearerCheck(network, clock, { ...teams, timeoutMs });
  return [
    async () => {
      try {
        const token = await within(timeoutMs, credentials.token());
        if (!token) return [wrong(SIGN_IN, 'the answer held no token.', GUIDE)];
        return [ok(SIGN_IN, `the bot ${teams.appId} was given a token (${teams.type}).`)];
      } catch (error) {
        return [wrong(SIGN_IN, reasonOf(error), `Compare MicrosoftAppId, MicrosoftAppPassword (the value of the secret, not its id; it runs out), MicrosoftAppType and MicrosoftAppTenantId with the portal. ${GUIDE}`)];
      }
    },
    async () => {
      const host = new URL(teams.openIdUrl).host;
      try {
        await bearer.refresh();
        if (!bearer.hasKeys()) return [wrong(KEYS, `${host} names no key that can be used, so every message would be refused.`, 'Check BOT_OPENID_URL.')];
        return [ok(KEYS, `the OpenID document of ${host} and its keys were read.`)];
      } catch (error) {
        return [wrong(KEYS, `${host}: ${reasonOf(error)}`, 'Let this machine reach that address by https, or check BOT_OPENID_URL.')];
      }
    },
  ];
}

/** A machine without a managed identity asks for it for a long time. */
function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  return Promise.race([promise, new Promise<never>((_, reject) => { setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs).unref(); })]);
}
