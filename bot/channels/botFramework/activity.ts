/** What an activity must have before anybody works with it. Pure. */
import type { Activity } from 'botbuilder';
import { InputError } from '../channel';

const ID_LIMIT = 1000;

/** The activity, or an InputError. Everything that Lotse reads of it has the right type afterwards. */
export function checkActivity(value: Record<string, unknown>): Activity {
  expect(isText(value.type, 1, 64), 'type: expected a word such as "message".');
  expect(isText(value.channelId, 1, 64), 'channelId: expected the name of a channel.');
  expect(hasId(value.conversation), 'conversation: expected an object with an id.');
  expect(hasId(value.from), 'from: expected an object with an id.');
  expect(value.recipient === undefined || hasId(value.recipient), 'recipient: expected an object with an id.');
  expect(value.id === undefined || isText(value.id, 1, ID_LIMIT), `id: expected a text of at most ${ID_LIMIT} characters.`);
  expect(value.text === undefined || value.text === null || typeof value.text === 'string', 'text: expected a text.');
  expect(value.serviceUrl === undefined || typeof value.serviceUrl === 'string', 'serviceUrl: expected an address.');
  for (const list of ['attachments', 'entities', 'membersAdded']) {
    expect(value[list] === undefined || value[list] === null || Array.isArray(value[list]), `${list}: expected a list.`);
  }
  return value as unknown as Activity;
}

function expect(holds: boolean, expected: string): void {
  if (!holds) throw new InputError(`The activity is not valid. ${expected}`);
}

function hasId(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isText((value as { id?: unknown }).id, 1, ID_LIMIT);
}

function isText(value: unknown, least: number, most: number): boolean {
  return typeof value === 'string' && value.length >= least && value.length <= most;
}
