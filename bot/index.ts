/** Starts Lotse and stops it gently. */
import type { Links } from './console/links';
import { loadSettings } from './env';
import { explain } from './failure';
import { OTHER_PEPPER, wireLotse } from './wiring';

async function start(): Promise<void> {
  const settings = loadSettings();
  const lotse = await wireLotse(settings);
  const stop = () => void lotse.stop().then(() => process.exit(0), () => process.exit(1));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const port = await lotse.listen();
  const address = `http://${settings.http.host}:${port}`;
  console.log(settings.isLocal
    ? `Lotse is ready in local mode.\n  Chat:          ${address}/\n${lotse.consoleLinks ? linesOf(`${address}/console`, lotse.consoleLinks, settings.console.localNames) : ''}  Bot Framework: ${address}/api/messages\nStop it with Ctrl+C.`
    : `Lotse is ready on ${address}.`);
  lotse.consoleLinks?.onUsed((fragment, name) => console.log(`The next link to the console, as ${name}: ${address}/console${fragment}`));
  if (!settings.isLocal) console.log(settings.console.signIn ? `Agents sign in at ${settings.http.publicUrl}/console.` : 'The console is closed: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET to let agents sign in.');
  if (!settings.isLocal && !settings.mail.smtpUrl) console.log('It sends no mails, so nobody can confirm an address: set SMTP_URL and MAIL_FROM.');
  if (!lotse.hasItsPepper) console.error(OTHER_PEPPER);
  if (lotse.guard.isPaused()) console.error('This database was restored, or moved: no notice goes out until you confirm it with npm run notices -- --resume, which passes over what was due.');
  if (settings.database.url && !settings.codes.pepper) console.log('Its codes follow from DATA_DIR/pepper: set CODE_PEPPER where several instances share the database.');
  if (!settings.isLocal && !settings.database.url) console.log('It keeps its data in the embedded database, which survives a kill but not a power cut: set DATABASE_URL for production.');
}

/** One for each name, so that people of support can be tried side by side, each in a browser of their own. */
function linesOf(page: string, links: Links, names: readonly string[]): string {
  return names.map((name) => `  Console:       ${page}${links.make(name)} (lets one person in, once, as ${name})\n`).join('');
}

start().catch((error: unknown) => {
  // Without what drivers hang on their errors: rows, queries, addresses with passwords.
  console.error(explain(error) ?? (error instanceof Error ? error.stack : 'Lotse ended for an unknown reason.'));
  process.exit(1);
});
