import { DEFAULT_COURTESY_HOURS, type CourtesyHours } from './courtesy-hours.js';
import type { Channel } from './messaging.events.js';
import type { Occasion } from './notice-request.js';
import type { FilledWording } from './wording.js';

/** How long machines are waited for, in milliseconds of machine time. */
export interface Limits {
  /** Without a report for so long after acceptance, the outcome is unknown. */
  report: Record<Channel, number>;
  /** From an answer "unknown" (Kakao 3005) until the vendor is asked for the last time. */
  unknown: number;
  /** Between two questions about a reference that the vendor does not know. */
  askAgain: number;
  /** The next notice of a lane goes so long after its predecessor was accepted, if that is not final by then. */
  order: number;
  /** A vendor that certainly took nothing is tried again for so long, then comes the next channel. */
  patience: number;
  /** A number that is not on Kakao goes straight to RCS for so long. */
  memory: number;
}

const FULL_WEIGHT = 100;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Product design "Channels": AlimTalk 10 min, RCS 24 h, SMS 25 h (NHN gives LMS 80 h); 3005 may still arrive within 3 days. */
export const PRODUCTION_LIMITS: Limits = {
  report: { ALIMTALK: 10 * MINUTE, RCS: 24 * HOUR, SMS: 25 * HOUR, LMS: 80 * HOUR },
  unknown: 10 * MINUTE,
  askAgain: 15 * SECOND,
  order: MINUTE,
  patience: 2 * HOUR,
  memory: 30 * 24 * HOUR,
};

export const DEMO_LIMITS: Limits = {
  ...PRODUCTION_LIMITS,
  report: { ALIMTALK: MINUTE, RCS: MINUTE, SMS: MINUTE, LMS: MINUTE },
  unknown: MINUTE,
  askAgain: SECOND,
};

/** Who the citizen sees. Dates are `YYYY-MM-DD`. */
export interface SenderProfile {
  id: string;
  organisation: string;
  /** Digits, registered beforehand (전기통신사업법 art. 84-2). */
  senderNumber: string;
  /** The county's main number, as people read it. */
  mainNumber: string;
  kakaoChannelId: string | null;
  rcsBrandId: string | null;
  rcsChatroomId: string | null;
  safeMarkKisa: boolean;
  safeMarkKisaOn: string | null;
  safeMarkChatroom: boolean;
  safeMarkChatroomOn: string | null;
  /** The last day of the Safe Mark; null: no end is known. */
  safeMarkUntil: string | null;
  registeredOn: string | null;
  expiresOn: string | null;
}

export interface GatewayRow {
  vendor: string;
  channel: Channel;
  weight: number;
  restingWeight: number;
  switchedOff: boolean;
  /** By all processes together; null: as fast as the vendor takes them. */
  messagesPerSecond: number | null;
}

/** What a template version is approved for: a channel, or text, where no vendor's leave is needed (vendor `-`). */
export type ApprovedFor = 'ALIMTALK' | 'RCS' | 'TEXT';

/** A version of a template, and where it is approved. */
export interface TemplateVersion {
  id: string;
  code: string;
  language: string;
  version: number;
  occasion: Occasion;
  variant: string;
  wording: FilledWording;
  /** Somebody has put it into use; a draft, or what is in review for the first time, is not. */
  activated: boolean;
  approvals: { channel: ApprovedFor; vendor: string; vendorTemplateId: string | null }[];
}

/** The words for one message over one channel of one vendor. */
export interface ChosenWording {
  templateId: string;
  code: string;
  language: string;
  wording: FilledWording;
  vendorTemplateId: string | null;
}

/** Rows of messaging.setting; a key `*` stands for every occasion that is not named. */
export interface SettingRows {
  'courtesy-hours'?: Partial<Record<Occasion | '*', CourtesyHours>>;
  'link-in-text'?: Partial<Record<Occasion | '*', boolean>>;
  /** Only numbers of messaging.trial_number are written to. */
  trial?: boolean;
  /** The county-wide stop switch. */
  stopped?: boolean;
  limits?: Partial<Limits>;
}

/** Stands for every occasion that has nothing of its own. */
export const USUAL = 'usual';
export type RuledOccasion = Occasion | typeof USUAL;

/** When an occasion is sent, and whether its texts carry a link. */
export interface OccasionRule {
  occasion: RuledOccasion;
  hours: CourtesyHours;
  /** Said for this occasion itself; else it follows `usual`, and `usual` follows the program. */
  hasOwnHours: boolean;
  /** In SMS and LMS; false: a telephone number instead. */
  linkInText: boolean;
  hasOwnLinkInText: boolean;
}

/** What a county has decided about sending, as it stood at one revision. */
export class SendingRules {
  constructor(
    readonly revision: number,
    private readonly profileKind: 'demo' | 'production',
    private readonly settings: SettingRows,
    readonly sender: SenderProfile | null,
    private readonly gateways: readonly GatewayRow[],
    /** By code and language: what was put into use last first, what never was last. */
    private readonly templates: readonly TemplateVersion[],
  ) {}

  /**
   * What was put into use last of what is approved there, in the language asked for or else in Korean; null where none is.
   * @param asked with a `templateId`: that version, in use or not; only AlimTalk then needs an approval
   * @param channel 'LMS' stands for text
   */
  wordingFor(
    asked: { occasion: Occasion; variant: string; language: string; templateId?: string | null },
    channel: 'ALIMTALK' | 'RCS' | 'LMS',
    vendor: string,
  ): ChosenWording | null {
    const wanted = channel === 'LMS' ? { channel: 'TEXT', vendor: '-' } : { channel, vendor };
    const approvalOf = ({ approvals }: TemplateVersion) =>
      approvals.find((a) => a.channel === wanted.channel && a.vendor === wanted.vendor);
    if (asked.templateId != null) {
      const template = this.templates.find(({ id }) => id === asked.templateId);
      const approval = template && approvalOf(template);
      if (template === undefined || (channel === 'ALIMTALK' && approval === undefined)) return null;
      return chosen(template, approval?.vendorTemplateId ?? null);
    }
    for (const language of new Set([asked.language, 'ko'])) {
      for (const template of this.templates) {
        const approval = isFor(template, asked, language) ? approvalOf(template) : undefined;
        if (approval !== undefined) return chosen(template, approval.vendorTemplateId);
      }
    }
    return null;
  }

  /** What was put into use last, whatever its approval, to show what would be said; null where there is no such wording. */
  newestWording(asked: { occasion: Occasion; variant: string; language: string }): TemplateVersion | null {
    for (const language of new Set([asked.language, 'ko'])) {
      const found = this.templates.find((template) => isFor(template, asked, language));
      if (found !== undefined) return found;
    }
    return null;
  }

  /** How a vendor stands for a channel; at full weight where nobody has ever said otherwise. */
  gateway(vendor: string, channel: Channel): GatewayRow {
    const row = this.gateways.find((gateway) => gateway.vendor === vendor && gateway.channel === channel);
    return (
      row ?? {
        vendor,
        channel,
        weight: FULL_WEIGHT,
        restingWeight: FULL_WEIGHT,
        switchedOff: false,
        messagesPerSecond: null,
      }
    );
  }

  /** The share of a channel that a vendor gets; 0 where an operator switched it off. */
  weightOf(vendor: string, channel: Channel): number {
    const { weight, switchedOff } = this.gateway(vendor, channel);
    return switchedOff ? 0 : weight;
  }

  courtesyHours(occasion: Occasion): CourtesyHours {
    return this.ofOccasion(occasion).hours;
  }

  /** Whether SMS and LMS may carry a link; off, they carry a telephone number (KISA asks public bodies to send none). */
  linkInText(occasion: Occasion): boolean {
    return this.ofOccasion(occasion).linkInText;
  }

  /** What the county decided about an occasion; what it did not decide is as usual, and what is usual as by default. */
  ofOccasion(occasion: RuledOccasion): OccasionRule {
    const { 'courtesy-hours': hours, 'link-in-text': link } = this.settings;
    const key = occasion === USUAL ? '*' : occasion;
    return {
      occasion,
      hours: hours?.[key] ?? hours?.['*'] ?? DEFAULT_COURTESY_HOURS,
      hasOwnHours: hours?.[key] !== undefined,
      linkInText: link?.[key] ?? link?.['*'] ?? this.profileKind === 'demo',
      hasOwnLinkInText: link?.[key] !== undefined,
    };
  }

  get trial(): boolean {
    return this.settings.trial ?? false;
  }

  get stopped(): boolean {
    return this.settings.stopped ?? false;
  }

  get limits(): Limits {
    const defaults = this.profileKind === 'demo' ? DEMO_LIMITS : PRODUCTION_LIMITS;
    const set = this.settings.limits ?? {};
    return { ...defaults, ...set, report: { ...defaults.report, ...set.report } };
  }
}

function isFor(template: TemplateVersion, asked: { occasion: Occasion; variant: string }, language: string): boolean {
  const { occasion, variant, activated } = template;
  return activated && occasion === asked.occasion && variant === asked.variant && template.language === language;
}

/** Number registered with KISA, switch of the chatroom on, and both in force on the day. */
export function hasSafeMark(sender: SenderProfile, today: string): boolean {
  const { safeMarkKisa, safeMarkKisaOn, safeMarkChatroom, safeMarkChatroomOn, safeMarkUntil } = sender;
  const since = (day: string | null) => day === null || day <= today;
  return (
    safeMarkKisa &&
    safeMarkChatroom &&
    since(safeMarkKisaOn) &&
    since(safeMarkChatroomOn) &&
    (safeMarkUntil === null || safeMarkUntil >= today)
  );
}

function chosen({ id, code, language, wording }: TemplateVersion, vendorTemplateId: string | null): ChosenWording {
  return { templateId: id, code, language, wording, vendorTemplateId };
}
