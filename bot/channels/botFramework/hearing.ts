/** An activity of the Bot Framework in Lotse's words; total on any JSON that has type, conversation and from (promises F7). */
import type { Activity } from 'botbuilder';
import type { Heard } from '../../../dialogs/state';
import { languageOf } from '../../../locales';
import { isFile } from './attached';
import { browserOf } from './browser';
import { HUB_STATES } from '../../../services/handoffs/hubRules';
import { pressOf, type Incoming, type Sender } from '../channel';

const ID_LIMIT = 64;
/** As the Bot Framework calls what an engagement hub says. */
const STATUS = 'handoff.status';
export const NAME_LIMIT = 80;

/** The words of a message with the recipient's mention taken off, and what was pressed. */
export function hearActivity(activity: Activity): Heard {
  const press = pressOf(activity.value);
  const locale = languageOf(activity.locale);
  const browser = browserOf(activity.channelData);
  return {
    text: withoutMention(activity), hasAttachments: hasFiles(activity.attachments), isDirect: isPersonal(activity),
    ...(press && { press }), ...(locale && { locale }), ...(browser && { browser }),
  };
}

/** What kind of thing an activity tells; undefined for what is no turn, such as typing, or that a channel was renamed. */
export function kindOf(activity: Activity): Incoming['kind'] | undefined {
  const { type, action, id } = activity;
  if (type === 'message') return 'message';
  if (type === 'event') return activity.name === STATUS ? 'status' : undefined;
  // Both name the earlier message by their own id; a message that was taken back and then put back is an edit, too.
  if (type === 'messageUpdate' || type === 'messageDelete') return id === undefined ? undefined : type === 'messageUpdate' ? 'edit' : 'removal';
  // An upgrade (`add-upgrade`, `remove-upgrade`) takes nobody away and brings nobody.
  if (type === 'installationUpdate') return action === 'add' ? 'arrival' : action === 'remove' ? 'departure' : undefined;
  if (type !== 'conversationUpdate') return undefined;
  // Teams says that Lotse was taken away in either way, and sometimes in both; that it was added as well, and sometimes only here.
  const [removed, added] = [idsOf(activity.membersRemoved), idsOf(activity.membersAdded)];
  if (removed.includes(activity.recipient?.id)) return 'departure';
  // Whoever joins a group finds Lotse there; nobody has to be greeted before the others for it.
  return isPersonal(activity) ? (added.length > 0 ? 'arrival' : undefined) : added.includes(activity.recipient?.id) ? 'arrival' : undefined;
}

/**
 * Whether one person and Lotse are alone there. Teams names threads of several people `19:…`; two people with whom Lotse
 * only sits at the table are called personal, too, under such a name. Local testing says no type.
 */
function isPersonal({ conversation: { id, isGroup, conversationType } }: Activity): boolean {
  return isGroup !== true && ['personal', undefined].includes(conversationType) && !id.startsWith('19:');
}

export function tenantOf({ channelData, conversation }: Activity): string | undefined {
  const tenant = (channelData as { tenant?: { id?: unknown } } | undefined)?.tenant?.id ?? conversation.tenantId;
  return typeof tenant === 'string' && tenant !== '' ? tenant.slice(0, 64) : undefined;
}

/** What an engagement hub says; undefined where that is nothing that one can say. */
export function statusOf({ value }: Pick<Activity, 'value'>): Incoming['status'] {
  const { state, handoffId } = Object(value) as { state?: unknown; handoffId?: unknown };
  const known = HUB_STATES.find((each) => each === state);
  return known && { state: known, ...(typeof handoffId === 'string' && { handoffId: handoffId.slice(0, ID_LIMIT) }) };
}

/** Who wrote, as Entra ID knows them. Only a sender who was proven says so: nobody must ask where nothing is proven. */
export function senderOf(activity: Activity): Sender | undefined {
  const { aadObjectId, name } = activity.from as { aadObjectId?: unknown; name?: unknown };
  const tenant = tenantOf(activity);
  if (typeof aadObjectId !== 'string' || aadObjectId === '' || tenant === undefined) return undefined;
  return { tenant, id: aadObjectId.slice(0, ID_LIMIT), ...(typeof name === 'string' && name !== '' && { name: name.slice(0, NAME_LIMIT) }) };
}

function idsOf(members: unknown): unknown[] {
  return Array.isArray(members) ? (members as ({ id?: unknown } | null)[]).map((member) => member?.id) : [];
}

function hasFiles(attachments: unknown): boolean {
  return Array.isArray(attachments) && attachments.some((each) => isFile((each as { contentType?: unknown } | null)?.contentType));
}

function withoutMention(activity: Activity): string {
  let text = typeof activity.text === 'string' ? activity.text : '';
  for (const entity of Array.isArray(activity.entities) ? activity.entities : []) {
    const { type, mentioned, text: mention } = (entity ?? {}) as { type?: unknown; mentioned?: { id?: unknown }; text?: unknown };
    if (type === 'mention' && mentioned?.id === activity.recipient?.id && typeof mention === 'string' && mention !== '') text = text.replace(mention, '');
  }
  // After a mention Teams sometimes writes its space as a browser would.
  return text.replaceAll('&nbsp;', ' ').trim();
}
