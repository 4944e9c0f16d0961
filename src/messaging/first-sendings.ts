import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AfterCommit } from '../../libs/events/index.js';
import { Clock } from '../../libs/clock/index.js';
import { Dispatcher, LEASE_MS } from './dispatcher.js';
import { writeNewAttempts, type DueRow, type NewAttempt } from './due-rows.js';
import type { Channel } from './messaging.events.js';
import type { NoticeRequest } from './notice-request.js';
import { SendDecision, type Judged, type Sent } from './send-decision.js';
import type { SendingRules } from './sending-rules.js';

/** A notice that is about to be written. */
export interface NewNotice {
  id: string;
  key: string;
  laneKey: string | null;
  phoneIndex: Buffer | null;
  dueAt: Date;
  request: NoticeRequest;
  /** It takes a place in its lane and is to be sent. */
  goes: boolean;
}

/** How a notice is written that is sent at once. */
export interface FirstSending {
  judged: Judged;
  attempt: NewAttempt;
  textSealed: Buffer;
  flags: string[];
  /** Where in its lane it must come to stand: right behind what has ended. */
  lanePosition: number;
}

interface Surroundings {
  last_position: number;
  is_free: boolean;
  opted_out: boolean;
  on_trial_list: boolean;
  lacks: Channel[];
  some_taken_before: boolean;
}

/** What the dispatcher would read with each (due-rows), of notices that are not there yet */
const READ = `
SELECT coalesce(l.last_position, 0) AS last_position,
  NOT EXISTS (SELECT FROM messaging.notification p WHERE p.lane_id = l.id AND p.lane_position = l.last_position AND p.step IS NOT NULL) AS is_free,
  EXISTS (SELECT FROM messaging.opt_out o WHERE o.phone_index = a.phone_index AND o.opted_out) AS opted_out,
  EXISTS (SELECT FROM messaging.trial_number t WHERE t.phone_index = a.phone_index) AS on_trial_list,
  ARRAY(SELECT m.channel FROM messaging.channel_memory m WHERE m.phone_index = a.phone_index AND m.until > $3) AS lacks,
  EXISTS (SELECT FROM messaging.taken_before) AS some_taken_before
FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS a (key, phone_index, place) LEFT JOIN messaging.lane l ON l.key = a.key ORDER BY a.place`;

/**
 * What may go the moment it is asked for is written once, as under way, with its attempt: nobody needs to find it, lock it and write it again.
 * The call follows the commit; whatever is killed in between, the row says what to do next, as after any claim. All else waits to be claimed.
 */
@Injectable()
export class FirstSendings {
  constructor(
    private readonly clock: Clock,
    private readonly decision: SendDecision,
    private readonly dispatcher: Dispatcher,
    private readonly afterCommit: AfterCommit,
  ) {}

  /** Those that this process can send at once, by id. @param now product time */
  async of(
    tx: EntityManager,
    notices: readonly NewNotice[],
    rules: SendingRules,
    now: Date,
  ): Promise<ReadonlyMap<string, FirstSending>> {
    const firsts = new Map<string, FirstSending>();
    const candidates = firstOfEachLane(notices).filter(({ dueAt }) => dueAt <= now);
    if (rules.stopped || candidates.length === 0 || !this.dispatcher.hasRoom) return firsts;
    const rows = await tx.query<Surroundings[]>(READ, [
      candidates.map(({ laneKey }) => laneKey),
      candidates.map(({ phoneIndex }) => phoneIndex),
      this.clock.realNow(),
    ]);
    for (const [place, notice] of candidates.entries()) {
      const its = rows[place]!;
      if (!its.is_free || its.some_taken_before) continue;
      const judged = this.decision.judge(rowOf(notice, its), rules, notice.request);
      const { decision } = judged;
      // What is dropped, put off, limited or in want of an operator is the dispatcher's to write.
      if (decision.do !== 'SEND' || judged.faults.length > 0) continue;
      const { attempt, textSealed, flags } = decision;
      if (rules.gateway(attempt.vendor, attempt.channel).messagesPerSecond !== null) continue;
      firsts.set(notice.id, { judged, attempt, textSealed, flags, lanePosition: its.last_position + 1 });
    }
    return firsts;
  }

  /** Until when others leave a row alone that is claimed now; machine time. */
  leaseUntil(claimedAt: Date): Date {
    return new Date(claimedAt.getTime() + LEASE_MS);
  }

  /**
   * Writes the attempts of those that were stored as under way, and has them sent after the commit.
   * @param now product time
   * @param claimedAt machine time from which the lease runs: a call that would begin late within it is not made
   */
  async begin(tx: EntityManager, begun: readonly FirstSending[], now: Date, claimedAt: Date): Promise<void> {
    if (begun.length === 0) return;
    this.afterCommit.call(tx, () =>
      this.dispatcher.send(
        begun.map(({ judged }) => judged),
        claimedAt,
      ),
    );
    await writeNewAttempts(
      tx,
      begun.map(({ judged }) => judged.decision as Sent),
      now,
    );
  }
}

/** Others of a lane wait for their turn; staff are not told what a later one of the set makes pointless. */
function firstOfEachLane(notices: readonly NewNotice[]): NewNotice[] {
  const lanes = Map.groupBy(
    notices.filter(({ goes, laneKey }) => goes && laneKey !== null),
    ({ laneKey }) => laneKey,
  );
  return [...lanes.values()].flatMap(([first, ...later]) => {
    const { occasion, recipientKind } = first!.request;
    const isStaff = recipientKind !== 'APPLICANT' && recipientKind !== 'AGENT';
    return isStaff && later.some(({ request }) => request.overtakes.includes(occasion)) ? [] : [first!];
  });
}

function rowOf({ id, key, request }: NewNotice, { opted_out, on_trial_list, lacks }: Surroundings): DueRow {
  return {
    id,
    key,
    occasion: request.occasion,
    variant: request.variant,
    recipient_kind: request.recipientKind,
    recipient_id: request.recipientId,
    language: request.language,
    subject: request.subject,
    label: request.label,
    department_code: request.departmentCode,
    lane_id: null,
    lane_position: null,
    status: 'WAITING',
    claims: 0,
    channel: null,
    attempt_id: null,
    flags: [],
    test_template_id: null,
    test_channel: null,
    request_sealed: null,
    predecessor: null,
    overtaken: false,
    opted_out,
    on_trial_list,
    lacks,
    some_taken_before: false,
    tried: {},
    attempt: null,
  };
}
