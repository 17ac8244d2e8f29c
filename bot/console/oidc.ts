/** Signing in by OpenID Connect: the code flow with PKCE, at one directory that the settings name. */
import type { Identity } from '../../services/agents/agent';
import type { SignIns } from '../../services/agents/signIns';
import { identityOf, SignInError, type Directory } from './directory';

export interface Oidc {
  /** Where to send the browser, and what it is to carry meanwhile. */
  begin(): Promise<{ readonly address: string; readonly sealed: string }>;
  /** Who has come back; throws a SignInError. */
  finish(search: string, sealed: string | undefined): Promise<Identity>;
}

export interface OidcParts {
  readonly directory: Directory;
  readonly signIns: SignIns;
  /** Where Lotse is reached; it is registered with the directory. */
  readonly redirectUri: () => string;
}

const SCOPE = 'openid profile email';

export function createOidc(parts: OidcParts): Oidc {
  const { settings, configure } = parts.directory;
  return {
    begin: async () => {
      const { buildAuthorizationUrl } = await import('openid-client');
      const { attempt, challenge, sealed } = parts.signIns.begin();
      const address = buildAuthorizationUrl(await configure(), {
        redirect_uri: parts.redirectUri(), scope: SCOPE, state: attempt.state, nonce: attempt.nonce, code_challenge: challenge, code_challenge_method: 'S256',
      });
      return { address: address.href, sealed };
    },
    finish: async (search, sealed) => {
      const attempt = sealed === undefined ? undefined : parts.signIns.open(sealed);
      if (!attempt) throw new SignInError('attempt');
      const { authorizationCodeGrant } = await import('openid-client');
      const tokens = await authorizationCodeGrant(await configure(), new URL(`${parts.redirectUri()}${search}`), {
        pkceCodeVerifier: attempt.verifier, expectedState: attempt.state, expectedNonce: attempt.nonce, idTokenExpected: true,
      }).catch((error: unknown) => { throw new SignInError(wordOf(error), { cause: error }); });
      return identityOf(tokens.claims() ?? {}, settings);
    },
  };
}

function wordOf(error: unknown): string {
  const { code, error: told } = error as { code?: unknown; error?: unknown };
  return typeof told === 'string' && /^\w{1,40}$/.test(told) ? told : typeof code === 'string' ? code : 'unknown';
}
