/** What the app package says of its operator: read on its own, so that a package can be made without a database or a mail server. Pure. */
import type { Reader } from '../settingReader';
import type { Audience } from './manifest';

export interface TeamsAppSettings {
  /** Of the Azure Bot. */
  readonly botId: string;
  /** Of the package; undefined lets it follow from the bot's. */
  readonly appId: string | undefined;
  readonly publicUrl: string;
  /** Of the application in which agents sign in; Teams asks its directory for their tokens. In the package for agents only. */
  readonly consoleId: string | undefined;
  readonly developer: string;
  readonly websiteUrl: string;
  readonly privacyUrl: string;
  readonly termsUrl: string;
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Limits of the manifest. */
const DEVELOPER_CHARACTERS = 32;
const URL_CHARACTERS = 2048;

/** Everything that is missing or wrong is in the reader's problems afterwards. */
export function readTeamsApp({ text, problems }: Reader, audience: Audience = 'contacts'): TeamsAppSettings {
  const wanted = (name: string, expected: string, isRight: (value: string) => boolean): string => {
    const value = text(name, '');
    if (value === '') problems.push(`${name} is missing: expected ${expected}.`);
    else if (!isRight(value)) problems.push(`${name} is not what Teams takes: expected ${expected}.`);
    return value;
  };
  const page = (name: string, what: string) => wanted(name, `the address of ${what}, beginning with https://`, isSecureUrl);
  const appId = text('TEAMS_APP_ID', '');
  if (appId !== '' && !GUID.test(appId)) problems.push('TEAMS_APP_ID is not what Teams takes: expected a GUID, or nothing.');
  return {
    botId: wanted('MicrosoftAppId', 'the application (client) id of the Azure Bot, a GUID', (value) => GUID.test(value)).toLowerCase(),
    appId: appId.toLowerCase() || undefined,
    publicUrl: page('PUBLIC_URL', 'Lotse as it is reached from outside'),
    consoleId: audience === 'agents' ? wanted('OIDC_CLIENT_ID', 'the application (client) id with which agents sign in, a GUID', (value) => GUID.test(value)).toLowerCase() : undefined,
    developer: wanted('TEAMS_APP_DEVELOPER', `the name of who offers the app, at most ${DEVELOPER_CHARACTERS} characters`, (value) => value.length <= DEVELOPER_CHARACTERS),
    websiteUrl: page('TEAMS_APP_WEBSITE_URL', 'a page about the app or its support'),
    privacyUrl: page('TEAMS_APP_PRIVACY_URL', 'the privacy statement'),
    termsUrl: page('TEAMS_APP_TERMS_URL', 'the terms of use'),
  };
}

function isSecureUrl(value: string): boolean {
  return value.length <= URL_CHARACTERS && URL.canParse(value) && new URL(value).protocol === 'https:';
}
