import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface DocumentedOperation {
  /** `GET /api/v1/cases/{receiptNo}` */
  operation: string;
  method: string;
  path: string;
  'x-roles': string[];
  parameters: {
    name: string;
    in: 'path' | 'query' | 'header';
    required?: boolean;
    example?: Json;
    schema: { example?: Json };
  }[];
  requestBody?: { content: Record<string, { schema: Json; examples?: Record<string, { value: Json }> }> };
  responses: Record<string, { content?: Record<string, { schema?: Json }> }>;
}

export interface GivenAnswer {
  status: number;
  contentType: string | null;
  text: string;
}

/** Statuses that any address may answer before an operation is reached: the document's `default`. */
const BEFORE_THE_OPERATION = [400, 404, 408, 413, 414, 415, 429, 431];

/** Holds answers against the OpenAPI document: their status, their media type and every field of their body. */
export class DocumentedAnswers {
  readonly operations: DocumentedOperation[];
  /** Operations with the statuses whose body was held against a schema and fits. */
  readonly seen = new Set<string>();
  private readonly ajv = formats.default(new Ajv({ strict: false, allErrors: false }));
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: OpenAPIObject) {
    this.ajv.addSchema({ $id: 'api', ...(exactly(document as unknown as Json) as object) });
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, DocumentedOperation>).map(([method, operation]) => ({
        ...operation,
        operation: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
      })),
    );
  }

  /** What is wrong with an answer; null where it is as the document says. */
  faultOf({ operation, method, path, responses }: DocumentedOperation, answer: GivenAnswer): string | null {
    const { status, contentType, text } = answer;
    if (status >= 500) return `${status}: ${text.slice(0, 200)}`;
    const documented = responses[String(status)];
    if (documented === undefined && !BEFORE_THE_OPERATION.includes(status)) return `${status} is not documented`;
    const media = contentType?.split(';', 1)[0] ?? '';
    if (status >= 400) {
      // Where people are sent by a browser, a page says what a problem would.
      if (media === 'text/html' && path.startsWith('/auth/')) return null;
      if (media !== 'application/problem+json') return `${status} as ${media}`;
      return this.bodyFault('#/components/schemas/ProblemDto', text) ?? statusFault(status, text);
    }
    const contents = documented?.content ?? {};
    if (Object.keys(contents).length === 0) return text === '' || status === 200 ? null : `${status} with a body`;
    if (contents[media] === undefined) return `${status} as ${media}`;
    if (media !== 'application/json') return null;
    const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', media, 'schema'];
    const fault = this.bodyFault(`#/${pointer.map(escaped).join('/')}`, text);
    if (fault === null) this.seen.add(`${operation} ${status}`);
    return fault === null ? null : `${status}: ${fault}`;
  }

  private bodyFault(pointer: string, text: string): string | null {
    let validator = this.validators.get(pointer);
    if (validator === undefined) {
      validator = this.ajv.compile({ $ref: `api${pointer}` });
      this.validators.set(pointer, validator);
    }
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return `not JSON: ${text.slice(0, 100)}`;
    }
    if (validator(body)) return null;
    const [error] = validator.errors!;
    return `${error!.instancePath} ${error!.message} ${JSON.stringify(error!.params)}`;
  }
}

function statusFault(status: number, text: string): string | null {
  const said = (JSON.parse(text) as { status: number }).status;
  return said === status ? null : `${status} says that it is ${said}`;
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** OpenAPI 3.0 as JSON schema: `nullable` in words of its own, and a field that the document does not name is a fault. */
function exactly(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(exactly);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'example' || key === 'examples' ? null : exactly(value),
    ]),
  );
  const isClosed = rest['type'] === 'object' && rest['properties'] !== undefined && !('additionalProperties' in rest);
  const own: Json = isClosed ? { ...rest, additionalProperties: false } : rest;
  return nullable === true ? { anyOf: [own, { type: 'null' }] } : own;
}
