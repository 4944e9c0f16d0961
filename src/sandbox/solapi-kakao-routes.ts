import { textOf } from './wire.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SandboxAccount } from './account.js';
import { vendorId } from './ids.js';
import { SolapiRefusal } from './solapi-auth.js';
import { iso } from './solapi-groups.js';
import { instantOf, limitOf, one, type Query } from './solapi-records.js';
import {
  faultOfWording,
  type ReviewState,
  type Template,
  type TemplateBook,
  type TemplateButton,
  type Wording,
} from './templates.js';
import { variablesOf } from './template-wording.js';

/** SOLAPI's names for where a template stands. */
const STATUS: Readonly<Record<ReviewState, string>> = {
  DRAFT: 'PENDING',
  REVIEWING: 'INSPECTING',
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
};
const CATEGORIES = [
  { code: '008', name: '공공서비스' },
  { code: '008001', name: '공공서비스,민원' },
];

interface WireTemplate {
  name?: unknown;
  content?: unknown;
  channelId?: unknown;
  categoryCode?: unknown;
  messageType?: unknown;
  emphasizeType?: unknown;
  emphasizeTitle?: unknown;
  emphasizeSubTitle?: unknown;
  emphasizeSubtitle?: unknown;
  quickReplies?: unknown[];
  buttons?: Record<
    'buttonName' | 'buttonType' | 'linkMo' | 'linkPc' | 'linkAnd' | 'linkIos',
    string | null | undefined
  >[];
}

/** `kakao/v2/channels` and `kakao/v2/templates`. */
export function solapiKakaoRoutes(
  app: FastifyInstance,
  account: SandboxAccount,
  book: TemplateBook,
  now: () => number,
): void {
  const startedAt = iso(now());

  app.get('/kakao/v2/channels/categories', () => CATEGORIES);

  app.get('/kakao/v2/channels', (request) => {
    const query = request.query as Query;
    const channels = [channel()].filter(
      ({ channelId, searchId }) =>
        [undefined, channelId].includes(one(query.channelId)) && [undefined, searchId].includes(one(query.searchId)),
    );
    return { limit: limitOf(query), startKey: null, nextKey: null, channelList: channels };
  });

  app.get('/kakao/v2/channels/:channelId', (request) => {
    if ((request.params as { channelId: string }).channelId !== account.solapi.pfId) {
      throw new SolapiRefusal(404, 'ResourceNotFound', '해당 채널이 없습니다.');
    }
    return channel();
  });

  app.get('/kakao/v2/templates/categories', () => CATEGORIES);

  app.post('/kakao/v2/templates', (request) => {
    const body = (request.body ?? {}) as WireTemplate;
    if (body.channelId !== account.solapi.pfId) throw refused('연동되지 않은 채널입니다.');
    const wording = wordingOf(body);
    if (wording.categoryCode === '') throw refused('categoryCode가 필요합니다.');
    return render(book.register(vendorId('KA01TP', now()), wording));
  });

  app.get('/kakao/v2/templates', (request) => {
    const query = request.query as Query;
    const limit = limitOf(query);
    const name = one(query.name ?? query['name[eq]']);
    const like = one(query['name[like]']);
    const not = one(query['name[ne]']);
    const start = instantOf(query['dateCreated[gte]']) ?? -Infinity;
    const end = instantOf(query['dateCreated[lte]']) ?? Infinity;
    const found = book
      .all()
      .filter(
        (template) =>
          (name === undefined || template.name === name) &&
          (like === undefined || template.name.includes(like)) &&
          (not === undefined || template.name !== not) &&
          [undefined, account.solapi.pfId].includes(one(query.channelId)) &&
          [undefined, template.id].includes(one(query.templateId)) &&
          [undefined, STATUS[book.stateOf(template)]].includes(one(query.status)) &&
          template.createdAt >= start &&
          template.createdAt <= end,
      );
    const startKey = one(query.startKey);
    const first = startKey === undefined ? 0 : found.findIndex(({ id }) => id === startKey);
    return {
      limit,
      startKey: startKey ?? null,
      nextKey: found[first + limit]?.id ?? null,
      templateList: first < 0 ? [] : found.slice(first, first + limit).map(render),
    };
  });

  app.get('/kakao/v2/templates/:templateId', (request) => render(templateOf(request)));

  app.put('/kakao/v2/templates/:templateId', (request) => {
    const template = templateOf(request);
    requireEditable(template);
    book.change(template, wordingOf({ ...wireOf(template), ...(request.body as WireTemplate) }));
    return render(template);
  });

  app.put('/kakao/v2/templates/:templateId/name', (request) => {
    const template = templateOf(request);
    const name = textOf((request.body as WireTemplate | undefined)?.name).trim();
    if (name === '') throw refused('템플릿 이름이 없습니다.');
    book.rename(template, name);
    return render(template);
  });

  app.put('/kakao/v2/templates/:templateId/inspection', (request) => {
    const template = templateOf(request);
    // Handed-in templates are in review already, and may be through it by now.
    if (['DRAFT', 'REJECTED'].includes(book.stateOf(template))) book.startReview(template);
    return render(template);
  });

  app.put('/kakao/v2/templates/:templateId/inspection/cancel', (request) => {
    const template = templateOf(request);
    if (book.stateOf(template) !== 'REVIEWING') throw refused('검수 중인 템플릿이 아닙니다.');
    book.cancelReview(template);
    return render(template);
  });

  app.delete('/kakao/v2/templates/:templateId', (request) => {
    const template = templateOf(request);
    requireEditable(template);
    book.remove(template);
    return render(template);
  });

  function channel() {
    return {
      channelId: account.solapi.pfId,
      searchId: `@${account.organisation}`,
      accountId: account.solapi.accountId,
      phoneNumber: account.senderNumbers[0],
      channelName: account.organisation,
      sharedAccountIds: [],
      dateCreated: startedAt,
      dateUpdated: startedAt,
    };
  }

  function templateOf(request: FastifyRequest): Template {
    const template = book.find((request.params as { templateId: string }).templateId);
    if (template === undefined) throw new SolapiRefusal(404, 'ResourceNotFound', '해당 템플릿이 없습니다.');
    return template;
  }

  /** Only what waits or was rejected may be changed or removed. */
  function requireEditable(template: Template): void {
    if (['APPROVED', 'REVIEWING'].includes(book.stateOf(template)))
      throw refused('대기 또는 반려 상태에서만 바꿀 수 있습니다.');
  }

  function render(template: Template): Record<string, unknown> {
    return {
      ...wireOf(template),
      templateId: template.id,
      code: template.id.slice(-20),
      accountId: account.solapi.accountId,
      channelId: account.solapi.pfId,
      channelGroupId: null,
      assignType: 'CHANNEL',
      status: STATUS[book.stateOf(template)],
      isHidden: false,
      messageType: 'BA',
      extra: null,
      ad: null,
      securityFlag: false,
      imageId: null,
      header: null,
      highlight: null,
      item: null,
      quickReplies: [],
      commentable: true,
      comments:
        template.rejectedBecause === undefined
          ? []
          : [
              {
                isAdmin: true,
                memberId: 'reviewer',
                content: template.rejectedBecause,
                dateCreated: iso(template.updatedAt),
              },
            ],
      variables: variablesOf(template.content).map((name) => ({ name: `#{${name}}` })),
      dateCreated: iso(template.createdAt),
      dateUpdated: iso(template.updatedAt),
    };
  }
}

/** The sandbox knows the plain kind: message type BA, emphasis NONE or TEXT, no quick replies. */
function wordingOf(body: WireTemplate): Wording {
  const { messageType = 'BA', emphasizeType = 'NONE', quickReplies = [] } = body;
  if (messageType !== 'BA' || quickReplies.length > 0 || (emphasizeType !== 'NONE' && emphasizeType !== 'TEXT')) {
    throw refused('시험 환경은 기본형(BA), 강조 없음 또는 텍스트 강조 템플릿만 받습니다.');
  }
  const wording: Wording = {
    name: textOf(body.name),
    content: textOf(body.content),
    categoryCode: textOf(body.categoryCode),
    buttons: (body.buttons ?? []).map(buttonOf),
    emphasis:
      emphasizeType === 'TEXT'
        ? {
            title: textOf(body.emphasizeTitle),
            subtitle: textOf(body.emphasizeSubTitle ?? body.emphasizeSubtitle),
          }
        : undefined,
  };
  const fault = faultOfWording(wording);
  if (fault !== null) throw refused(fault);
  return wording;
}

function buttonOf(button: NonNullable<WireTemplate['buttons']>[number]): TemplateButton {
  return {
    name: button.buttonName ?? '',
    type: button.buttonType ?? '',
    linkMobile: button.linkMo ?? undefined,
    linkPc: button.linkPc ?? undefined,
    linkAndroid: button.linkAnd ?? undefined,
    linkIos: button.linkIos ?? undefined,
  };
}

function wireOf(template: Template) {
  return {
    name: template.name,
    content: template.content,
    categoryCode: template.categoryCode,
    emphasizeType: template.emphasis === undefined ? 'NONE' : 'TEXT',
    emphasizeTitle: template.emphasis?.title ?? null,
    emphasizeSubtitle: template.emphasis?.subtitle ?? null,
    buttons: template.buttons.map((button) => ({
      buttonName: button.name,
      buttonType: button.type,
      linkMo: button.linkMobile,
      linkPc: button.linkPc,
      linkAnd: button.linkAndroid,
      linkIos: button.linkIos,
    })),
  };
}

function refused(message: string): SolapiRefusal {
  return new SolapiRefusal(400, 'ValidationError', message);
}
