/** Starts Lotse and stops it gently. */
import { loadSettings, SettingsError } from './env';
import { wireLotse } from './wiring';

async function start(): Promise<void> {
  const settings = loadSettings();
  const lotse = await wireLotse(settings);
  const stop = () => void lotse.stop().then(() => process.exit(0), () => process.exit(1));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const port = await lotse.listen();
  const address = `http://${settings.http.host}:${port}`;
  console.log(settings.isLocal
    ? `Lotse is ready in local mode.\n  Chat:          ${address}/\n  Bot Framework: ${address}/api/messages\nStop it with Ctrl+C.`
    : `Lotse is ready on ${address}.`);
}

start().catch((error: unknown) => {
  const isExpected = error instanceof SettingsError || (error instanceof Error && /held by process|^Migration /.test(error.message));
  console.error(isExpected ? (error).message : error);
  process.exit(1);
});
