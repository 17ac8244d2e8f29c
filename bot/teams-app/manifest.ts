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

/** Whom the package is for: contacts, or people of support, who get the console beside the chat. A company uploads one of the two. */
export type Audience = 'contacts' | 'agents';

export interface Worded {
  readonly texts: AppTexts;
  readonly language: string;
  /** They have files beside the manifest. */
  readonly others: readonly string[];
}

/** `texts` are those of the default language. */
export function manifestOf(settings: TeamsAppSettings, version: string, { texts, language: defaultLanguage, others: otherLanguages }: Worded, audience: Audience = 'contacts') {
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
    ...(audience === 'agents' && { staticTabs: tabsOf(settings, texts) }),
    defaultInstallScope: 'personal',
    validDomains: [new URL(settings.publicUrl).hostname],
    ...(audience === 'agents' && settings.consoleId !== undefined && { webApplicationInfo: { id: settings.consoleId, resource: resourceOf(settings.consoleId, settings.publicUrl) } }),
  };
}

/** One language's words, under the places in the manifest that they stand for. */
export function languageFileOf(texts: AppTexts, audience: Audience = 'contacts'): Record<string, string> {
  const commands = LISTS.flatMap((list, place) => list.commands.flatMap((command, row) => {
    const { title, description } = texts.commands[command];
    const at = `bots[0].commandLists[${place}].commands[${row}]`;
    return [[`${at}.title`, title], [`${at}.description`, description]] as const;
  }));
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.Localization.schema.json`,
    'name.short': texts.name, 'name.full': texts.fullName, 'description.short': texts.brief, 'description.full': texts.description,
    ...Object.fromEntries(commands), ...(audience === 'agents' && { [`staticTabs[${CONSOLE_TAB}].name`]: texts.console }),
  };
}

/** The chat stays in front: who is called answers there. */
const CONSOLE_TAB = 1;

function tabsOf({ publicUrl }: TeamsAppSettings, { console: name }: AppTexts) {
  const url = new URL('/console', publicUrl).href;
  return [{ entityId: 'conversations', scopes: ['personal'] }, { entityId: 'console', name, contentUrl: url, websiteUrl: url, scopes: ['personal'] }];
}

/** The address that the console's application has in the directory: Teams asks for tokens for it, and only where it is of the host of the tab. */
export function resourceOf(clientId: string, publicUrl: string): string {
  return `api://${new URL(publicUrl).host}/${clientId}`;
}

/** A GUID (version 8: made by a rule of one's own) that is always the same for a bot and never the bot's own. */
export function appIdOf(botId: string): string {
  const bytes = createHash('sha256').update(`lotse teams app ${botId}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
