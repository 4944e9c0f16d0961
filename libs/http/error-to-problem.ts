import { HttpException } from '@nestjs/common';
import { Problem } from './problem.js';

/** What a caller reads where the framework, not one of our rules, refused. */
const DETAILS: Record<number, string> = {
  400: '요청을 읽을 수 없습니다. 주소와 본문의 형식을 확인해 주세요.',
  401: '로그인하거나 API 키를 보내 주세요.',
  403: '이 작업을 할 권한이 없습니다.',
  404: '요청한 주소가 없습니다. 주소를 확인해 주세요.',
  405: '이 주소에는 쓸 수 없는 방식입니다.',
  408: '요청이 제때 도착하지 않았습니다. 다시 시도해 주세요.',
  413: '보낸 내용이 허용된 크기를 넘습니다. 나누어 보내 주세요.',
  414: '주소가 너무 깁니다.',
  415: '이 형식의 본문은 받지 않습니다. Content-Type을 확인해 주세요.',
  429: '요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.',
  431: '요청 헤더가 너무 큽니다.',
  500: '처리 중 오류가 발생했습니다. 계속되면 traceId와 함께 관리자에게 알려 주세요.',
  503: '지금은 처리할 수 없습니다. 잠시 뒤에 다시 시도해 주세요.',
};

const CODES: Record<number, string> = {
  400: 'HTTP.BAD_REQUEST',
  401: 'HTTP.UNAUTHENTICATED',
  403: 'HTTP.FORBIDDEN',
  404: 'HTTP.NOT_FOUND',
  405: 'HTTP.METHOD_NOT_ALLOWED',
  408: 'HTTP.TIMEOUT',
  413: 'HTTP.PAYLOAD_TOO_LARGE',
  414: 'HTTP.URI_TOO_LONG',
  415: 'HTTP.UNSUPPORTED_MEDIA_TYPE',
  422: 'HTTP.UNPROCESSABLE',
  429: 'HTTP.TOO_MANY_REQUESTS',
  431: 'HTTP.HEADERS_TOO_LARGE',
  500: 'HTTP.INTERNAL',
  503: 'HTTP.UNAVAILABLE',
};

/** A refusal of the framework: fixed words, since its own messages echo addresses and input. */
export function problemOfStatus(status: number): Problem {
  const known = CODES[status] === undefined ? (status >= 500 ? 500 : 400) : status;
  return new Problem(status, CODES[known]!, DETAILS[known] ?? DETAILS[400]!, status === 503 ? { retryAfter: 1 } : {});
}

/**
 * PostgreSQL's error codes (appendix A of its manual) that mean "not now": connection lost, resources exhausted,
 * serialisation failure or deadlock, lock not available, server shutting down or starting.
 */
const NOT_NOW = /^(08...|53...|40001|40P01|55P03|57P0[1-5])$/;
/** Class 22, data exception: a value that no column can hold, such as a text with a zero character. */
const BAD_VALUE = /^22...$/;
const CONNECTION_LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const SQLSTATE = /^[0-9A-Z]{5}$/;
const CONNECTION_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after|not queryable|connection error/i;

interface DriverError {
  code?: unknown;
  message?: unknown;
}

/** The error of the pg driver behind what TypeORM throws, or the error itself where it is one. */
export function databaseError(error: unknown): DriverError | null {
  if (!(error instanceof Error)) return null;
  const driver = 'driverError' in error ? (error.driverError as DriverError) : (error as DriverError);
  const code = typeof driver.code === 'string' ? driver.code : '';
  return SQLSTATE.test(code) || CONNECTION_LOST.has(code) || CONNECTION_WORDS.test(String(driver.message))
    ? driver
    : null;
}

/** Every error as the problem that its caller is told; whatever is not known is a 500. */
export function errorToProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return problemOfStatus(error.getStatus());
  const database = databaseError(error);
  if (database !== null) {
    const code = String(database.code);
    if (NOT_NOW.test(code) || CONNECTION_LOST.has(code) || CONNECTION_WORDS.test(String(database.message)))
      return problemOfStatus(503);
    if (BAD_VALUE.test(code))
      return new Problem(400, 'HTTP.BAD_VALUE', '저장할 수 없는 값이 들어 있습니다. 값의 형식을 확인해 주세요.');
  }
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 600) return problemOfStatus(status);
  return problemOfStatus(error instanceof URIError ? 400 : 500);
}
