/** Fetches files that were sent on Webex, by their number and from the API alone: the bearer goes nowhere else, whatever address a message names. */
import type { Post } from '../channel';
import { fetchedOf } from '../fetching';
import type { WebexApi } from './api';

export function createWebexFetch(api: WebexApi, timeoutMs: number): NonNullable<Post['fetchFile']> {
  return async (source, limitBytes) => {
    const outcome = await api.download(`/contents/${encodeURIComponent(source)}`, limitBytes, timeoutMs);
    if ('restMs' in outcome) return { kind: 'later', retryAfterMs: outcome.restMs };
    // A bearer that is refused is the operator's to set right.
    if ('status' in outcome && outcome.status === 401) return { kind: 'later' };
    return fetchedOf(outcome);
  };
}
