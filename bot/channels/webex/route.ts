/** POST /api/webex: proves the sender by the bytes, then takes what is announced. The answer comes after the turn is committed. */
import { answerJson, HttpError, type Route } from '../../answers';
import { parseBody } from '../../body';
import type { ChannelParts } from '../installation';
import { WebexError } from './api';
import { eventOf } from './event';
import type { Inbox } from './inbox';
import { hasSignature, isSigned } from './signature';

export interface WebexRouteParts extends Pick<ChannelParts, 'readBody' | 'pace' | 'metrics' | 'log'> {
  readonly secret: string;
  readonly inbox: Inbox;
  /** Something could not be taken: it is read back soon. */
  readonly onMissed: () => void;
}

const UNPROVEN = new HttpError(401, 'Unauthorized', 'The sender is not proven.');

export function createWebexRoute({ secret, inbox, readBody, pace, metrics, log, onMissed }: WebexRouteParts): Route {
  /** Webex gives up webhooks that are refused too often, so one contact who writes too much must not cost all others theirs. */
  function isPaced(room: string): boolean {
    try {
      pace(room);
      return true;
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 429) throw error;
      metrics.count('lotse_refused_total', { status: '429' });
      log.info('message not taken', { conversation: room, cause: 'too many' });
      return false;
    }
  }

  return async (request, response) => {
    if (!hasSignature(request.headers)) throw UNPROVEN;
    const raw = await readBody(request);
    if (!isSigned(raw, request.headers, secret)) throw UNPROVEN;
    const event = eventOf(parseBody(raw));
    if (event === undefined) throw new HttpError(400, 'BadEvent', 'The event is not valid. Expected resource, event and data with id and roomId.');
    try {
      if (event !== 'other' && isPaced(event.roomId)) await inbox.take(event);
    } catch (error) {
      onMissed();
      if (error instanceof WebexError) throw new HttpError(503, 'Webex', 'Webex does not answer: please try again.', { 'retry-after': '15' });
      throw error;
    }
    answerJson(response, 200, {});
  };
}
