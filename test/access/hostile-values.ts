import { encodeCursor } from '../../libs/http/index.js';

/** Half of a pair, as JSON may write it. JSON.stringify writes it as `\ud800`. */
const LONE_SURROGATE = '\ud800';

/** Texts that break what is careless: storage, SQL, HTML, spreadsheets, paths, headers, dates, numbers. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  '\u0000',
  'a\u0000b',
  LONE_SURROGATE,
  `${'가'.repeat(40)}\udfff`,
  '\r\nSet-Cookie: minwon_session=x',
  `'; DROP TABLE staff.account; --`,
  '<script>alert(1)</script>',
  '{{constructor.constructor("return process")()}}',
  '=HYPERLINK("http://evil.test","x")',
  '__proto__',
  '1e999',
  '0000-00-00',
  '2026-02-30',
  '9999-12-31',
  '+275760-09-13T00:00:00Z',
  '9999-12',
  '00000000-0000-0000-0000-000000000000',
  '😀'.repeat(60),
  'x'.repeat(10_000),
];

/** The same for addresses, where the request line is bounded, and bytes that are no UTF-8. */
export const HOSTILE_IN_ADDRESSES: readonly string[] = [
  ...[
    '',
    'a\u0000b',
    '\r\nSet-Cookie: minwon_session=x',
    `'; DROP TABLE staff.account; --`,
    '<script>alert(1)</script>',
    '../../../../etc/passwd',
    '-1',
    '99999999999999999999999999',
    '2026-02-30',
    '9999-12-31',
    '+275760-09-13T00:00:00Z',
    '9999-12',
    '00000000-0000-0000-0000-000000000000',
    '😀'.repeat(60),
  ].map(encodeURIComponent),
  '%ED%A0%80',
  '%zz',
  '..%2f..%2f..%2fetc%2fpasswd',
  'x'.repeat(1_500),
];

/** Values of every JSON type, for fields that want another one. */
export const HOSTILE_VALUES: readonly unknown[] = [
  ...HOSTILE_TEXTS,
  null,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  [[]],
  {},
  { toString: 'x', valueOf: 'x' },
  Array.from({ length: 5_000 }, () => 'x'),
  nested(100),
];

/** For fields of fields, where everything would take too long. */
export const HOSTILE_DEEP_DOWN: readonly unknown[] = [
  '',
  'a\u0000b',
  LONE_SURROGATE,
  '<script>alert(1)</script>',
  '9999-12-31',
  'x'.repeat(10_000),
  null,
  -1,
  1e308,
  [[]],
  {},
  nested(100),
];

export function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

/** Whole bodies, with the type that each says to have. */
export const HOSTILE_BODIES: readonly { type: string | null; body: string | Buffer }[] = [
  ...['', 'null', '[]', '""', '0', 'true', '{', '{"a":1', '{"a":1}{"b":2}', '\ufeff{}', '{"__proto__":{"x":1}}'].map(
    (body) => ({ type: 'application/json', body }),
  ),
  { type: 'application/json', body: '{"constructor":{"prototype":{"x":1}}}' },
  { type: 'application/json', body: `${'['.repeat(50_000)}${']'.repeat(50_000)}` },
  { type: 'application/json', body: `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}` },
  { type: 'application/json', body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  { type: 'application/json; charset=utf-16le', body: Buffer.from('{"a":1}', 'utf16le') },
  { type: 'application/json', body: JSON.stringify({ x: 'x'.repeat(2_200_000) }) },
  { type: 'text/plain', body: '{}' },
  {
    type: 'application/xml',
    body: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  },
  {
    type: 'multipart/form-data; boundary=x',
    body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
  },
  { type: 'application/x-www-form-urlencoded', body: 'a[b][c]=1&a=2&__proto__[x]=1&%00=%FF' },
  { type: 'application/vnd.api+json', body: '{}' },
  { type: 'not a type', body: '{}' },
  { type: null, body: '{}' },
];

/** Cursors that nobody gave out: broken ones, and well-formed keys of every shape with values that fit no column. */
export const HOSTILE_CURSORS: readonly string[] = [
  '',
  'x',
  '%00',
  '!!!!',
  Buffer.from('{"length":1}').toString('base64url'),
  Buffer.from('[[[]]]').toString('base64url'),
  'e'.repeat(500),
  'e'.repeat(5_000),
  ...(
    [
      ['\u0000', 'a\u0000b', LONE_SURROGATE],
      ['', '', ''],
      ['x', 'x', 'x'],
      ['9999-12-31', '9999-12-31', '9999-12-31'],
      ['2026-02-30', '0000-00-00', '2026-13-01'],
      ['+275760-09-13T00:00:00.001Z', 'x', 'x'],
      ['2026-04-29T14:00:00+09:00', '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
      ['2026-04-29T14:00:00+09:00', 'x', 'x'],
      ['infinity', 'infinity', 'infinity'],
      [1e308, 1e308, 1e308],
      [-1.5, -1.5, -1.5],
      [9e15, 'x', 'x'],
      ['x', 9e15, 1e308],
      [1e308, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
    ] as const
  ).flatMap((key) => [1, 2].map((length) => encodeCursor(key.slice(0, length)))),
];

/** Headers that proxies, browsers and attackers write; those of the caller's own are kept beside them. */
export const HOSTILE_HEADERS: readonly Record<string, string>[] = [
  { 'x-forwarded-for': 'x' },
  { 'x-forwarded-for': '1.2.3.4, <script>, ::1' },
  { 'x-forwarded-for': '1'.repeat(3_000) },
  { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'javascript' },
  { authorization: 'Bearer ' },
  { authorization: `Bearer ${'x'.repeat(8_000)}` },
  { authorization: "Bearer ' OR 1=1 --------------" },
  { authorization: 'Negotiate x' },
  { cookie: 'minwon_session=; minwon_session=x; =; ;;' },
  { cookie: `minwon_session=${'%00'.repeat(100)}` },
  { traceparent: '00-zz-zz-zz', 'x-request-id': `\u00ff${'x'.repeat(500)}` },
  { accept: 'text/html' },
  { accept: '*/*;q=NaN, text/event-stream' },
  { 'accept-language': 'x'.repeat(2_000) },
  { 'content-encoding': 'gzip' },
  { 'idempotency-key': '' },
  { 'idempotency-key': 'x'.repeat(5_000) },
  { 'idempotency-key': "'; DROP TABLE cases.task; --" },
  { range: 'bytes=0-18446744073709551615' },
  { 'if-none-match': '*', 'if-modified-since': 'x' },
  { 'sec-fetch-site': 'cross-site', origin: 'null' },
  { 'webhook-id': '', 'webhook-timestamp': '-1', 'webhook-signature': 'v1,' },
  { 'webhook-id': 'x'.repeat(5_000), 'webhook-timestamp': '1e999', 'webhook-signature': 'v1,x v2,y v1' },
];
