/** Activities as no client would send them: whatever stands in the JSON, Lotse answers it or refuses it, and lives on. */
import http from 'node:http';
import fc from 'fast-check';
import { startConnector, type FakeConnector } from '../fakes/connector';
import { createHome, post, startLotse, type Home, type LotseProcess } from '../process';

const COUNT = 2000;
const AT_ONCE = 8;
const SEED = 20261121;

let home: Home;
let lotse: LotseProcess;
let connector: FakeConnector;

beforeAll(async () => {
  home = await createHome();
  connector = await startConnector();
  lotse = await startLotse(home);
});
afterAll(async () => {
  await lotse.end('SIGKILL');
  await connector.stop();
  await home.remove();
});

type Json = Record<string, unknown>;

const TYPES = ['message', 'conversationUpdate', 'installationUpdate', 'invoke', 'event', 'messageReaction', 'messageUpdate', 'messageDelete', 'typing', 'endOfConversation', 'trace', 'handoff', 'command', 'commandResult', 'suggestion'];
const NAMES = ['adaptiveCard/action', 'composeExtension/query', 'composeExtension/submitAction', 'task/fetch', 'task/submit', 'config/fetch', 'message/submitAction', 'actionableMessage/executeAction', 'fileConsent/invoke', 'signin/verifyState', 'signin/tokenExchange', 'application/search', 'handoff/action'];
const FIELDS = ['type', 'name', 'text', 'value', 'from', 'recipient', 'conversation', 'channelId', 'channelData', 'entities', 'attachments', 'membersAdded', 'membersRemoved', 'reactionsAdded', 'locale', 'timestamp', 'localTimestamp', 'expiration', 'deliveryMode', 'replyToId', 'action', 'id', 'serviceUrl', 'relatesTo', 'callerId', 'textFormat', 'semanticAction'];

/** Values that fit a field in shape and are wrong within, beside any JSON at all. */
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('menu', '6', 'weiter', 'نعم', '__proto__', 'constructor', 'procedure:order', ' ', '٣', '0', '-1', '1e9', '99'));
const any = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>;
const press = fc.record({ lotse: fc.oneof(any, fc.record({ card: fc.oneof(text, any), choice: fc.oneof(text, any) })), words: fc.oneof(text, any) }, { requiredKeys: [] });
const entity = fc.record({ type: fc.constantFrom('mention', 'clientInfo', 7), mentioned: fc.oneof(any, fc.record({ id: fc.constantFrom('bot', null, 7) })), text: fc.oneof(text, any) }, { requiredKeys: [] });
const hostile = fc.oneof(any, text, press, fc.array(fc.oneof(entity, any), { maxLength: 4 }), fc.record({ id: fc.oneof(text, any), tenantId: any, aadObjectId: any, tenant: any, userAgent: text }, { requiredKeys: [] }));
const change = fc.oneof(
  fc.tuple(fc.constantFrom(...FIELDS), hostile),
  fc.tuple(fc.constant('type'), fc.constantFrom(...TYPES)), fc.tuple(fc.constant('name'), fc.constantFrom(...NAMES)),
  fc.tuple(fc.constant('text'), text), fc.tuple(fc.constant('value'), press), fc.tuple(fc.constant('entities'), fc.array(fc.oneof(entity, any), { maxLength: 4 })),
  fc.tuple(fc.constantFrom(...FIELDS), fc.constant(undefined)),
);

function mutated(index: number, changes: readonly (readonly [string, unknown])[]): Json {
  const ordinary: Json = {
    type: 'message', id: `f${index}`, channelId: ['msteams', 'emulator', 'webchat', 'directline'][index % 4], serviceUrl: connector.url, text: 'menu',
    from: { id: 'ana', name: 'Ana' }, recipient: { id: 'bot', name: 'Lotse' }, conversation: { id: `fuzz-${index % 100}` }, deliveryMode: 'expectReplies',
  };
  return { ...ordinary, ...Object.fromEntries(changes) };
}

/** Sends all, a few at once; returns those that were answered with a failure. An invoke that nobody implements is a 501 by the protocol. */
async function failuresOf(activities: readonly Json[]): Promise<object[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const failures: object[] = [];
  const rest = [...activities];
  const work = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const { status } = await post(`${lotse.url}/api/messages`, JSON.stringify(next), {}, { agent });
      if (status >= 500 && !(status === 501 && next.type === 'invoke')) failures.push({ status, activity: JSON.stringify(next).slice(0, 300) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  agent.destroy();
  return failures;
}

it(`${COUNT} mutated activities bring no failure, no apology and no end of the process`, async () => {
  const changes = fc.sample(fc.array(change, { minLength: 1, maxLength: 4 }), { numRuns: COUNT, seed: SEED });
  expect(await failuresOf(changes.map((each, index) => mutated(index, each)))).toEqual([]);
  const figures = await (await fetch(`${lotse.url}/metrics`)).text();
  // Not all of them may be refused at the door, or this test would say nothing about what lies behind it.
  expect(Number(/lotse_turns_total\{outcome="committed"\} (\d+)/.exec(figures)?.[1])).toBeGreaterThan(COUNT / 4);
  expect({ failedTurns: /lotse_turns_total\{outcome="failed"\} \d+/.exec(figures)?.[0], log: lotse.written.errors.slice(0, 2000) }).toEqual({ failedTurns: undefined, log: '' });
  expect((await fetch(`${lotse.url}/readyz`)).status).toBe(200);
});
