/** What the dialog about notices shows at a place, read anew in each turn. */
import { nameCalendar } from '../../services/calendarName';
import { nameTimeline } from '../../services/timelineName';
import type { Conversation } from '../conversation';
import { readColleagues, readScene, readSnoozeDays, type NoticeServices } from './scene';
import type { At, Shown } from './views';

/** A picture, and an entry for the calendar, may be fetched for so long. */
const MEDIA_LIFE_MS = 30 * 86_400_000;

export async function readShown(services: NoticeServices, conversation: Conversation, { view, abouts }: At): Promise<Shown> {
  const scene = await readScene(services, conversation, abouts);
  const [subject] = scene.subjects;
  return {
    ...scene,
    snoozeDays: subject && view === 'later' ? await readSnoozeDays(services, scene, subject) : [],
    colleagues: subject && view === 'who' ? await readColleagues(services, scene, subject.partnerId) : [],
    calendarOf: ({ partnerId }, language) => services.media.sign(nameCalendar(partnerId, language), MEDIA_LIFE_MS),
    pictureOf: ({ expiresOn, today }, language) => services.media.sign(nameTimeline({ expiresOn, today, language }), MEDIA_LIFE_MS),
  };
}
