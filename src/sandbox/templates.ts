import type { PhoneButton, Vendor } from './messages.js';
import { fillIn, variablesOf } from './template-wording.js';

export type ReviewState = 'DRAFT' | 'REVIEWING' | 'APPROVED' | 'REJECTED';

/** A template's button, links with their `#{variables}`. */
export interface TemplateButton {
  name: string;
  type: string;
  linkMobile?: string;
  linkPc?: string;
  linkAndroid?: string;
  linkIos?: string;
}

/** The part of a template that its owner writes. */
export interface Wording {
  name: string;
  content: string;
  buttons: readonly TemplateButton[];
  /** Emphasis type TEXT. */
  emphasis?: { title: string; subtitle: string };
  categoryCode: string;
}

export interface Template extends Wording {
  vendor: Vendor;
  id: string;
  createdAt: number;
  updatedAt: number;
  /** When the review began; Infinity before it was asked for. */
  reviewedFrom: number;
  decision: 'APPROVED' | 'REJECTED' | null;
  rejectedBecause?: string;
}

/** Kakao's limits for an AlimTalk template. */
const CONTENT_MAX = 1_000;
const VARIABLES_MAX = 40;
const BUTTONS_MAX = 5;
const BUTTON_NAME_MAX = 14;
const EMPHASIS_MAX = 50;
const BUTTON_TYPES: ReadonlySet<string> = new Set([
  'WL',
  'AL',
  'DS',
  'BK',
  'MD',
  'BC',
  'BT',
  'AC',
  'BF',
  'P1',
  'P2',
  'P3',
  'TN',
]);
const ADD_CHANNEL_NAME = '채널 추가';

/** The first rule of Kakao that a wording breaks, in words; null where it keeps all. */
export function faultOfWording(wording: Wording): string | null {
  const { name, content, buttons, emphasis } = wording;
  if (name.trim() === '') return '템플릿 이름이 없습니다.';
  if (content.trim() === '') return '템플릿 내용이 없습니다.';
  if (content.length > CONTENT_MAX) return `템플릿 내용은 ${CONTENT_MAX}자까지입니다.`;
  if (variablesOf(content).length > VARIABLES_MAX) return `변수는 ${VARIABLES_MAX}개까지입니다.`;
  if (buttons.length > BUTTONS_MAX) return `버튼은 ${BUTTONS_MAX}개까지입니다.`;
  if (emphasis !== undefined && (emphasis.title === '' || emphasis.title.length > EMPHASIS_MAX)) {
    return `강조 표기 제목은 1자에서 ${EMPHASIS_MAX}자까지입니다.`;
  }
  for (const [place, button] of buttons.entries()) {
    if (!BUTTON_TYPES.has(button.type)) return `알 수 없는 버튼 타입입니다: ${button.type}`;
    if (button.name.trim() === '' || button.name.length > BUTTON_NAME_MAX)
      return `버튼 이름은 ${BUTTON_NAME_MAX}자까지입니다.`;
    if (variablesOf(button.name).length > 0) return '버튼 이름에는 변수를 쓸 수 없습니다.';
    if (button.type === 'WL' && !isWebLink(button.linkMobile)) return '웹링크 버튼에는 http(s) 주소가 필요합니다.';
    if (button.type === 'AL' && button.linkAndroid === undefined && button.linkIos === undefined) {
      return '앱링크 버튼에는 앱 주소가 필요합니다.';
    }
    if (button.type === 'AC' && (place !== 0 || button.name !== ADD_CHANNEL_NAME)) {
      return `채널 추가 버튼은 맨 앞에 "${ADD_CHANNEL_NAME}" 이름으로만 둘 수 있습니다.`;
    }
  }
  return null;
}

function isWebLink(link: string | undefined): boolean {
  return link !== undefined && /^(https?:\/\/|#\{)\S+$/.test(link);
}

/** The buttons as the phone gets them: links filled in. */
export function fillButtons(
  buttons: readonly TemplateButton[],
  values: Readonly<Record<string, string>>,
): PhoneButton[] {
  return buttons.map((button) => {
    const link = button.linkMobile ?? button.linkPc;
    return { name: button.name, type: button.type, ...(link === undefined ? {} : { url: fillIn(link, values) }) };
  });
}

/**
 * The templates of one vendor and where they stand with the reviewer. A review either ends by itself with an approval after
 * `reviewMs`, or waits for somebody to decide.
 */
export class TemplateBook {
  private readonly templates = new Map<string, Template>();

  constructor(
    readonly vendor: Vendor,
    private readonly now: () => number,
    private readonly reviewMs: number | 'BY_HAND',
  ) {}

  get byHand(): boolean {
    return this.reviewMs === 'BY_HAND';
  }

  register(id: string, wording: Wording): Template {
    const now = this.now();
    const template: Template = {
      ...wording,
      vendor: this.vendor,
      id,
      createdAt: now,
      updatedAt: now,
      // The product registers and waits; nobody has to press a button in between.
      reviewedFrom: now,
      decision: null,
    };
    this.templates.set(id, template);
    return template;
  }

  /** A changed wording is reviewed anew. */
  change(template: Template, wording: Wording): void {
    Object.assign(template, wording, { reviewedFrom: this.now(), decision: null });
    this.touch(template);
  }

  rename(template: Template, name: string): void {
    template.name = name;
    this.touch(template);
  }

  startReview(template: Template): void {
    template.reviewedFrom = this.now();
    template.decision = null;
    this.touch(template);
  }

  cancelReview(template: Template): void {
    template.reviewedFrom = Infinity;
    template.decision = null;
    this.touch(template);
  }

  decide(template: Template, decision: 'APPROVED' | 'REJECTED', because?: string): void {
    template.decision = decision;
    template.rejectedBecause = decision === 'REJECTED' ? because : undefined;
    this.touch(template);
  }

  remove(template: Template): void {
    this.templates.delete(template.id);
  }

  find(id: string): Template | undefined {
    return this.templates.get(id);
  }

  /** Oldest first. */
  all(): Template[] {
    return [...this.templates.values()];
  }

  stateOf(template: Template): ReviewState {
    if (template.decision !== null) return template.decision;
    if (template.reviewedFrom === Infinity) return 'DRAFT';
    if (this.reviewMs === 'BY_HAND') return 'REVIEWING';
    return this.now() >= template.reviewedFrom + this.reviewMs ? 'APPROVED' : 'REVIEWING';
  }

  private touch(template: Template): void {
    template.updatedAt = this.now();
  }
}
