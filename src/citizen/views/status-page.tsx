import type { ReactElement } from 'react';
import { kstDate } from '../../../libs/clock/index.js';
import { Badge, Button, Icon, Notice, type Tone } from '../../../libs/krds/index.js';
import { CallButton, CitizenPage, Facts, PhoneLink, Sheet, type CitizenFrame } from './citizen-page.js';
import type { CaseForCitizen } from './case-for-citizen.js';
import { day, dayAndTime, dayInFull, daysUntil, time } from './dates.js';
import { withReading, type Language } from './reading-choice.js';
import { openPause, statusSteps, type StatusStep } from './status-steps.js';
import { WORDS } from './words.js';

export interface StatusPageProps {
  frame: CitizenFrame;
  petition: CaseForCitizen;
  /** Product time at which the page was made, ISO 8601. */
  now: string;
}

type Pause = ReturnType<typeof openPause>;

/** Screen 1: where a petition stands, until when, and whom to call. Nothing of the case is in the title. */
export function StatusPage({ frame, petition, now }: StatusPageProps): ReactElement {
  const { lang } = frame.reading;
  const words = WORDS[lang].status;
  const today = kstDate(new Date(now));
  const pause = openPause(petition.timeline, today);
  const contact = petition.officer ?? petition.department;
  return (
    <CitizenPage frame={frame} title={words.title} service={words.service}>
      <section className="ma-sheet ma-hero" aria-labelledby="petition">
        <StatusBadge petition={petition} pause={pause} lang={lang} />
        <h1 className="ma-hero-title" id="petition" lang="ko">
          {petition.petitionName}
        </h1>
        <p className="ma-hero-headline">{headline(petition, pause, lang)}</p>
        <DueDay petition={petition} pause={pause} now={now} lang={lang} />
        <WhyExtended petition={petition} lang={lang} />
        <p className="ma-hero-small">
          {words.receiptNo} <span className="ma-figure">{petition.receiptNo}</span>
          <br />
          {words.receivedAt} <span className="ma-figure">{dayAndTime(petition.receivedAt, lang)}</span>
        </p>
      </section>

      <WhatToDo pause={pause} now={now} lang={lang} />
      <Result petition={petition} lang={lang} />

      <Sheet id="steps" title={words.steps.title}>
        <Steps steps={statusSteps(petition, today, lang)} lang={lang} />
      </Sheet>

      <Sheet id="contact" title={words.contact.title}>
        <Facts
          facts={[
            { name: words.contact.department, value: petition.department.name, isKorean: true },
            {
              name: words.contact.officer,
              value: petition.officer?.name ?? words.contact.noOfficer,
              isKorean: petition.officer !== null,
            },
            { name: words.contact.phone, value: <PhoneLink number={contact.phone} /> },
          ]}
        />
        <CallButton
          number={contact.phone}
          label={petition.officer ? words.contact.call : words.contact.callDepartment}
        />
      </Sheet>

      <Sheet id="you" title={words.you.title}>
        <Facts
          facts={[
            { name: words.you.name, value: petition.recipient.name, isKorean: true },
            ...(petition.recipient.phone === null
              ? []
              : [{ name: words.you.phone, value: <span className="ma-figure">{petition.recipient.phone}</span> }]),
          ]}
        />
        <p className="ma-small">{words.you.masked}</p>
      </Sheet>

      <Settings frame={frame} isOptedOut={petition.isOptedOut} />
    </CitizenPage>
  );
}

function headline(petition: CaseForCitizen, pause: Pause, lang: Language): string {
  const { status } = WORDS[lang];
  if (petition.stage === 'VOIDED') return status.headline.voided;
  if (petition.stage === 'COMPLETED' && petition.result) return status.completed[petition.result.outcome];
  if (pause?.kind === 'SUPPLEMENT_REQUESTED') {
    return pause.supplement.kind === 'CORRECTION' ? status.headline.correction : status.headline.supplement;
  }
  if (pause?.kind === 'EXCLUDED') return status.excludedTitle[pause.excluded.reason];
  return petition.officer === null ? status.headline.received : status.headline.working;
}

function StatusBadge({
  petition,
  pause,
  lang,
}: {
  petition: CaseForCitizen;
  pause: Pause;
  lang: Language;
}): ReactElement {
  const { status } = WORDS[lang];
  const show = (tone: Tone, text: string): ReactElement => (
    <p className="ma-hero-badge">
      <Badge tone={tone}>{text}</Badge>
    </p>
  );
  if (petition.stage === 'VOIDED') return show('gray', status.steps.VOIDED);
  if (petition.stage === 'COMPLETED' && petition.result) {
    return show(petition.result.outcome === 'GRANTED' ? 'success' : 'gray', status.outcome[petition.result.outcome]);
  }
  return pause ? show('warning', status.pausedTitle) : show('primary', status.steps.state.now);
}

function DueDay({
  petition,
  pause,
  now,
  lang,
}: {
  petition: CaseForCitizen;
  pause: Pause;
  now: string;
  lang: Language;
}) {
  const words = WORDS[lang].status;
  if (petition.stage === 'COMPLETED' || petition.stage === 'VOIDED') return null;
  if (petition.targetAt === null) return <p className="ma-due-unknown">{words.dueUnknown}</p>;
  const target = petition.targetAt;
  const days = daysUntil(target, now);
  const isOver = Date.parse(now) > Date.parse(target);
  return (
    <div className="ma-due">
      <p className="ma-due-label">{words.due}</p>
      <p className="ma-due-day">
        {petition.isTimed
          ? words.untilTime(dayInFull(target, lang), time(target))
          : words.until(dayInFull(target, lang))}
      </p>
      {pause || petition.isProvisional ? (
        <p className="ma-due-note">{words.provisional}</p>
      ) : isOver ? (
        <p className="ma-due-note is-over">
          <strong>{words.overdue(-days)}</strong> {words.overdueHelp}
        </p>
      ) : (
        <p className="ma-due-left">
          <strong>{words.daysLeft(days)}</strong>
          {petition.workingDaysLeft !== null && days > 1 && (
            <>
              {' '}
              <span className="ma-due-working">({words.workingDaysLeft(petition.workingDaysLeft)})</span>
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** Why the day is a later one than was first told; until when is the day above it. */
function WhyExtended({ petition, lang }: { petition: CaseForCitizen; lang: Language }): ReactElement | null {
  const words = WORDS[lang].status;
  const extended = petition.timeline.findLast((entry) => entry.kind === 'EXTENDED');
  if (petition.stage === 'COMPLETED' || petition.stage === 'VOIDED' || extended === undefined) return null;
  return (
    <p className="ma-due-why">
      {words.extended}
      {extended.extension.reason && (
        <>
          {' '}
          {words.result.reason}: <span lang="ko">{extended.extension.reason}</span>
        </>
      )}
    </p>
  );
}

/** Why the clock stands still and what the citizen can do about it. */
function WhatToDo({ pause, now, lang }: { pause: Pause; now: string; lang: Language }): ReactElement | null {
  const words = WORDS[lang].status;
  if (pause === null) return null;
  if (pause.kind === 'EXCLUDED') {
    const { reason, from, to } = pause.excluded;
    return (
      <Notice tone="warning" title={words.excludedTitle[reason]}>
        <p>
          {to === null ? words.excludedSince(day(from, lang)) : words.excludedPeriod(day(from, lang), day(to, lang))}
        </p>
        <p>{words.excludedHelp}</p>
      </Notice>
    );
  }
  const { kind, reason, dueDate } = pause.supplement;
  return (
    <section className="ma-sheet ma-todo" aria-labelledby="todo">
      <h2 className="ma-sheet-title" id="todo">
        <Icon name="document" /> {words.supplement.title[kind]}
      </h2>
      <Facts
        facts={[
          {
            name: words.supplement.what[kind],
            value: reason || words.supplement.ask,
            isKorean: Boolean(reason),
          },
          ...(!dueDate
            ? []
            : [
                {
                  name: words.supplement.due[kind],
                  value: (
                    <>
                      <strong>{words.until(dayInFull(dueDate, lang))}</strong>
                      {daysUntil(dueDate, now) < 0 ? (
                        <span className="ma-late"> {words.supplement.passed}</span>
                      ) : (
                        <>
                          {' '}
                          <span className="ma-due-working">({words.daysLeft(daysUntil(dueDate, now))})</span>
                        </>
                      )}
                    </>
                  ),
                },
              ]),
        ]}
      />
      <p className="ma-small">{words.supplement.help}</p>
    </section>
  );
}

function Result({ petition, lang }: { petition: CaseForCitizen; lang: Language }): ReactElement | null {
  const { status } = WORDS[lang];
  const { result } = petition;
  if (petition.stage !== 'COMPLETED' || result === null) return null;
  const { outcome, at, reason, handover, transferredTo } = result;
  return (
    <Sheet id="result" title={status.result.title}>
      <Facts
        facts={[
          { name: status.result.outcome, value: <strong>{status.outcome[outcome]}</strong> },
          { name: status.result.at, value: day(at, lang) },
          ...(!reason ? [] : [{ name: status.result.reason, value: reason, isKorean: true }]),
          ...(handover === null ? [] : [{ name: status.result.handover, value: handover, isKorean: true }]),
          ...(transferredTo === null
            ? []
            : [
                {
                  name: status.result.transferredTo,
                  value: (
                    <>
                      <span lang="ko">{transferredTo.name}</span>{' '}
                      {transferredTo.phone !== null && <PhoneLink number={transferredTo.phone} />}
                    </>
                  ),
                },
              ]),
        ]}
      />
      {/* Act arts. 27 and 35: a refusal tells the reason and the remedies. */}
      {outcome === 'REFUSED' && <p className="ma-small">{status.result.remedy}</p>}
      {(outcome === 'REFUSED' || outcome === 'RETURNED' || outcome === 'CLOSED') && (
        <p className="ma-small">{status.result.paper}</p>
      )}
    </Sheet>
  );
}

/** KRDS's step indicator hides its labels on phones, so this is our own list on its tokens. */
function Steps({ steps, lang }: { steps: StatusStep[]; lang: Language }): ReactElement {
  const words = WORDS[lang].status.steps;
  return (
    <ol className="ma-steps">
      {steps.map((step, index) => (
        <li
          key={index}
          className={`ma-step is-${step.state}${step.isPause ? ' is-pause' : ''}`}
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          <span className="ma-step-mark">
            {step.state === 'done' && <Icon name="check" />}
            {step.isPause && <Icon name="pause" />}
          </span>
          <div className="ma-step-body">
            <p className="ma-step-title">
              {step.title} <span className="ma-step-state">{words.state[step.isPause ? 'paused' : step.state]}</span>
            </p>
            {step.when !== undefined && <p className="ma-step-when">{step.when}</p>}
            {step.koreanNote !== undefined && (
              <p className="ma-step-note" lang="ko">
                {step.koreanNote}
              </p>
            )}
            {step.note !== undefined && <p className="ma-step-note">{step.note}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Opt-out and "not mine": each needs a second press, since both change what a person is told. */
function Settings({ frame, isOptedOut }: { frame: CitizenFrame; isOptedOut: boolean }): ReactElement {
  const words = WORDS[frame.reading.lang].status.settings;
  const action = (act: string): string => withReading(`${frame.path}/${act}`, frame.reading);
  return (
    <Sheet id="settings" title={words.title}>
      {isOptedOut ? (
        <form method="post" action={action('opt-in')} className="ma-opted-out">
          <Notice tone="information">{words.optedOut}</Notice>
          <Button tone="secondary">{words.optInButton}</Button>
        </form>
      ) : (
        <details className="ma-fold">
          <summary>{words.optOut}</summary>
          <form method="post" action={action('opt-out')}>
            <p>{words.optOutHelp}</p>
            <Button tone="secondary">{words.optOutButton}</Button>
          </form>
        </details>
      )}
      <details className="ma-fold">
        <summary>{words.notMine}</summary>
        <form method="post" action={action('not-mine')}>
          <p>{words.notMineHelp}</p>
          <Button tone="secondary">{words.notMineButton}</Button>
        </form>
      </details>
    </Sheet>
  );
}
