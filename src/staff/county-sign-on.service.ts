import { Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import { type OidcSettings, Settings } from '../../config/index.js';
import { Clock } from '../../libs/clock/index.js';
import { Problem, problemOfStatus } from '../../libs/http/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { LoginService } from './login.service.js';
import { SignOnFailed, SignOnNotUsed } from './staff.errors.js';

/** Where the browser comes back to, below the address of the staff pages. */
export const SIGN_ON_CALLBACK = '/auth/oidc/callback';
/** A person may take this long at the provider. */
export const SIGN_ON_PATIENCE_MS = 10 * 60_000;
const PROVIDER_PATIENCE_S = 10;

/** What must come back unchanged, kept sealed in the browser's cookie. */
interface Errand {
  state: string;
  nonce: string;
  verifier: string;
  /** Machine time, milliseconds. */
  begunAt: number;
}

/**
 * Sign-on with the county's own provider: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636), state and nonce.
 * The provider says who somebody is; what they may do stands in their account here.
 */
@Injectable()
export class CountySignOn {
  private readonly logger = new Logger('SignOn');
  private provider: Promise<oidc.Configuration> | null = null;
  private readonly redirectUri: string;

  constructor(
    private readonly settings: Settings,
    private readonly privacy: Privacy,
    private readonly clock: Clock,
    private readonly logins: LoginService,
  ) {
    this.redirectUri = `${settings.staffUrl ?? settings.publicUrl}${SIGN_ON_CALLBACK}`;
  }

  /**
   * @returns where the browser is sent, and what it keeps meanwhile
   * @throws SignOnNotUsed; Problem 503 where the provider does not answer
   */
  async begin(): Promise<{ url: string; errand: string }> {
    const provider = await this.discovered();
    const errand: Errand = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      begunAt: this.clock.realNow().getTime(),
    };
    const url = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: this.redirectUri,
      scope: 'openid profile email',
      state: errand.state,
      nonce: errand.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(errand.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, errand: this.privacy.sealJson(errand).toString('base64url') };
  }

  /**
   * Opens a session for whom the provider vouches for.
   * @param search the query with which the browser came back
   * @throws SignOnFailed, UnknownSignOn; Problem 503 where the provider does not answer
   */
  async finish(given: {
    search: string;
    errand: string | undefined;
    address: string;
    oldToken?: string;
  }): Promise<{ token: string; endsAt: Date }> {
    const { loginClaim } = this.used();
    const { state, nonce, verifier } = this.errandOf(given.errand);
    const back = new URL(this.redirectUri);
    back.search = given.search;
    const provider = await this.discovered();
    const claims = await this.asked(async () => {
      const tokens = await oidc.authorizationCodeGrant(provider, back, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const own = tokens.claims()!;
      if (typeof own[loginClaim] === 'string') return own;
      return { ...own, ...(await oidc.fetchUserInfo(provider, tokens.access_token, own.sub)) };
    });
    const loginId = claims[loginClaim];
    return this.logins.loginByProvider({
      subject: claims.sub,
      loginId: typeof loginId === 'string' ? loginId : null,
      address: given.address,
      oldToken: given.oldToken,
    });
  }

  private used(): OidcSettings {
    if (this.settings.oidc === null) throw new SignOnNotUsed();
    return this.settings.oidc;
  }

  private errandOf(sealed: string | undefined): Errand {
    if (sealed === undefined) throw new SignOnFailed();
    let errand: Errand;
    try {
      errand = this.privacy.openJson<Errand>(Buffer.from(sealed, 'base64url'));
    } catch {
      throw new SignOnFailed();
    }
    if (this.clock.realNow().getTime() - errand.begunAt > SIGN_ON_PATIENCE_MS) throw new SignOnFailed();
    return errand;
  }

  /** Asked once while it is good; a provider that does not answer is asked again by the next person. */
  private discovered(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.used();
    const plain = new URL(issuer).protocol === 'http:';
    this.provider ??= this.asked(() =>
      oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretPost(clientSecret), {
        timeout: PROVIDER_PATIENCE_S,
        // Settings take http on this machine only.
        execute: plain ? [oidc.allowInsecureRequests] : [],
      }),
    ).catch((error: unknown) => {
      this.provider = null;
      throw error;
    });
    return this.provider;
  }

  /** What the provider refuses is a failed sign-on; a provider that is away is no fault of the person. Its words are not logged. */
  private async asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Problem) throw error;
      const code = (error as { code?: string }).code ?? (error as Error).name;
      this.logger.warn(`the sign-on provider: ${code}`);
      const isAway = error instanceof TypeError || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
      throw isAway ? problemOfStatus(503) : new SignOnFailed();
    }
  }
}
