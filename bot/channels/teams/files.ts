/** Fetches files that were sent in Teams: from the connector with the bot's bearer, from SharePoint without any; from nowhere else. */
import { NetworkError, type FileNetwork } from '../../../services/network';
import type { Source } from '../botFramework/attached';
import type { Post } from '../channel';
import { download, fetchedOf } from '../fetching';
import type { ConnectorSettings } from './connector';
import { isServiceUrlAllowed } from './serviceUrl';

export interface FileHostSettings extends Pick<ConnectorSettings, 'rule' | 'token' | 'forgetToken' | 'timeoutMs'> {
  /** Hosts of addresses that are good for whoever has them; `*.` stands for one or more labels. */
  readonly hosts: readonly string[];
}

const LONGEST_URL = 8000;
/** The text of a message may name any address of the connector: the bearer opens nothing there but attachments. */
const ATTACHMENT = /\/v3\/attachments\/(?:(?!%2f|%5c)[^/\\])+\/views\/(?:(?!%2f|%5c)[^/\\])+$/i;

export function createTeamsFetch(network: FileNetwork, { rule, hosts, token, forgetToken, timeoutMs }: FileHostSettings): NonNullable<Post['fetchFile']> {
  const isAllowed = ({ at, url }: Source) => isServiceUrlAllowed(at === 'share' ? { ...rule, hosts } : rule, url, LONGEST_URL)
    && (rule.isLocal || at === 'share' || ATTACHMENT.test(new URL(url).pathname));
  return async (text, limitBytes) => {
    const source = JSON.parse(text) as Source;
    if (!isAllowed(source)) return { kind: 'refused', reason: 'forbidden' };
    const bearer = source.at === 'share' ? { known: undefined } : await token().then((known) => ({ known }), () => undefined);
    if (!bearer) return { kind: 'later' };
    const { known } = bearer;
    const answer = await download(network, { url: source.url, timeoutMs, limitBytes, isPublic: !rule.isLocal, ...(known !== undefined && { headers: { authorization: `Bearer ${known}` } }) });
    // The next try comes with a bearer that is fetched anew.
    if (known === undefined || answer instanceof NetworkError || answer.status !== 401) return fetchedOf(answer);
    forgetToken();
    return { kind: 'later' };
  };
}
