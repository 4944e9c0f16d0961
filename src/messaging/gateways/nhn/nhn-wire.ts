import { toKst } from '../../../../libs/clock/index.js';
import { GatewayUnreachable, type SendAnswer, type Verdict } from '../gateway.js';
import type { Called } from '../vendor-http.js';
import { verdictOfApi } from './nhn-codes.js';

/** The common head of every answer; the HTTP status of errors is not documented, so this alone decides. */
interface Head {
  header: { resultCode: number; resultMessage: string; isSuccessful: boolean };
}

/** An answer with its head, null where it is none of NHN's. */
export function headed<Body>(called: Called): (Head & Body) | null {
  if (!called.answered) return null;
  const body = called.body as (Head & Body) | null | undefined;
  return typeof body?.header?.isSuccessful === 'boolean' ? body : null;
}

/** The body of an answer to a question. @throws GatewayUnreachable */
export function told<Body>(vendor: string, called: Called): Body {
  const body = headed<Body>(called);
  if (body?.header.isSuccessful === true) return body;
  if (body !== null) throw new GatewayUnreachable(vendor, `code ${body.header.resultCode}`);
  throw new GatewayUnreachable(vendor, called.answered ? `HTTP ${called.status}` : called.why);
}

/**
 * The body of an answer about one message; null where the vendor has nothing to tell of it, e.g. keeps it no longer. Which code says
 * so is not documented, so it is every refusal but those of the account. @throws GatewayUnreachable
 */
export function toldOfOne<Body>(vendor: string, called: Called): Body | null {
  const code = headed(called)?.header;
  const isOfThisMessage = code?.isSuccessful === false && verdictOfApi(code.resultCode).outcome !== 'TRANSPORT';
  return isOfThisMessage ? null : told<Body>(vendor, called);
}

/** The key of a call was used within ten minutes: an earlier call with the same messages was taken, or may have been. */
const KEY_USED = -1005;

/**
 * What a call that did not succeed means for each message in it; null where the answer has to be read message by message.
 * 503 and 429 say that the work was not begun; any other answer that is not NHN's own may have come after it.
 */
export function answerOfFailedCall(called: Called, readAnyway: number[] = []): SendAnswer | null {
  if (!called.answered)
    return called.mayHaveArrived ? unclear(called.why) : notTaken(called.why, '업체에 연결하지 못했습니다.');
  const { status, retryAfterMs } = called;
  if (status === 503 || status === 429) {
    const answer = notTaken(
      String(status),
      status === 429 ? '업체의 전송 속도 제한에 걸렸습니다.' : '업체에 장애가 있습니다.',
    );
    return retryAfterMs === undefined ? answer : { ...answer, retryAfterMs };
  }
  const body = headed(called);
  if (body === null || status >= 500) return unclear(String(status));
  const { isSuccessful, resultCode } = body.header;
  if (isSuccessful || readAnyway.includes(resultCode)) return null;
  if (resultCode === KEY_USED) return unclear(String(resultCode));
  const verdict = verdictOfApi(resultCode);
  return verdict.outcome === 'TRANSPORT' ? { kind: 'NOT_TAKEN', verdict } : { kind: 'REFUSED', verdict };
}

function notTaken(code: string, what: string): Extract<SendAnswer, { kind: 'NOT_TAKEN' }> {
  return {
    kind: 'NOT_TAKEN',
    verdict: { outcome: 'TRANSPORT', code, reason: `${what} 곧 다시 보냅니다.`, alarm: false },
  };
}

export function unclear(code: string): SendAnswer {
  const verdict: Verdict = {
    outcome: 'UNKNOWN',
    code,
    reason: '업체의 응답을 받지 못했습니다. 보내졌는지 업체에 확인합니다.',
    alarm: false,
  };
  return { kind: 'UNCLEAR', verdict };
}

/** At most so many of them, now these and now those: what never gets an answer must not keep the others from being asked about. */
export function someOf<T>(all: readonly T[], most: number): readonly T[] {
  const part = Math.floor(Math.random() * Math.ceil(all.length / most));
  return all.slice(part * most, (part + 1) * most);
}

/** `yyyy-MM-dd HH:mm`, in Korea. */
export function minutes(instant: Date): string {
  return toKst(instant).slice(0, 16).replace('T', ' ');
}

/** `yyyy-MM-dd HH:mm:ss`, in Korea. */
export function seconds(instant: Date): string {
  return toKst(instant).slice(0, 19).replace('T', ' ');
}

/** `yyyy-MM-dd HH:mm:ss.S`, in Korea, as records have it. */
export function instantOf(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}+09:00`);
}

/** Requests are asked for from a little before to a little after: the vendor's clock may differ from ours. */
export const CLOCK_MARGIN_MS = 15 * 60_000;

export function around(from: Date, to: Date): { from: Date; to: Date } {
  return { from: new Date(from.getTime() - CLOCK_MARGIN_MS), to: new Date(to.getTime() + CLOCK_MARGIN_MS) };
}
