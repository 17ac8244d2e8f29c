/** How somebody of a test is on the fake Webex: in the direct room with Lotse, writing, pressing, leaving and coming back. */
import type { Received } from './fakes/connector';
import type { FakeWebex, WebexMessage } from './fakes/webex';
import type { Link } from './person';

export function webexLink(webex: FakeWebex | undefined, name: string): Link {
  if (!webex) throw new Error(`${name} is on Webex, but this stage has none.`);
  const self = webex.person(name);
  let known = 0;
  const room = () => webex.directRoom(self);
  const said = () => webex.saidIn(room().id);
  const act = ({ type, text, value, attachments }: Record<string, unknown>): void => {
    if (type === 'conversationUpdate') return;
    if (typeof value !== 'object' || value === null) return void webex.say(room(), self, { text: text as string, ...(attachments !== undefined && { files: ['http://127.0.0.1/a.png'] }) });
    webex.press(cardOf(said(), value), self, value);
  };
  return {
    notify: async () => {
      webex.leave(room(), webex.bot);
      await webex.webhooks.idle();
    },
    read: async () => {
      const news = said().slice(known);
      known += news.length;
      return news.map(received);
    },
    tell: async (activity) => {
      act(activity);
      await webex.webhooks.idle();
    },
    send: async (activity) => {
      const { id } = room();
      const before = activity.type === 'conversationUpdate' ? known : said().length;
      // Whoever writes to Lotse there has it in the room again.
      comes(webex, room());
      await webex.webhooks.idle();
      act(activity);
      const news = await webex.waitFor(id, before);
      await webex.webhooks.idle();
      known = before + news.length;
      return news.map(received);
    },
  };
}

/** The room comes to be with Lotse in it; where Lotse was taken away, it is added again. */
function comes(webex: FakeWebex, room: ReturnType<FakeWebex['directRoom']>): void {
  if (!room.members.has(webex.bot.id)) webex.join(room, webex.bot);
}

function cardOf(said: readonly WebexMessage[], value: unknown): WebexMessage {
  const { card } = (value as { lotse: { card: string } }).lotse;
  const message = said.findLast(({ attachments }) => JSON.stringify(attachments ?? []).includes(`"${card}"`));
  if (!message) throw new Error(`Webex has no card ${card}.`);
  return message;
}

function received({ text, attachments }: WebexMessage): Received {
  return { type: 'message', channelId: 'webex', ...(text !== undefined && { text }), ...(attachments && { attachments: attachments as Received['attachments'] & object }) };
}

/** What a reader sees of lines that are made to run from right to left: the words without the marks around each line. */
export function withoutDirection(text: string): string {
  return text.split('\n').map((line) => line.replace(/^\u200f\u2067(.*)\u2069$/u, '$1')).join('\n');
}
