import { Webhook } from 'standardwebhooks';

/** The link's caller as a county's agent would write it: with the reference library of Standard Webhooks. */
export function signedPush(
  secret: string,
  body: string,
  at = new Date(),
  id = `msg_${Math.random().toString(36).slice(2)}`,
) {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}
