/** The manifest of the Teams app and its language files. Pure. */
import { createHash } from 'node:crypto';
import type { TeamsAppSettings } from './settings';
import type { AppTexts, Command } from './texts';

const SCHEMAS = 'https://developer.microsoft.com/json-schemas/teams/v1.30';
const VERSION = '1.30';
/** The bar of the chat page. */
const ACCENT = '#0b3a5b';
/** Teams wants a list for each place. Where others read along, nothing is offered that belongs to one company. */
const LISTS: readonly { readonly scopes: readonly string[]; readonly commands: readonly Command[] }[] = [
  { scopes: ['personal'], commands: ['menu', 'status', 'record', 'language', 'person', 'help'] },
  { scopes: ['team'], commands: ['menu', 'language', 'person', 'help'] },
  { scopes: ['groupChat'], commands: ['menu', 'language', 'person', 'help'] },
];

export const COLOR_ICON = 'color.png';
export const OUTLINE_ICON = 'outline.png';
export const languageFile = (language: string) => `${language}.json`;

/** `texts` are those of the default language; the other languages have files beside the manifest. */
export function manifestOf(settings: TeamsAppSettings, version: string, texts: AppTexts, defaultLanguage: string, otherLanguages: readonly string[]) {
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.schema.json`,
    manifestVersion: VERSION,
    version,
    id: settings.appId ?? appIdOf(settings.botId),
    localizationInfo: { defaultLanguageTag: defaultLanguage, additionalLanguages: otherLanguages.map((language) => ({ languageTag: language, file: languageFile(language) })) },
    developer: { name: settings.developer, websiteUrl: settings.websiteUrl, privacyUrl: settings.privacyUrl, termsOfUseUrl: settings.termsUrl },
    name: { short: texts.name, full: texts.fullName },
    description: { short: texts.brief, full: texts.description },
    icons: { color: COLOR_ICON, outline: OUTLINE_ICON },
    accentColor: ACCENT,
    bots: [{
      botId: settings.botId, scopes: ['personal', 'team', 'groupChat'], isNotificationOnly: false, supportsFiles: false, supportsCalling: false, supportsVideo: false,
      commandLists: LISTS.map(({ scopes, commands }) => ({ scopes, commands: commands.map((command) => texts.commands[command]) })),
    }],
    defaultInstallScope: 'personal',
    validDomains: [new URL(settings.publicUrl).hostname],
  };
}

/** One language's words, under the places in the manifest that they stand for. */
export function languageFileOf(texts: AppTexts): Record<string, string> {
  const commands = LISTS.flatMap((list, place) => list.commands.flatMap((command, row) => {
    const { title, description } = texts.commands[command];
    const at = `bots[0].commandLists[${place}].commands[${row}]`;
    return [[`${at}.title`, title], [`${at}.description`, description]] as const;
  }));
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.Localization.schema.json`,
    'name.short': texts.name, 'name.full': texts.fullName, 'description.short': texts.brief, 'description.full': texts.description,
    ...Object.fromEntries(commands),
  };
}

/** A GUID (version 8: made by a rule of one's own) that is always the same for a bot and never the bot's own. */
export function appIdOf(botId: string): string {
  const bytes = createHash('sha256').update(`lotse teams app ${botId}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
