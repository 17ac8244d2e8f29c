/**
 * Plays transcripts on other channels than their own: the words are the file's, but for what the channel's nature changes, which lies in
 * transcripts/on/CHANNEL. `npm run check:channels` plays all of them everywhere; `RECORD=1` rewrites what differs, so that it can be read.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../locales';
import { PROCEDURE_IDS } from '../dialogs/procedures/procedure';
import { endedIn } from './kept';
import type { ChannelId } from './person';
import { openStage, type Stage } from './stage';
import { play } from './transcript';
import { parseTranscript } from './transcriptFormat';
import { NO_REASON, reasonOf, unusedIn, variantOf, withVariant } from './transcriptVariant';

const CHANNELS: readonly ChannelId[] = ['msteams', 'webex', 'webchat'];
/** What stands for all the others: each language, together every procedure to its end, and somebody of support at the console and in a chat. */
const FEW = ['ar-activation-code', 'de-mensch-uebernimmt', 'de-order-ten-steps', 'en-agent-in-a-chat', 'en-mail-found-in-spam', 'en-support-first-time', 'fr-registration-creates-account-first', 'ru-renewal-in-grace', 'ru-webex-unknown-organisation'].map((name) => `${name}.chat`);
const isAll = process.env.TRANSCRIPTS === 'all';
const isRecording = process.env.RECORD === '1';
const folder = path.join(__dirname, 'transcripts');
const all = readdirSync(folder).filter((file) => file.endsWith('.chat')).sort();
const sourceOf = (file: string) => readFileSync(path.join(folder, file), 'utf8');
/** On their own channel the few are played with all others (transcripts.test.ts). */
const filesFor = (channel: ChannelId) => (isAll ? all : FEW.filter((file) => parseTranscript(sourceOf(file)).options.channel !== channel));

describe.each(CHANNELS)('on %s', (channel) => {
  const ended = new Set<string>();
  let stage: Stage;
  beforeAll(async () => { stage = await openStage(undefined, { webex: channel === 'webex' }); });
  afterAll(() => stage.stop());

  it.each(filesFor(channel))('%s goes as it was read and approved', async (file) => {
    const source = sourceOf(file);
    const variantFile = path.join(folder, 'on', channel, file);
    const variant = existsSync(variantFile) ? readFileSync(variantFile, 'utf8') : undefined;
    const there = withVariant(source, variant);
    const { now } = parseTranscript(source).options;
    const own = now ? await openStage(now, { webex: channel === 'webex' }) : undefined;
    const { text, languages } = await play(own ?? stage, there, isRecording, channel).finally(() => own?.stop());
    expect(text.split('\nSTOPPED:')[1]).toBeUndefined();
    if (isRecording) keep(variantFile, variantOf(source, text, variant && reasonOf(variant)));
    else expect(text).toBe(there);
    expect(languages).toContain(file.slice(0, 2));
    for (const procedure of await endedIn(stage.database)) ended.add(procedure);
  });

  // No other channel is new to all of the few.
  if (isAll || channel === 'webex') it('leads through every procedure to an end', () => expect([...ended].sort()).toEqual([...PROCEDURE_IDS].sort()));
});

it('differs only where a variant is of use and says why', () => {
  const complaints = readdirSync(path.join(folder, 'on')).flatMap((channel) => readdirSync(path.join(folder, 'on', channel)).flatMap((file) => {
    if (!CHANNELS.some((each) => each === channel) || !all.includes(file)) return [`${channel}/${file} belongs to no transcript`];
    const variant = readFileSync(path.join(folder, 'on', channel, file), 'utf8');
    const unused = unusedIn(sourceOf(file), variant);
    return [...(reasonOf(variant) === NO_REASON ? [`${channel}/${file} does not say why`] : []), ...(unused.length > 0 ? [`${channel}/${file} repeats turn ${unused.join()}`] : [])];
  }));
  expect(complaints).toEqual([]);
});

it('is played with somebody of support in each place where they work', () => {
  const places = (channel: ChannelId) => filesFor(channel).map((file) => Object.values(parseTranscript(sourceOf(file)).options)).flatMap((options) => ['console', 'teams'].filter((place) => options.includes(place)));
  // The web chat is where these transcripts were written (transcripts.test.ts).
  for (const channel of ['msteams', 'webex'] as const) expect(places(channel)).toEqual(expect.arrayContaining(['console', 'teams']));
});

it('is played in every language', () => {
  expect(LANGUAGES.filter((language) => !filesFor('webex').some((file) => file.startsWith(`${language}-`)))).toEqual([]);
});

function keep(file: string, variant: string | undefined): void {
  if (variant === undefined) return rmSync(file, { force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, variant);
}
