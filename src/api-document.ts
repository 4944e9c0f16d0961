import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** Of every operation. */
const REFUSED_BEFORE = {
  description: 'Whatever is refused before the operation is reached: 400, 404, 408, 413, 414, 415, 429, 431.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
};

/** The OpenAPI document of the whole program. */
export function apiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Minwon Alim (민원알림)')
    .setDescription(
      'Tells residents what is happening to their civil petitions. Instants are ISO 8601 with +09:00; every error is application/problem+json (RFC 9457); lists are keyset pages.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' }, 'apiKey')
    .addCookieAuth('minwon_session', { type: 'apiKey', in: 'cookie' }, 'session')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const path of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = path[method];
      if (operation !== undefined) operation.responses['default'] = REFUSED_BEFORE;
    }
  return document;
}

/** Serves the document at /openapi.json and as a page at /docs; who may see them is the access hook's business. */
export function describeApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: '민원알림 API',
    // No validator of another host looks at the document.
    swaggerOptions: { validatorUrl: null },
  });
}
