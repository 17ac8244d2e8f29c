/** POST /api/webex: proves the sender by the bytes, then takes what is announced. The answer comes after the turn is committed. */
import { answerJson, HttpError, type Route } from '../../answers';
import { parseBody } from '../../body';
import type { ChannelParts } from '../installation';
import { WebexError } from './api';
import { eventOf } from './event';
import type { Inbox } from './inbox';
import { createLine } from './line';
import { hasSignature, isSigned } from './signature';

export interface WebexRouteParts extends Pick<ChannelParts, 'readBody' | 'pace' | 'metrics' | 'log'> {
  readonly secret: string;
  readonly inbox: Inbox;
  /** Something could not be taken: it is read back soon. */
  readonly onMissed: () => void;
}

const UNPROVEN = new HttpError(401, 'Unauthorized', 'The sender is not proven.');

export function createWebexRoute({ secret, inbox, readBody, pace, metrics, log, onMissed }: WebexRouteParts): Route {
  const waits = createLine({ pace, take: inbox.take, log, metrics, onMissed: (error) => { log.error('message waited in vain', { error }); onMissed(); } });
  return async (request, response) => {
    if (!hasSignature(request.headers)) throw UNPROVEN;
    const raw = await readBody(request);
    if (!isSigned(raw, request.headers, secret)) throw UNPROVEN;
    const event = eventOf(parseBody(raw));
    if (event === undefined) throw new HttpError(400, 'BadEvent', 'The event is not valid. Expected resource, event and data with id and roomId.');
    try {
      if (event !== 'other' && await inbox.concerns(event) && !waits(event)) await inbox.take(event);
    } catch (error) {
      onMissed();
      if (error instanceof WebexError) throw new HttpError(503, 'Webex', 'Webex does not answer: please try again.', { 'retry-after': '15' });
      throw error;
    }
    answerJson(response, 200, {});
  };
}
