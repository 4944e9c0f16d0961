import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Settings } from '../../config/index.js';
import { Clock, kstDate } from '../../libs/clock/index.js';
import { Privacy } from '../../libs/privacy/index.js';
import { compose, ComposeFault, type Composed } from './composer.js';
import { channelAfter } from './delivery-plan.js';
import type { Decision, DueRow } from './due-rows.js';
import { messagePrint, messageReference } from './notice-keys.js';
import { GatewayChoice, type Choice } from './gateway-choice.js';
import type { Gateway, Outgoing } from './gateways/gateway.js';
import type { SenderProof } from './message-log.service.js';
import type { Channel } from './messaging.events.js';
import { hasSafeMark, type ChosenWording, type SenderProfile, type SendingRules } from './sending-rules.js';

/** A fault of ours that an operator has to mend. */
export interface OwnFault {
  /** CANNOT_SEND: nothing goes until it is mended; TEMPLATE_FAULT: a wording cannot be sent over a channel. */
  code: 'MESSAGING.CANNOT_SEND' | 'MESSAGING.TEMPLATE_FAULT';
  key: string;
  detail: string;
}

export type Sent = Extract<Decision, { do: 'SEND' }>;

/** What is told to whom, as it is sealed in the row. */
interface Told {
  phone: string | null;
  variables: Record<string, string>;
}

/** What to do with a due row; for SEND the message as well. */
export interface Judged {
  decision: Decision;
  outgoing: { gateway: Gateway; message: Outgoing } | null;
  faults: OwnFault[];
  /** What it may be known by at a vendor that took it before a backup was restored; none where nothing was restored. */
  marks?: string[];
}

interface Route {
  channel: 'ALIMTALK' | 'RCS' | 'LMS';
  gateway: Gateway;
  chosen: ChosenWording;
  composed: Composed;
}

/** Alarms that a new sender profile ends. */
export const NO_SENDER = 'messaging.no-sender';
export const SENDER_EXPIRED = 'messaging.sender-expired';
/** Until an operator has mended what keeps a row from going. */
const PAUSE_MS = 60_000;
const CALLS_BEFORE_ANOTHER_VENDOR = 4;
/** How soon a notice that waits for its predecessor looks again by itself; the predecessor's end wakes it anyway. */
const LOOK_AGAIN_MS = { least: 1_000, most: 30_000 } as const;

const CHANNELS = ['ALIMTALK', 'RCS', 'LMS', 'SMS'] as const;
/** Attempts on one channel: a new one each four minutes, when vendors are changed, for as long as there is patience. */
const MOST_REFERENCES = 40;

const CHANNEL_NAMES: Record<Channel, string> = { ALIMTALK: '알림톡', RCS: 'RCS', LMS: 'LMS', SMS: 'SMS' };

/** Decides on one due row: its turn, whether it may go at all, over which channel and vendor, in which words. */
@Injectable()
export class SendDecision {
  constructor(
    private readonly clock: Clock,
    private readonly privacy: Privacy,
    private readonly choice: GatewayChoice,
    private readonly settings: Settings,
  ) {}

  /**
   * Never throws: a row that cannot be judged (a key that is missing from the ring) must not hold up its neighbours.
   * @param told where it is known already: the row is not opened
   */
  judge(row: DueRow, rules: SendingRules, told?: Told): Judged {
    try {
      const judged = this.decide(row, rules, told);
      // Whoever tests sees for themselves what is missing.
      return row.test_template_id === null ? judged : { ...judged, faults: [] };
    } catch (error) {
      const detail = `알림을 만들지 못해 보류했습니다(${(error as Error).name}). 개발 담당자에게 알려 주세요.`;
      return {
        decision: { do: 'PUT_OFF', row, until: this.after(PAUSE_MS) },
        outgoing: null,
        faults: [{ code: 'MESSAGING.CANNOT_SEND', key: 'messaging.cannot-judge', detail }],
      };
    }
  }

  private decide(row: DueRow, rules: SendingRules, told?: Told): Judged {
    const faults: OwnFault[] = [];
    const done = (decision: Decision): Judged => ({ decision, outgoing: null, faults });
    const flags = [...row.flags];
    const dropped = this.reasonToDrop(row, rules);
    if (dropped !== null) return done({ do: 'DROP', row, reason: dropped, flags });
    const turn = this.waitsUntil(row, rules);
    if (turn !== null) return done({ do: 'PUT_OFF', row, until: turn });
    if (rules.sender?.registeredOn == null) {
      faults.push({
        code: 'MESSAGING.CANNOT_SEND',
        key: NO_SENDER,
        detail: '등록된 발신번호를 가진 발신 프로필이 없어 보내지 못하고 있습니다. 발신 프로필을 등록해 주세요.',
      });
      return done({ do: 'PUT_OFF', row, until: this.after(PAUSE_MS) });
    }
    if (rules.sender.expiresOn !== null && rules.sender.expiresOn < kstDate(this.clock.now())) {
      faults.push({
        code: 'MESSAGING.CANNOT_SEND',
        key: SENDER_EXPIRED,
        detail: `발신번호 등록이 ${rules.sender.expiresOn}에 끝나 보내지 못하고 있습니다. 갱신한 뒤 발신 프로필에 반영해 주세요.`,
      });
      return done({ do: 'PUT_OFF', row, until: this.after(PAUSE_MS) });
    }
    const request = told ?? (row.request_sealed && this.privacy.openJson<Told>(row.request_sealed));
    if (!request?.phone) return done({ do: 'FAIL', row, cause: '휴대전화번호가 없습니다.', flags });

    const found = this.route(row, request.variables, rules, rules.sender, flags, faults);
    if ('decision' in found) return done(found.decision);
    return this.send(row, request.phone, rules.sender, found, flags, faults);
  }

  private reasonToDrop(row: DueRow, rules: SendingRules): 'OVERTAKEN' | 'OPTED_OUT' | 'TRIAL' | 'SHADOW' | null {
    if (row.overtaken) return 'OVERTAKEN';
    const citizen = row.recipient_kind === 'APPLICANT' || row.recipient_kind === 'AGENT';
    if (citizen && row.opted_out) return 'OPTED_OUT';
    if (rules.trial && !row.on_trial_list && row.test_template_id === null) return 'TRIAL';
    return this.settings.shadow ? 'SHADOW' : null;
  }

  /** n may go when n−1 is final, or a while after the vendor accepted n−1; null: now. Its age in machine time stands in its id. */
  private waitsUntil(row: DueRow, rules: SendingRules): Date | null {
    if (row.predecessor === null) return null;
    const { accepted_at } = row.predecessor;
    const opensInMs =
      accepted_at === null ? Infinity : rules.limits.order - this.clock.realMsSince(new Date(accepted_at));
    if (opensInMs <= 0) return null;
    const age = this.clock.realMsSince(new Date(Number.parseInt(row.id.replaceAll('-', '').slice(0, 12), 16)));
    return this.after(Math.min(opensInMs, LOOK_AGAIN_MS.most, Math.max(LOOK_AGAIN_MS.least, age / 4)));
  }

  /** The first channel, from where the chain stands, that is set up, approved and composed. */
  private route(
    row: DueRow,
    variables: Record<string, string>,
    rules: SendingRules,
    sender: SenderProfile,
    flags: string[],
    faults: OwnFault[],
  ): Route | { decision: Decision } {
    const from = row.attempt?.channel ?? row.channel;
    let channel = from === null ? channelAfter(null) : from === 'SMS' ? 'LMS' : from;
    for (; channel !== null; channel = channelAfter(channel)) {
      if (isOutsideTest(row, channel)) continue;
      if (row.lacks.includes(channel)) continue;
      const choice = this.chooseFor(row, channel, rules);
      if (choice === null) {
        if (this.choice.isSetUp(channel, rules)) this.notApproved(row, channel, flags, faults);
        continue;
      }
      if ('againInMs' in choice) return { decision: { do: 'PUT_OFF', row, until: this.after(choice.againInMs) } };
      const { gateway } = choice;
      const chosen = rules.wordingFor(askedOf(row), channel, gateway.vendor)!;
      try {
        const composed = compose(chosen.wording, channel, {
          variables,
          variant: row.variant,
          language: chosen.language,
          mainNumber: sender.mainNumber,
          linkInText: rules.linkInText(row.occasion),
        });
        return { channel, gateway, chosen, composed };
      } catch (error) {
        if (!(error instanceof ComposeFault)) throw error;
        note(flags, `${error.kind}:${channel}`);
        if (error.kind === 'NEEDS_LINK') continue;
        faults.push({
          code: 'MESSAGING.TEMPLATE_FAULT',
          key: `messaging.compose.${chosen.code}.${chosen.language}.${error.kind}`,
          detail: `문구 ${chosen.code}(${chosen.language})를 만들지 못했습니다: ${error.kind === 'MISSING' ? '값이 없음' : '길이 초과'} ${error.detail}.`,
        });
        // What is missing is missing on every channel: nothing is sent.
        if (error.kind === 'MISSING') {
          return { decision: { do: 'FAIL', row, cause: '문구에 필요한 값이 없어 보내지 못했습니다.', flags } };
        }
      }
    }
    return { decision: { do: 'FAIL', row, cause: '보낼 수 있는 채널이 없습니다.', flags } };
  }

  /** The same attempt goes to the vendor it went to before, until that one is out or has refused it often enough. */
  private chooseFor(row: DueRow, channel: 'ALIMTALK' | 'RCS' | 'LMS', rules: SendingRules): Choice {
    const hasWords = (vendor: string) => rules.wordingFor(askedOf(row), channel, vendor) !== null;
    const before = row.attempt && this.choice.stillAble(row.attempt.vendor, channel, rules);
    if (before === null || !hasWords(before.vendor)) return this.choice.choose(channel, rules, hasWords);
    if (row.attempt!.calls < CALLS_BEFORE_ANOTHER_VENDOR) return { gateway: before };
    const another = this.choice.choose(channel, rules, (vendor) => vendor !== before.vendor && hasWords(vendor));
    return another !== null && 'gateway' in another ? another : { gateway: before };
  }

  private notApproved(row: DueRow, channel: Channel, flags: string[], faults: OwnFault[]): void {
    note(flags, `NOT_APPROVED:${channel}`);
    faults.push({
      code: 'MESSAGING.TEMPLATE_FAULT',
      key: `messaging.not-approved.${channel}.${row.occasion}.${row.variant}`,
      detail: `승인된 ${CHANNEL_NAMES[channel]} 문구가 없습니다: ${row.occasion} ${row.variant}. 템플릿 화면에서 승인 상태를 확인해 주세요.`,
    });
  }

  private send(
    row: DueRow,
    phone: string,
    sender: SenderProfile,
    route: Route,
    flags: string[],
    faults: OwnFault[],
  ): Judged {
    const { gateway, chosen, composed } = route;
    for (const flag of composed.flags) note(flags, flag);
    const { channel } = composed;
    const again = row.attempt?.channel === channel && row.attempt.vendor === gateway.vendor ? row.attempt : null;
    const attempt = {
      id: again === null ? uuidv7() : row.attempt_id!,
      startedAt: again === null ? this.clock.realNow() : new Date(again.started_at),
      isNew: again === null,
      channel,
      vendor: gateway.vendor,
      reference: again?.reference ?? messageReference(this.privacy, row.key, channel, row.tried[channel] ?? 0),
      calls: (again?.calls ?? 0) + 1,
      templateId: chosen.templateId,
      senderProfileId: sender.id,
      senderProof: proofOf(channel, sender, kstDate(this.clock.now())),
    };
    const message: Outgoing = {
      reference: attempt.reference,
      channel,
      to: phone,
      from: sender.senderNumber,
      text: composed.text,
      title: composed.title,
      buttons: composed.buttons,
      vendorTemplateId: chosen.vendorTemplateId,
      values: composed.values,
    };
    const textSealed = this.privacy.seal(composed.text);
    const judged: Judged = {
      decision: { do: 'SEND', row, attempt, textSealed, flags },
      outgoing: { gateway, message },
      faults,
    };
    return row.some_taken_before ? { ...judged, marks: this.marksOf(row.key, message) } : judged;
  }

  /** Under every reference that the notice can have had, whatever became of its attempts. */
  private marksOf(key: string, { channel, to, text }: Outgoing): string[] {
    const references = CHANNELS.flatMap((one) =>
      Array.from({ length: MOST_REFERENCES }, (_, tried) => messageReference(this.privacy, key, one, tried)),
    );
    return channel === 'RCS' ? [...references, messagePrint(this.privacy, to, text)] : references;
  }

  private after(ms: number): Date {
    return new Date(this.clock.realNow().getTime() + ms);
  }
}

/** A test goes over its own channel or not at all. */
function isOutsideTest({ test_channel }: DueRow, channel: 'ALIMTALK' | 'RCS' | 'LMS'): boolean {
  return test_channel !== null && test_channel !== (channel === 'LMS' ? 'TEXT' : channel);
}

function askedOf({ occasion, variant, language, test_template_id }: DueRow) {
  return { occasion, variant, language, templateId: test_template_id };
}

/** What vouches for the sender on this channel; plain text carries nothing. */
export function proofOf(channel: Channel, sender: SenderProfile, today: string): SenderProof {
  if (channel === 'ALIMTALK') return 'KAKAO_CHANNEL';
  if (channel !== 'RCS') return 'NUMBER_ONLY';
  return hasSafeMark(sender, today) ? 'RCS_SAFE_MARK' : 'RCS_BRAND';
}

function note(flags: string[], flag: string): void {
  if (!flags.includes(flag)) flags.push(flag);
}
