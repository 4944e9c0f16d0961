/** One fault of one field; `field` is a path such as `applicant.phone` or `events[3].kind`, empty for the whole body. */
export interface FieldError {
  field: string;
  message: string;
}

interface ProblemExtras {
  errors?: FieldError[];
  /** Seconds after which it is worth asking again; becomes the header `Retry-After`. */
  retryAfter?: number;
}

/**
 * A refusal that the caller is told about, answered as `application/problem+json` (RFC 9457). Each module's refusals
 * extend it, so that a rule never speaks HTTP beyond one status. `detail` is Korean, says what, why and what to do, and
 * never holds a name, a number or a token.
 */
export class Problem extends Error {
  readonly errors: FieldError[];
  readonly retryAfter: number | null;

  /** @param code stable and readable by programs, `MODULE.REASON` */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    { errors = [], retryAfter }: ProblemExtras = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = new.target.name;
    this.errors = errors;
    this.retryAfter = retryAfter ?? null;
  }
}

/** What goes over the wire. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors: FieldError[];
  traceId: string;
}

const TITLES: Record<number, string> = {
  400: '잘못된 요청',
  401: '로그인 필요',
  403: '권한 없음',
  404: '찾을 수 없음',
  405: '허용되지 않은 방식',
  406: '제공할 수 없는 형식',
  408: '요청 시간 초과',
  409: '현재 상태와 맞지 않음',
  410: '만료됨',
  413: '너무 큰 요청',
  414: '너무 긴 주소',
  415: '지원하지 않는 형식',
  422: '처리할 수 없는 내용',
  428: '조건 필요',
  429: '너무 많은 요청',
  431: '너무 큰 헤더',
  500: '서버 오류',
  503: '잠시 이용할 수 없음',
};

/** Short name of a status, the same for every problem of it. */
export function titleOf(status: number): string {
  return TITLES[status] ?? (status >= 500 ? TITLES[500]! : TITLES[400]!);
}

export function problemBody(problem: Problem, traceId: string): ProblemBody {
  return {
    type: `urn:minwon-alim:problem:${problem.code.toLowerCase()}`,
    title: titleOf(problem.status),
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    errors: problem.errors,
    traceId,
  };
}
