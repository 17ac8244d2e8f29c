/** Whether this machine's clock is right, by the answers that others gave anyway. */
import type { Clock } from '../../services/clock';
import type { Network } from '../../services/network';
import { notSet, ok, wrong, type Finding } from './finding';

const NAME = 'Clock';
const ALLOWED_SECONDS = 5;

export interface WatchedNetwork extends Network {
  /** How far ahead this machine's clock is, by the latest answer of each host. */
  readonly ahead: ReadonlyMap<string, number>;
}

/** Notes what time other hosts had. */
export function watchClocks(network: Network, clock: Clock): WatchedNetwork {
  const ahead = new Map<string, number>();
  return {
    ...network, ahead,
    request: async (request) => {
      const before = clock.now().getTime();
      const answer = await network.request(request);
      const theirs = Date.parse(answer.headers.date ?? '');
      // A Date header names the second that has begun.
      if (!Number.isNaN(theirs)) ahead.set(new URL(request.url).host, Math.round(((before + clock.now().getTime()) / 2 - theirs - 500) / 1000));
      return answer;
    },
  };
}

export function clockFinding(ahead: ReadonlyMap<string, number>): Finding {
  const [found] = [...ahead].sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
  if (!found) return notSet(NAME, 'no other machine answered whose time could be compared.');
  const [host, seconds] = found;
  if (Math.abs(seconds) <= ALLOWED_SECONDS) return ok(NAME, `as that of ${host}.`);
  return wrong(NAME, `this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} ${host}.`, 'Let it take its time from a time server (NTP): tokens and due times go by it.');
}
