import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { NhnParts } from './nhn-parts.js';
import { kstText, NhnRefusal, pageOf, SUCCESS, type Query } from './nhn-wire.js';
import { faultOfWording, type ReviewState, type Template, type TemplateButton, type Wording } from './templates.js';
import { textOf } from './wire.js';

const NOT_EXIST_SENDER = -2017;
const BAD_PARAMETER = 4;
const NO_TEMPLATE = -3003;
const CODE_MAX = 20;

/** NHN's names for where a template stands. */
const STATUS: Readonly<Record<ReviewState, readonly [code: string, name: string]>> = {
  DRAFT: ['TSC01', '요청'],
  REVIEWING: ['TSC02', '검수중'],
  APPROVED: ['TSC03', '승인'],
  REJECTED: ['TSC04', '반려'],
};

interface WireTemplate {
  templateCode?: unknown;
  templateName?: unknown;
  templateContent?: unknown;
  templateMessageType?: unknown;
  templateEmphasizeType?: unknown;
  templateTitle?: unknown;
  templateSubtitle?: unknown;
  categoryCode?: unknown;
  buttons?: Partial<Record<'type' | 'name' | 'linkMo' | 'linkPc' | 'schemeIos' | 'schemeAndroid', string>>[];
}

/** `/alimtalk/v2.3/appkeys/{appkey}/senders/{senderKey}/templates`. */
export function nhnAlimtalkTemplateRoutes(app: FastifyInstance, { account, templates }: NhnParts): void {
  app.addHook('preHandler', (request, _reply, done) => {
    const { senderKey } = request.params as { senderKey: string };
    done(senderKey === account.nhn.senderKey ? undefined : new NhnRefusal(NOT_EXIST_SENDER, 'Not exist plus friend.'));
  });

  app.get('/', (request) => {
    const query = request.query as Query;
    const found = templates
      .all()
      .filter(
        (template) =>
          [undefined, template.id].includes(query.templateCode) &&
          (query.templateName === undefined || template.name.includes(query.templateName)) &&
          [undefined, STATUS[templates.stateOf(template)][0]].includes(query.templateStatus),
      );
    const { rows, totalCount } = pageOf(query, found);
    return { header: SUCCESS, templateListResponse: { templates: rows.map(render), totalCount } };
  });

  app.post('/', (request) => {
    const body = (request.body ?? {}) as WireTemplate;
    const code = textOf(body.templateCode);
    if (code === '' || code.length > CODE_MAX)
      throw new NhnRefusal(BAD_PARAMETER, `templateCode: 1 to ${CODE_MAX} characters.`);
    if (templates.find(code) !== undefined) throw new NhnRefusal(BAD_PARAMETER, 'The templateCode is used already.');
    templates.register(code, wordingOf(body));
    return { header: SUCCESS };
  });

  app.get('/:templateCode', (request) => ({ header: SUCCESS, template: render(templateOf(request)) }));

  // Only what was decided on can be changed.
  app.put('/:templateCode', (request) => {
    const template = templateOf(request);
    if (!['APPROVED', 'REJECTED'].includes(templates.stateOf(template))) {
      throw new NhnRefusal(BAD_PARAMETER, 'Only approved or rejected templates can be edited.');
    }
    templates.change(template, wordingOf(request.body ?? {}));
    return { header: SUCCESS };
  });

  app.delete('/:templateCode', (request) => {
    templates.remove(templateOf(request));
    return { header: SUCCESS };
  });

  app.post('/:templateCode/comments', (request) => {
    const template = templateOf(request);
    if (templates.stateOf(template) === 'REJECTED') templates.startReview(template);
    return { header: SUCCESS };
  });

  function templateOf(request: FastifyRequest): Template {
    const template = templates.find((request.params as { templateCode: string }).templateCode);
    if (template === undefined) throw new NhnRefusal(NO_TEMPLATE, 'Not exist template.');
    return template;
  }

  function render(template: Template): Record<string, unknown> {
    const [status, statusName] = STATUS[templates.stateOf(template)];
    return {
      plusFriendId: `@${account.organisation}`,
      senderKey: account.nhn.senderKey,
      plusFriendType: 'NORMAL',
      templateCode: template.id,
      kakaoTemplateCode: template.id,
      templateName: template.name,
      templateMessageType: 'BA',
      templateEmphasizeType: template.emphasis === undefined ? 'NONE' : 'TEXT',
      templateContent: template.content,
      templateTitle: template.emphasis?.title ?? null,
      templateSubtitle: template.emphasis?.subtitle ?? null,
      buttons: template.buttons.map((button, place) => ({
        ordering: place + 1,
        type: button.type,
        name: button.name,
        linkMo: button.linkMobile ?? null,
        linkPc: button.linkPc ?? null,
        schemeIos: button.linkIos ?? null,
        schemeAndroid: button.linkAndroid ?? null,
      })),
      quickReplies: [],
      comments:
        template.rejectedBecause === undefined
          ? []
          : [
              {
                id: 1,
                content: template.rejectedBecause,
                userName: 'reviewer',
                createdAt: kstText(template.updatedAt),
                status: 'REJ',
              },
            ],
      status,
      statusName,
      securityFlag: false,
      categoryCode: template.categoryCode,
      createDate: kstText(template.createdAt),
      updateDate: kstText(template.updatedAt),
    };
  }
}

/** The sandbox knows the plain kind: message type BA, emphasis NONE or TEXT. */
function wordingOf(body: WireTemplate): Wording {
  const { templateMessageType = 'BA', templateEmphasizeType = 'NONE' } = body;
  if (templateMessageType !== 'BA' || (templateEmphasizeType !== 'NONE' && templateEmphasizeType !== 'TEXT')) {
    throw new NhnRefusal(BAD_PARAMETER, 'The sandbox takes templates of type BA, emphasis NONE or TEXT.');
  }
  const wording: Wording = {
    name: textOf(body.templateName),
    content: textOf(body.templateContent),
    categoryCode: textOf(body.categoryCode) || '999999',
    buttons: (body.buttons ?? []).map((button): TemplateButton => ({
      name: button.name ?? '',
      type: button.type ?? '',
      linkMobile: button.linkMo,
      linkPc: button.linkPc,
      linkIos: button.schemeIos,
      linkAndroid: button.schemeAndroid,
    })),
    emphasis:
      templateEmphasizeType === 'TEXT'
        ? { title: textOf(body.templateTitle), subtitle: textOf(body.templateSubtitle) }
        : undefined,
  };
  const fault = faultOfWording(wording);
  if (fault !== null) throw new NhnRefusal(BAD_PARAMETER, fault);
  return wording;
}
