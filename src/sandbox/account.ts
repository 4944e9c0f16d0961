/**
 * The account that the sandbox's vendors know: keys, senders, channel, brand. The variables have the names that the program
 * itself uses, so that one environment sets both sides alike; README.md lists the defaults.
 */
export interface SandboxAccount {
  /** Name of the Kakao channel and of the RCS brand. */
  organisation: string;
  /** Registered sender numbers, digits. RCS chatrooms are the same numbers without personal 010 ones. */
  senderNumbers: readonly string[];
  /** Whether the brand and its chatrooms carry the Safe Mark (안심마크). */
  safeMark: boolean;
  /** Balance at start, won. */
  balance: number;
  solapi: { accountId: string; apiKey: string; apiSecret: string; pfId: string; brandId: string };
  nhn: { appKey: string; secretKey: string; senderKey: string; brandId: string; chatbotId: string };
}

export const DEMO_ACCOUNT: SandboxAccount = {
  organisation: '순창군',
  senderNumbers: ['0630001114'],
  safeMark: true,
  balance: 100_000_000,
  solapi: {
    accountId: '26042900000001',
    apiKey: 'NCSDEMO000000000',
    apiSecret: 'demo-solapi-secret-0000000000000000',
    pfId: 'PF01SUNCHANGDEMO',
    brandId: 'BR.sunchangdemo',
  },
  nhn: {
    appKey: 'demoappkey0000',
    secretKey: 'demosecret0000',
    senderKey: '5c1e259dfeaf71f87efc11e9427c738a9e49dc7e',
    brandId: 'BR.sunchangdemo',
    chatbotId: '0630001114',
  },
};

/** The demo account with whatever the environment sets in its place. */
export function accountFromEnv(env: NodeJS.ProcessEnv): SandboxAccount {
  const demo = DEMO_ACCOUNT;
  return {
    organisation: env.SANDBOX_ORGANISATION ?? demo.organisation,
    senderNumbers:
      env.SANDBOX_SENDER_NUMBERS?.split(',').map((number) => number.replaceAll(/\D/g, '')) ?? demo.senderNumbers,
    safeMark: (env.SANDBOX_SAFE_MARK ?? 'on') === 'on',
    balance: Number(env.SANDBOX_BALANCE ?? demo.balance),
    solapi: {
      accountId: demo.solapi.accountId,
      apiKey: env.SOLAPI_API_KEY ?? demo.solapi.apiKey,
      apiSecret: env.SOLAPI_API_SECRET ?? demo.solapi.apiSecret,
      pfId: env.SOLAPI_PF_ID ?? demo.solapi.pfId,
      brandId: env.SOLAPI_BRAND_ID ?? demo.solapi.brandId,
    },
    nhn: {
      appKey: env.NHN_APP_KEY ?? demo.nhn.appKey,
      secretKey: env.NHN_SECRET_KEY ?? demo.nhn.secretKey,
      senderKey: env.NHN_ALIMTALK_SENDER_KEY ?? demo.nhn.senderKey,
      brandId: env.NHN_RCS_BRAND_ID ?? demo.nhn.brandId,
      chatbotId: env.NHN_RCS_CHATBOT_ID ?? demo.nhn.chatbotId,
    },
  };
}
