/** Whether Lotse can serve Webex: by what Webex answered last, and only for a while by its silence. */
import type { Clock } from '../../../services/clock';
import type { Check } from '../../health';
import type { WebexApi } from './api';
import type { Knowing } from './self';

/** A Webex that is down must not keep the other channels from being reached. */
const FIRST_MS = 60_000;

export function createReadiness({ find, isKnown }: Knowing, api: Pick<WebexApi, 'isRefused'>, clock: Clock): Check['find'] {
  const beganMs = clock.monotonicMs();
  return async () => {
    const isFirst = clock.monotonicMs() - beganMs < FIRST_MS;
    // Later, the next look at the webhooks asks again.
    if (isFirst && !isKnown()) await find().catch(() => {});
    if (api.isRefused()) return 'Webex refuses WEBEX_ACCESS_TOKEN.';
    return isFirst && !isKnown() ? 'Webex has not answered yet.' : undefined;
  };
}
