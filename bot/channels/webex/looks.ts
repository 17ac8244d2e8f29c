/** Whether Webex knows this bot, and would tell Lotse what happens. It only reads: the webhooks are made by a Lotse that runs. */
import type { Network, NetworkAnswer } from '../../../services/network';
import { WATCHED } from './event';
import { askWhoIs } from './root';
import { leadsTo, targetOf } from './repair';
import { notSet, ok, wrong, type Finding, type Look } from '../../doctor/finding';
import { reasonOf } from '../../doctor/reason';

const TIMEOUT_MS = 10_000;
const BOT = 'Webex bot';
const WEBHOOKS = 'Webex webhooks';
const GUIDE = 'See "The Webex bot" in docs/connecting.md.';
/** What Lotse must be told. */
const NEEDED = WATCHED.map(({ resource, event }) => `${resource} ${event}`);

interface Webhook {
  readonly resource?: unknown;
  readonly event?: unknown;
  readonly targetUrl?: unknown;
  readonly status?: unknown;
}

export interface WebexAccess {
  readonly token: string;
  readonly url: string;
}

export function webexLook(network: Network, webex: WebexAccess | undefined, publicUrl: string | undefined): Look {
  if (!webex) return async () => [notSet('Webex', 'WEBEX_ACCESS_TOKEN is empty, so Lotse is not on Webex.', GUIDE)];
  const get = (url: string) => network.request({ method: 'GET', url, timeoutMs: TIMEOUT_MS, headers: { authorization: `Bearer ${webex.token}` } });
  return async () => {
    try {
      const { root, answer } = await askWhoIs(webex.url, get);
      const bot = botFinding(answer);
      if (bot.state !== 'ok') return [bot];
      if (publicUrl === undefined) return [bot, wrong(WEBHOOKS, 'without PUBLIC_URL Webex cannot reach Lotse.', 'Set PUBLIC_URL.')];
      return [bot, webhookFinding(await get(`${root}/webhooks?max=100`), targetOf(publicUrl))];
    } catch (error) {
      return [wrong(BOT, `${new URL(webex.url).host}: ${reasonOf(error)}`, 'Let this machine reach that address by https, or check WEBEX_API_URL.')];
    }
  };
}

function botFinding({ status, body }: NetworkAnswer): Finding {
  if (status === 401) return wrong(BOT, 'Webex refuses the token (401).', `Make a new token on the page of the bot and set WEBEX_ACCESS_TOKEN. ${GUIDE}`);
  if (status === 404) return wrong(BOT, 'there is no Webex at WEBEX_API_URL (404).', 'Leave WEBEX_API_URL empty, or give it with its version: https://webexapis.com/v1.');
  if (status !== 200) return wrong(BOT, `Webex answers ${status}.`, 'Try again in a while; status.webex.com says whether Webex itself has trouble.');
  const { displayName, type } = JSON.parse(body) as { displayName?: unknown; type?: unknown };
  if (type !== 'bot') return wrong(BOT, `the token belongs to no bot, but to a ${String(type)}.`, `Use the token of the bot. ${GUIDE}`);
  return ok(BOT, `the token belongs to the bot "${String(displayName)}".`);
}

function webhookFinding({ status, body }: NetworkAnswer, targetUrl: string): Finding {
  if (status !== 200) return wrong(WEBHOOKS, `Webex answers ${status}.`, 'Try again in a while.');
  const ours = ((JSON.parse(body) as { items?: readonly Webhook[] }).items ?? []).filter((each) => leadsTo(each, targetUrl));
  const isOf = (needed: string) => ({ resource, event }: Webhook) => `${String(resource)} ${String(event)}` === needed;
  const missing = NEEDED.filter((needed) => !ours.some(isOf(needed)));
  const asleep = NEEDED.filter((needed) => !missing.includes(needed) && !ours.some((each) => isOf(needed)(each) && each.status === 'active'));
  const remedy = 'A Lotse that runs makes and wakes them by itself within minutes: start it with this token and this PUBLIC_URL, and look again.';
  if (missing.length > 0 || asleep.length > 0) return wrong(WEBHOOKS, [...missing.map((each) => `${each} is missing`), ...asleep.map((each) => `${each} is not active`)].join('; '), remedy);
  return ok(WEBHOOKS, `all ${NEEDED.length} lead to ${targetUrl} and are active; whether they carry WEBEX_WEBHOOK_SECRET shows only when Webex calls.`);
}
